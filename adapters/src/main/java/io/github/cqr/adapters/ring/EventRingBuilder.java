package io.github.cqr.adapters.ring;

import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.QueryExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lays out an {@link EventRing}: who listens, and how patient the ring is. */
public final class EventRingBuilder {
    final RunInbox inbox;
    final QueryExecutor executor;
    final SignalWait wait = new SignalWait();
    final List<Station> writeAhead = new ArrayList<>();
    final List<Station> observers = new ArrayList<>();
    int size = 8192;
    Duration stallLimit = Duration.ofSeconds(5);
    Duration closeLimit = Duration.ofSeconds(10);

    EventRingBuilder(RunInbox inbox, QueryExecutor executor) {
        this.inbox = inbox;
        this.executor = executor;
    }

    /**
     * How many events the ring holds; 8192 unless told otherwise.
     *
     * @throws IllegalArgumentException if it is no power of two
     */
    public EventRingBuilder size(int size) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("the ring's size must be a power of two: " + size);
        }
        this.size = size;
        return this;
    }

    /** The event log: dispatches wait for it. */
    public EventRingBuilder eventLog(EventSink sink) {
        writeAhead.add(station("event log", Station.Role.EVENT_LOG, sink));
        return this;
    }

    /** The checkpoints: dispatches wait for them. */
    public EventRingBuilder checkpoints(EventSink sink) {
        writeAhead.add(station("checkpoints", Station.Role.CHECKPOINTS, sink));
        return this;
    }

    /** A sink that nothing waits for; {@code name} is what a person is told when it stops working. */
    public EventRingBuilder observer(String name, EventSink sink) {
        observers.add(station(name, Station.Role.OBSERVER, sink));
        return this;
    }

    /**
     * How long a sink may stay with one event before the run goes on without it; 5 s unless told otherwise. The sinks' own bound is 1 s
     * ({@link EventSink}), so this only catches a broken one.
     */
    public EventRingBuilder stallLimit(Duration limit) {
        stallLimit = limit;
        return this;
    }

    /** How long each sink may take to close; 10 s unless told otherwise. */
    public EventRingBuilder closeLimit(Duration limit) {
        closeLimit = limit;
        return this;
    }

    /** Starts the consumers. */
    public EventRing start() {
        return new EventRing(this);
    }

    Station station(String name, Station.Role role, EventSink sink) {
        return new Station(name, role, sink, inbox, wait);
    }
}
