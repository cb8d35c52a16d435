package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Envelope;

/**
 * A consumer of the run's events, in their order, on a thread of its own.
 *
 * <p>A sink never blocks longer than a second: then it marks itself degraded, says so through the {@link Inbox}, keeps what it owes and
 * goes on. It never throws: a broken sink must not stop the ring.
 */
public interface EventSink extends AutoCloseable {
    /**
     * Takes one event.
     *
     * @param endOfBatch true when no further event is waiting: the moment to write, flush and acknowledge what was gathered
     */
    void onEvent(Envelope envelope, boolean endOfBatch);

    /** Writes what is still owed within a bounded time and lets go of its resources. Called once, after the last event. */
    @Override
    void close();
}
