package io.github.cqr.domain.replay;

import io.github.cqr.domain.event.Envelope;
import org.jspecify.annotations.Nullable;

/** Events that were written down, and perhaps still are. Not thread-safe. */
public interface Recording extends AutoCloseable {
    /**
     * Begins to read.
     *
     * @param position 0 for the first event, or what {@link Cursor#position} gave
     */
    Cursor from(long position);

    /** How much there is now, in the unit of positions. */
    long size();

    @Override
    void close();

    /** Reads one event after the other. */
    interface Cursor {
        /** The next event, or null when there is none so far; a later call may give one. */
        @Nullable
        Envelope next();

        /** Where the next event begins. */
        long position();
    }
}
