package io.github.cqr.domain.report;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.EventLines;
import io.github.cqr.domain.view.Slowest;
import io.github.cqr.domain.view.TimeLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds a log into a {@link RunReport}. Its memory depends on how many statements run at once, not on how many events there are. A log that
 * holds several processes' events, one after the other, gives the report of the last one. Not thread-safe.
 */
public final class ReportFold {
    private static final int SPANS = 120;
    private static final int TROUBLES = 200;
    private static final int RETRIES = 50;
    private static final int WARNINGS = 50;

    private @Nullable Fold fold;
    private int processes;

    /** Makes the fold of nothing. */
    public ReportFold() {}

    /** Folds one event in; those before the first {@code run_started} are passed over. */
    public void apply(Envelope envelope) {
        if (envelope.event() instanceof RunEvent.RunStarted e) {
            fold = new Fold(envelope, e, processes++);
        }
        if (fold != null) {
            fold.apply(envelope);
        }
    }

    /** The report of what was folded, or null when no run has begun in it. */
    public @Nullable RunReport report() {
        return fold == null ? null : fold.report();
    }

    /** One process's. */
    private static final class Fold {
        private final String runId;
        private final RunEvent.RunStarted start;
        private final Instant startedAt;
        private final int earlier;
        private final TimeLine load;
        private final IdleFold idle = new IdleFold();
        private final Histogram times = new Histogram();
        private final Map<String, Histogram> byNode = new LinkedHashMap<>();
        private final Map<StatementKind, Histogram> byKind = new EnumMap<>(StatementKind.class);
        private final Map<String, String> running = new HashMap<>();
        private final Slowest slowest = new Slowest();
        private final List<Ended> troubles = new ArrayList<>();
        private final List<Ended> retries = new ArrayList<>();
        private final List<RunEvent.Warning> warnings = new ArrayList<>();
        private RunEvent.@Nullable RunFinished end;
        private Instant lastAt;
        private Counts counts;
        private int retried;
        private int detached;
        private int warned;
        private long rowsRead;
        private long bytesRead;
        private long rowsWritten;

        Fold(Envelope envelope, RunEvent.RunStarted start, int earlier) {
            this.runId = envelope.runId();
            this.start = start;
            this.startedAt = envelope.at();
            this.lastAt = envelope.at();
            this.earlier = earlier;
            this.load = new TimeLine(startedAt, SPANS, Duration.ofSeconds(1));
            this.counts = Counts.of(start.total());
            start.nodes().forEach(node -> byNode.put(node, new Histogram()));
        }

        void apply(Envelope envelope) {
            if (envelope.at().isAfter(lastAt)) {
                load.busy(lastAt, envelope.at(), running.size());
                lastAt = envelope.at();
            }
            RunEvent event = envelope.event();
            if (event instanceof RunEvent.Progress) {
                return;
            }
            switch (event) {
                case RunEvent.Dispatched e -> running.put(e.attempt().queryId(), EventLines.shown(e.sql()));
                case RunEvent.Adopted e -> running.put(e.attempt().queryId(), "");
                case RunEvent.OfEnd e -> {
                    String sql = running.remove(e.attempt().queryId());
                    ended(new Ended(e, envelope.at(), sql == null ? "" : sql));
                }
                case RunEvent.Skipped _ -> counts = new Counts(counts.total(), counts.skipped() + 1,
                        counts.completed(), counts.failed(), counts.cancelled(), counts.unknown());
                case RunEvent.Warning e -> {
                    warned++;
                    if (warnings.size() < WARNINGS) {
                        warnings.add(e);
                    }
                }
                case RunEvent.RunFinished e -> end = e;
                case RunEvent.OfStatement _,RunEvent.RunStarted _,RunEvent.Paused _,RunEvent.Resumed _,RunEvent.ConcurrencyChanged _,RunEvent.NodeLost _,RunEvent.NodeReturned _,RunEvent.NodeIdentified _,RunEvent.CheckpointDegraded _,RunEvent.CheckpointRestored _,RunEvent.EventLogDegraded _,RunEvent.StopRequested _ ->
                    {
                    }
            }
            idle.apply(envelope, running.size());
        }

        private void ended(Ended ended) {
            switch (ended.end()) {
                case RunEvent.Completed e -> completed(e, ended.at());
                case RunEvent.Withdrawn _ -> {
                    return;
                }
                case RunEvent.Detached _ -> {
                    detached++;
                    return;
                }
                case RunEvent.RetryScheduled _ -> {
                    retried++;
                    add(retries, RETRIES, ended);
                }
                case RunEvent.Failed _ -> trouble(ended, 1, 0, 0);
                case RunEvent.Cancelled _ -> trouble(ended, 0, 1, 0);
                case RunEvent.OutcomeUnknown _ -> trouble(ended, 0, 0, 1);
            }
            slowest.add(ended);
        }

        private void completed(RunEvent.Completed e, Instant at) {
            if (e.attempt().undoes()) {
                return;
            }
            counts = new Counts(counts.total(), counts.skipped(), counts.completed() + 1, counts.failed(),
                    counts.cancelled(), counts.unknown());
            if (e.statement().changesSession()) {
                return;
            }
            Counters c = e.counters();
            rowsRead += c.readRows();
            bytesRead += c.readBytes();
            rowsWritten += c.writtenRows();
            load.add(at, c.readRows(), e.elapsed());
            times.add(e.elapsed());
            byNode.computeIfAbsent(e.attempt().node(), _ -> new Histogram()).add(e.elapsed());
            byKind.computeIfAbsent(e.statement().kind(), _ -> new Histogram()).add(e.elapsed());
        }

        private void trouble(Ended ended, int failed, int cancelled, int unknown) {
            counts = new Counts(counts.total(), counts.skipped(), counts.completed(), counts.failed() + failed,
                    counts.cancelled() + cancelled, counts.unknown() + unknown);
            add(troubles, TROUBLES, ended);
        }

        private static void add(List<Ended> kept, int most, Ended ended) {
            if (kept.size() < most) {
                kept.add(ended);
            }
        }

        RunReport report() {
            Map<String, Times> nodes = new LinkedHashMap<>();
            byNode.forEach((node, histogram) -> nodes.put(node, histogram.times()));
            Map<StatementKind, Times> kinds = new EnumMap<>(StatementKind.class);
            byKind.forEach((kind, histogram) -> kinds.put(kind, histogram.times()));
            return new RunReport(runId, start, startedAt, lastAt, end, counts, retried, detached, running.size(),
                    new RunReport.Volume(rowsRead, bytesRead, rowsWritten), times.times(), nodes, kinds,
                    slowest.all(), List.copyOf(troubles), List.copyOf(retries), idle.until(lastAt),
                    load.until(lastAt), load.span(), List.copyOf(warnings), warned, earlier);
        }
    }
}
