package io.github.cqr.domain.report;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.Gap.Cause;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.view.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the times in which nothing ran, and why; keeps the longest ones. A fold of events. */
final class IdleFold {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int KEPT = 50;

    private final List<Gap> gaps = new ArrayList<>();
    private final Timer paused = new Timer();
    private final Timer throttled = new Timer();
    private final Timer checkpointsAway = new Timer();
    private final Set<Cause> holds = EnumSet.noneOf(Cause.class);
    private final Set<Cause> seen = EnumSet.noneOf(Cause.class);
    private int gapCount;
    private final Map<Cause, Duration> gapTimes = new EnumMap<>(Cause.class);
    private @Nullable Instant emptySince;
    private int lostNodes;
    private int concurrency;

    /** How long something held, in all. */
    private static final class Timer {
        private Duration sum = Duration.ZERO;
        private @Nullable Instant since;

        void set(boolean holds, Instant at) {
            if (holds && since == null) {
                since = at;
            } else if (!holds && since != null) {
                sum = until(at);
                since = null;
            }
        }

        Duration until(Instant at) {
            return since == null ? sum : Figures.sum(sum, length(since, at));
        }
    }

    /**
     * Folds one event in.
     *
     * @param running how many attempts run after it
     */
    void apply(Envelope envelope, int running) {
        Instant at = envelope.at();
        RunEvent event = envelope.event();
        if (event instanceof RunEvent.RunStarted e) {
            concurrency = e.concurrency();
            emptySince = at;
            seen.add(Cause.STARTING);
        }
        note(event, at);
        seen.addAll(holds);
        if (event instanceof RunEvent.Dispatched || event instanceof RunEvent.Adopted) {
            if (alone(event)) {
                seen.add(Cause.BARRIER);
            }
            close(at);
        } else if (event instanceof RunEvent.OfEnd && running == 0 && emptySince == null) {
            emptySince = at;
            seen.clear();
            seen.addAll(holds);
            if (alone(event)) {
                seen.add(Cause.BARRIER);
            }
        }
        if (event instanceof RunEvent.RetryScheduled && running == 0) {
            seen.add(Cause.RETRY);
        }
    }

    private void note(RunEvent event, Instant at) {
        switch (event) {
            case RunEvent.Paused _ -> hold(Cause.PAUSED, paused, true, at);
            case RunEvent.Resumed _ -> hold(Cause.PAUSED, paused, false, at);
            case RunEvent.CheckpointDegraded _ -> hold(Cause.CHECKPOINTS_AWAY, checkpointsAway, true, at);
            case RunEvent.CheckpointRestored _ -> hold(Cause.CHECKPOINTS_AWAY, checkpointsAway, false, at);
            case RunEvent.ConcurrencyChanged e -> throttled.set(e.concurrency() < concurrency, at);
            case RunEvent.NodeLost _ -> lose(1);
            case RunEvent.NodeReturned _ -> lose(-1);
            case RunEvent.StopRequested _ -> holds.add(Cause.STOPPING);
            case RunEvent.RunFinished _ -> close(at);
            case RunEvent.RunStarted _,RunEvent.OfStatement _,RunEvent.NodeIdentified _,RunEvent.EventLogDegraded _,RunEvent.Warning _ ->
                {
                }
        }
    }

    private void hold(Cause cause, Timer timer, boolean now, Instant at) {
        timer.set(now, at);
        if (now) {
            holds.add(cause);
        } else {
            holds.remove(cause);
        }
    }

    private void lose(int more) {
        lostNodes = Math.max(0, lostNodes + more);
        if (lostNodes > 0) {
            holds.add(Cause.NODE_LOST);
        } else {
            holds.remove(Cause.NODE_LOST);
        }
    }

    private static boolean alone(RunEvent event) {
        return event instanceof RunEvent.OfStatement e && e.statement().kind() == StatementKind.SCHEMA;
    }

    private void close(Instant at) {
        if (emptySince != null) {
            Duration length = length(emptySince, at);
            if (length.compareTo(SHORTEST) >= 0) {
                gapCount++;
                Cause cause = seen.isEmpty() ? Cause.UNKNOWN : seen.iterator().next();
                gapTimes.merge(cause, length, Figures::sum);
                keep(new Gap(emptySince, length, cause));
            }
            emptySince = null;
            seen.clear();
        }
    }

    private void keep(Gap gap) {
        gaps.add(gap);
        if (gaps.size() > KEPT) {
            gaps.remove(gaps.stream().min(Comparator.comparing(Gap::length)).orElseThrow());
        }
    }

    private static Duration length(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }

    RunReport.Idle until(Instant last) {
        Duration all = gapTimes.values().stream().reduce(Duration.ZERO, Figures::sum);
        return new RunReport.Idle(List.copyOf(gaps), gapCount, all, new EnumMap<>(gapTimes), paused.until(last),
                throttled.until(last),
                checkpointsAway.until(last));
    }
}
