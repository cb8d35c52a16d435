package io.github.cqr.domain.report;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.view.Ended;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gives each attempt a lane of its node while it runs, the lowest that is free: what a chart of the run draws side by side. A fold of
 * events.
 */
public final class Lanes {
    private final Consumer<Bar> bars;
    private final Map<String, BitSet> taken = new HashMap<>();
    private final Map<String, Open> open = new LinkedHashMap<>();
    private Instant last = Instant.EPOCH;

    private record Open(RunEvent.OfAttempt begin, int lane, Instant from) {}

    /**
     * An attempt from its dispatch to its end.
     *
     * @param ended how it ended, and when
     * @param lane its place among those of its node, from 0
     * @param from when it was dispatched
     */
    public record Bar(Ended ended, int lane, Instant from) {}

    /**
     * An attempt without an end in the log.
     *
     * @param begin its first event
     * @param to the time of the last event
     */
    public record Loose(RunEvent.OfAttempt begin, int lane, Instant from, Instant to) {}

    /** @param bars takes each attempt when it ends, those that were never sent left out */
    public Lanes(Consumer<Bar> bars) {
        this.bars = bars;
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        last = envelope.at();
        if (envelope.event() instanceof RunEvent.RunStarted) {
            open.clear();
            taken.clear();
        } else if (envelope.event() instanceof RunEvent.Dispatched e) {
            begin(e, envelope.at());
        } else if (envelope.event() instanceof RunEvent.Adopted e) {
            begin(e, e.startedAt().isBefore(envelope.at()) ? e.startedAt() : envelope.at());
        } else if (envelope.event() instanceof RunEvent.OfEnd e) {
            end(e, envelope.at());
        }
    }

    private void begin(RunEvent.OfAttempt event, Instant from) {
        BitSet lanes = taken.computeIfAbsent(event.attempt().node(), _ -> new BitSet());
        int lane = lanes.nextClearBit(0);
        lanes.set(lane);
        open.put(event.attempt().queryId(), new Open(event, lane, from));
    }

    private void end(RunEvent.OfEnd end, Instant at) {
        Open begun = open.remove(end.attempt().queryId());
        if (begun == null) {
            return; // its beginning is not in the log
        }
        BitSet lanes = taken.get(begun.begin().attempt().node());
        if (lanes != null) {
            lanes.clear(begun.lane());
        }
        if (!(end instanceof RunEvent.Withdrawn)) {
            bars.accept(new Bar(new Ended(end, at, ""), begun.lane(), begun.from()));
        }
    }

    /** Gives the attempts that have no end so far. */
    public void loose(Consumer<Loose> each) {
        open.values().forEach(begun -> each.accept(new Loose(begun.begin(), begun.lane(), begun.from(), last)));
    }
}
