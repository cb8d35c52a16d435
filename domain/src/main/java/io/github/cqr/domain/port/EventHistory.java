package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Envelope;

/** Events of this process that were written down before: for a consumer that could not keep up and wants to go on without a gap. */
@FunctionalInterface
public interface EventHistory {
    /**
     * Reads events again, in order, from {@code fromSeq} on, as far as they are written by now. What cannot be read is left out: the
     * caller sees a gap in the numbers.
     */
    void read(long fromSeq, Reader reader);

    /** Takes what is read. */
    @FunctionalInterface
    interface Reader {
        /**
         * Takes one event.
         *
         * @param line its line as it was written, newline included
         * @return false to read no further
         */
        boolean take(Envelope envelope, byte[] line);
    }
}
