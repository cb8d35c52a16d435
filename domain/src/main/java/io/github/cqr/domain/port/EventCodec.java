package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Envelope;
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

    /** Whether a line holds a {@code progress} event, told from its beginning alone; false where that cannot be told. */
    default boolean isProgress(byte[] line) {
        return false;
    }
}
