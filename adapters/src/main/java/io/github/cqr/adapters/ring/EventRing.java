package io.github.cqr.adapters.ring;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.QueryExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One Disruptor ring that hands every event to every consumer, in order; see the package for who waits for whom. One thread publishes.
 *
 * <p><b>A sink cannot stop the run.</b> One that throws, or that stays with one event longer than the stall limit, gets no further event,
 * and the run is told: an event log as {@code EventLogDown}, checkpoints as {@code CheckpointsDown} (so the run stops after its outage
 * limit), any other as a {@code Notice}. With one write-ahead sink out, the other alone carries intents; with both out nothing is sent
 * any more. A sink that is merely slow slows the publisher once the ring is full: sinks that may wait for somebody keep a queue of their
 * own.
 *
 * <p><b>Batches are short</b> ({@value #MAX_BATCH} events), because a sink acknowledges at the end of a batch and dispatches wait for
 * that.
 */
public final class EventRing implements AutoCloseable {
    static final int MAX_BATCH = 256;
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(50);
    /** A look counts for no more than this: after a suspended process goes on, its sinks get their time again. */
    private static final long LONGEST_SLICE = TimeUnit.MILLISECONDS.toNanos(250);

    private final RingBuffer<Slot> slots;
    private final SignalWait wait;
    private final List<Station> writeAhead;
    private final List<Station> stations;
    private final Sequence swept = new Sequence();
    private final List<BatchEventProcessor<Slot>> processors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final long stallLimit;
    private final Duration closeLimit;
    private long lastLook = System.nanoTime();
    private boolean closing;

    EventRing(EventRingBuilder from) {
        wait = from.wait;
        slots = RingBuffer.createSingleProducer(Slot::new, from.size, wait);
        writeAhead = List.copyOf(from.writeAhead);
        stallLimit = from.stallLimit.toNanos();
        closeLimit = from.closeLimit;

        List<Station> all = new ArrayList<>(writeAhead);
        Station orders = from.station("orders", Station.Role.EXECUTOR,
                new ExecutorLines.Orders(from.executor, from.inbox));
        Station starts = from.station("starts", Station.Role.EXECUTOR,
                new ExecutorLines.Starts(from.executor, from.inbox));
        all.add(orders);
        all.add(starts);
        all.addAll(from.observers);
        stations = List.copyOf(all);

        for (Station station : stations) {
            add("cqr-ring " + station.name(), station, station == starts ? sequences(writeAhead) : new Sequence[0]);
        }
        add("cqr-ring sweeper", new Slot.Sweeper(swept, wait), sequences(stations));
        slots.addGatingSequences(swept);
        threads.forEach(Thread::start);
    }

    /** Begins to lay out a ring whose news goes to {@code inbox} and whose statements go to {@code executor}. */
    public static EventRingBuilder builder(RunInbox inbox, QueryExecutor executor) {
        return new EventRingBuilder(inbox, executor);
    }

    /**
     * Publishes events, in order. Waits while the ring is full, which ends: no sink stays with one event beyond the stall limit.
     *
     * @throws InterruptedException if the thread is interrupted while it waits; what was not published yet is not
     */
    public void publish(List<Envelope> events) throws InterruptedException {
        int chunk = Math.min(MAX_BATCH, slots.getBufferSize());
        for (int from = 0; from < events.size(); from += chunk) {
            publishAtOnce(events.subList(from, Math.min(from + chunk, events.size())));
        }
    }

    private void publishAtOnce(List<Envelope> events) throws InterruptedException {
        int count = events.size();
        awaitWatched(() -> slots.hasAvailableCapacity(count));
        long last = slots.next(count);
        long first = last - count + 1;
        for (int i = 0; i < count; i++) {
            slots.get(first + i).envelope = events.get(i);
        }
        slots.publish(first, last);
    }

    /**
     * Waits until every write-ahead sink has all that was published, or is out.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void awaitWriteAhead() throws InterruptedException {
        awaitWatched(() -> allAtCursor(writeAhead));
    }

    /** Looks after the sinks; a sink that does not move is left behind. Called by the publishing thread, several times a second. */
    public void watch() {
        long now = System.nanoTime();
        long slice = Math.min(now - lastLook, LONGEST_SLICE);
        lastLook = now;
        long cursor = slots.getCursor();
        stations.forEach(station -> station.watch(cursor, slice, stallLimit, closing));
    }

    /**
     * Lets every consumer take what is left, ends their threads and closes the sinks, the last one first. Whatever fails is in
     * {@link #failures()}; nothing is thrown. Called by the publishing thread.
     */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        boolean interrupted = drain();
        processors.forEach(BatchEventProcessor::halt);
        interrupted |= Shutdown.join(threads);
        for (Station station : stations.reversed()) {
            String failure = Shutdown.close(station.name(), station.sink(), closeLimit);
            if (failure != null) {
                failures.add(failure);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What went wrong while the ring was closed, one sentence each; empty when nothing did. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    private boolean drain() {
        boolean interrupted = false;
        closing = true;
        while (!allAtCursor(stations)) {
            try {
                wait.await(() -> allAtCursor(stations), LOOK);
            } catch (InterruptedException _) {
                interrupted = true; // what is owed is still written, within the stall limit of each sink
            }
            watch();
        }
        stations.stream().filter(Station::leftBehind)
                .forEach(station -> failures.add(station.name() + " did not take all events"));
        return interrupted;
    }

    private void awaitWatched(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean() && !wait.await(condition, LOOK)) {
            watch();
        }
    }

    private boolean allAtCursor(List<Station> some) {
        long cursor = slots.getCursor();
        for (Station station : some) {
            if (station.consumed().get() < cursor) {
                return false;
            }
        }
        return true;
    }

    private void add(String name, EventHandler<Slot> handler, Sequence[] after) {
        BatchEventProcessor<Slot> processor = new BatchEventProcessorBuilder().setMaxBatchSize(MAX_BATCH).build(slots,
                slots.newBarrier(after), handler);
        processors.add(processor);
        threads.add(Thread.ofPlatform().name(name).daemon().unstarted(processor));
    }

    private static Sequence[] sequences(List<Station> stations) {
        return stations.stream().map(Station::consumed).toArray(Sequence[]::new);
    }
}
