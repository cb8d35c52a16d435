package io.github.cqr.adapters.jsonlines;

import io.github.cqr.domain.event.Envelope;

/** Makes a line of an event, for a reader outside. Thread-safe. */
@FunctionalInterface
public interface LineEncoder {
    /** The event as one UTF-8 line, its newline included. */
    byte[] encode(Envelope envelope);
}
