package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Envelope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text form of events: one line each. Thread-safe. */
public interface EventCodec {
    /** The event as one UTF-8 line, its newline included. */
    byte[] encode(Envelope envelope);

    /**
     * The event of a line, or null when the line holds an event that this version does not know.
     *
     * @throws IllegalArgumentException if the line is torn or no event; the message says why
     */
    @Nullable
    Envelope decode(byte[] line);

    /** What becomes of a line. */
    @FunctionalInterface
    interface Decoded {
        /**
         * Takes it.
         *
         * @param line its place among the lines, from 0
         * @param envelope its event; null if this version does not know it, and if there is none
         * @param problem why it is torn or no event; null if it is one
         */
        void take(int line, @Nullable Envelope envelope, @Nullable String problem);
    }

    /**
     * Decodes lines that stand one behind the other from the beginning of {@code text} on, each with its newline, and gives what they hold in their
     * order.
     *
     * @param ends behind the end of each line
     * @param count how many lines there are
     */
    default void decode(byte[] text, int[] ends, int count, Decoded to) {
        for (int line = 0; line < count; line++) {
            decode(Arrays.copyOfRange(text, line == 0 ? 0 : ends[line - 1], ends[line]), line, to);
        }
    }

    /**
     * Decodes one line and gives what it holds.
     *
     * @param place of the line, see {@link Decoded#take}
     */
    default void decode(byte[] line, int place, Decoded to) {
        Envelope envelope = null;
        String problem = null;
        try {
            envelope = decode(line);
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        to.take(place, envelope, problem);
    }

    /** Whether a line within {@code text} holds a {@code progress} event, told from its beginning alone; false where that cannot be told. */
    default boolean isProgress(byte[] text, int from, int length) {
        return false;
    }
}
