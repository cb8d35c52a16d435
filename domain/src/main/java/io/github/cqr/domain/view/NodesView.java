package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each node does, in the order of the cycle. A fold of events. */
public final class NodesView {
    private static final int SPANS = 48;

    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private Instant origin = Instant.EPOCH;

    private static final class Lane {
        private int running;
        private int done;
        private int errors;
        private Duration time = Duration.ZERO;
        private @Nullable String lost;
        private final TimeLine line;

        private Lane(Instant origin) {
            line = new TimeLine(origin, SPANS, Duration.ofSeconds(1));
        }

        private Lane(Lane other) {
            running = other.running;
            done = other.done;
            errors = other.errors;
            time = other.time;
            lost = other.lost;
            line = other.line.copy();
        }
    }

    /**
     * A node.
     *
     * @param running statements in flight on it
     * @param done statements that it completed in this process, SET and USE left out
     * @param errors statements that failed, were cancelled or ended in doubt on it
     * @param mean mean running time of what it completed, null before the first
     * @param perSecond completed statements a second, span by span
     * @param lost what was said when it was lost, null while it is there
     */
    public record Node(
            String name,
            int running,
            int done,
            int errors,
            @Nullable Duration mean,
            List<Double> perSecond,
            @Nullable String lost) {}

    /** Makes a view of no nodes. */
    public NodesView() {}

    /** Makes one that goes on from where {@code other} stands. */
    NodesView(NodesView other) {
        origin = other.origin;
        other.lanes.forEach((node, lane) -> lanes.put(node, new Lane(lane)));
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        if (envelope.event() instanceof RunEvent.RunStarted e) {
            origin = envelope.at();
            e.nodes().forEach(this::lane);
        } else if (envelope.event() instanceof RunEvent.Dispatched e) {
            lane(e.attempt().node()).running++;
        } else if (envelope.event() instanceof RunEvent.Adopted e) {
            lane(e.attempt().node()).running++;
        } else if (envelope.event() instanceof RunEvent.OfEnd e) {
            end(lane(e.attempt().node()), e, envelope.at());
        } else if (envelope.event() instanceof RunEvent.NodeLost e) {
            lane(e.node()).lost = e.message();
        } else if (envelope.event() instanceof RunEvent.NodeReturned e) {
            lane(e.node()).lost = null;
        }
    }

    private Lane lane(String node) {
        return lanes.computeIfAbsent(node, _ -> new Lane(origin));
    }

    private static void end(Lane lane, RunEvent.OfEnd end, Instant at) {
        lane.running = Math.max(0, lane.running - 1);
        if (end instanceof RunEvent.Completed e) {
            if (!e.statement().changesSession() && !e.attempt().undoes()) {
                lane.done++;
                lane.time = Figures.sum(lane.time, e.elapsed());
                lane.line.add(at, e.counters().readRows(), e.elapsed());
            }
        } else if (!(end instanceof RunEvent.Withdrawn) && !(end instanceof RunEvent.Detached)) {
            lane.errors++;
        }
    }

    /** All nodes as they stand at {@code now}. */
    public List<Node> at(Instant now) {
        List<Node> all = new ArrayList<>(lanes.size());
        lanes.forEach((name, lane) -> all.add(new Node(name, lane.running, lane.done, lane.errors,
                lane.done == 0 ? null : lane.time.dividedBy(lane.done),
                lane.line.until(now).stream().map(TimeLine.Span::perSecond).toList(), lane.lost)));
        return all;
    }
}
