package io.github.cqr.adapters.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One consumer's place at the ring. It keeps three promises to the others, whatever its sink does:
 *
 * <ul>
 * <li>its sequence moves only at the end of a batch, when the sink has been told to write and acknowledge: who waits for the sequence
 * waits for the acknowledgement;
 * <li>a sink that throws is out: it gets no further event, the run is told once, the sequence goes on;
 * <li>a sink that does not come back from one event is left behind ({@link #watch}): its sequence then reads as infinitely far.
 * </ul>
 */
final class Station implements EventHandler<Slot> {
    /** What is told to the run when the sink is out. */
    enum Role {
        EVENT_LOG, CHECKPOINTS, OBSERVER,
        /** The lines to the executor: they catch what it throws themselves and are never left behind while the run goes on. */
        EXECUTOR
    }

    private final String name;
    private final Role role;
    private final EventSink sink;
    private final Inbox inbox;
    private final SignalWait wait;
    private final Consumed consumed = new Consumed();
    private final AtomicBoolean out = new AtomicBoolean();

    private volatile long handled = -1;
    /** The sequence that the sink was given last: above {@link #handled} while it works on it. */
    private volatile long begun = -1;
    private long watchedAt = -1;
    private long stuckNanos;

    /** The last sequence that this consumer is done with, or infinity once it was left behind. */
    private static final class Consumed extends Sequence {
        private volatile boolean leftBehind;

        @Override
        public long get() {
            return leftBehind ? Long.MAX_VALUE : super.get();
        }
    }

    Station(String name, Role role, EventSink sink, Inbox inbox, SignalWait wait) {
        this.name = name;
        this.role = role;
        this.sink = sink;
        this.inbox = inbox;
        this.wait = wait;
    }

    String name() {
        return name;
    }

    EventSink sink() {
        return sink;
    }

    Sequence consumed() {
        return consumed;
    }

    boolean leftBehind() {
        return consumed.leftBehind;
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
        // Read first, then look whether we are out: a slot is only reused after that flag was set.
        Envelope envelope = slot.envelope;
        if (envelope != null && !out.get()) {
            begun = sequence;
            give(envelope, endOfBatch);
        }
        handled = sequence;
        if (endOfBatch) {
            consumed.set(sequence);
            wait.signalAllWhenBlocking();
        }
    }

    private void give(Envelope envelope, boolean endOfBatch) {
        try {
            sink.onEvent(envelope, endOfBatch);
        } catch (Throwable e) { // an Error too: whatever leaves a handler would freeze the ring
            goOut(oneLine(e));
        }
    }

    /**
     * Looks whether the sink moves. Called now and then by the ring's owner.
     *
     * @param cursor the last published sequence
     * @param slice nanoseconds since the last look, as far as they may be counted
     * @param limit nanoseconds after which a sink that works on one event is left behind
     * @param closing true when the run is over: then the executor's lines are no exception
     */
    void watch(long cursor, long slice, long limit, boolean closing) {
        long at = handled;
        // A consumer whose thread waits for a processor has begun nothing: that is the machine's fault, not the sink's.
        boolean working = begun > at;
        if (leftBehind() || at >= cursor || at != watchedAt || !working) {
            watchedAt = at;
            stuckNanos = 0;
            return;
        }
        stuckNanos += slice;
        if (stuckNanos > limit && (role != Role.EXECUTOR || closing)) {
            leaveBehind("it has been busy with one event for more than " + limit / 1_000_000 + " ms");
        }
    }

    /** Goes on without this consumer. */
    void leaveBehind(String why) {
        goOut(why);
        consumed.leftBehind = true;
        wait.signalAllWhenBlocking();
    }

    private void goOut(String why) {
        if (out.compareAndSet(false, true)) {
            RunInput news = news(why);
            if (news != null) {
                inbox.put(news);
            }
        }
    }

    private @Nullable RunInput news(String why) {
        return switch (role) {
            case EVENT_LOG -> new RunInput.EventLogDown(name + " stopped working: " + why);
            case CHECKPOINTS -> new RunInput.CheckpointsDown(name + " stopped working: " + why);
            case OBSERVER ->
                new RunInput.Notice("sink_lost", name + " stopped working, the run goes on without it: " + why);
            case EXECUTOR -> null;
        };
    }

    /** What went wrong, for a person, on one line. */
    static String oneLine(Throwable e) {
        String message = e.getMessage();
        String text = message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
        return text.lines().findFirst().orElse(text);
    }
}
