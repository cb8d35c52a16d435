package io.github.cqr.domain.run;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands: the fold of its events. Nothing else changes it, so folding a recorded log gives the state that the live run had.
 * Not thread-safe; each reader folds its own.
 */
public final class RunState {
    private int total;
    private int skipped;
    private int completed;
    private int failed;
    private int cancelled;
    private int unknown;
    private int retried;
    private int detached;
    private int concurrency;
    private boolean paused;
    private boolean checkpointDegraded;
    private boolean eventLogDegraded;
    private @Nullable StopReason stopReason;
    private @Nullable RunOutcome outcome;
    private final Map<String, InFlight> inFlight = new LinkedHashMap<>();
    private final Map<String, Integer> runningByNode = new LinkedHashMap<>();
    private final Map<String, String> lostNodes = new LinkedHashMap<>();
    private final Map<String, ServerBoot> servers = new LinkedHashMap<>();
    private final List<RunEvent.OfEnd> troubles = new ArrayList<>();

    /**
     * An attempt that was dispatched and has not ended.
     *
     * @param dispatchedAt wall-clock time of the dispatch
     * @param counters what the last progress said
     * @param cancelling true once a kill was asked for
     */
    public record InFlight(
            StatementRef statement,
            Attempt attempt,
            Instant dispatchedAt,
            Counters counters,
            boolean cancelling) {}

    /** Makes the state of a run that has not started. */
    public RunState() {}

    /** Makes one that goes on from where {@code other} stands. */
    public RunState(RunState other) {
        total = other.total;
        skipped = other.skipped;
        completed = other.completed;
        failed = other.failed;
        cancelled = other.cancelled;
        unknown = other.unknown;
        retried = other.retried;
        detached = other.detached;
        concurrency = other.concurrency;
        paused = other.paused;
        checkpointDegraded = other.checkpointDegraded;
        eventLogDegraded = other.eventLogDegraded;
        stopReason = other.stopReason;
        outcome = other.outcome;
        inFlight.putAll(other.inFlight);
        runningByNode.putAll(other.runningByNode);
        lostNodes.putAll(other.lostNodes);
        servers.putAll(other.servers);
        troubles.addAll(other.troubles);
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        switch (envelope.event()) {
            case RunEvent.RunStarted e -> {
                total = e.total();
                concurrency = e.concurrency();
                e.nodes().forEach(node -> runningByNode.put(node, 0));
            }
            case RunEvent.Skipped _ -> skipped++;
            case RunEvent.Dispatched e -> begin(e.statement(), e.attempt(), envelope.at());
            case RunEvent.Adopted e -> begin(e.statement(), e.attempt(), e.startedAt());
            case RunEvent.Progress e -> inFlight.computeIfPresent(e.attempt().queryId(), (_,
                    f) -> new InFlight(f.statement(), f.attempt(), f.dispatchedAt(), e.counters(), f.cancelling()));
            case RunEvent.CancelRequested e -> inFlight.computeIfPresent(e.attempt().queryId(), (_,
                    f) -> new InFlight(f.statement(), f.attempt(), f.dispatchedAt(), f.counters(), true));
            case RunEvent.OfEnd e -> end(e);
            case RunEvent.Paused _ -> paused = true;
            case RunEvent.Resumed _ -> paused = false;
            case RunEvent.ConcurrencyChanged e -> concurrency = e.concurrency();
            case RunEvent.NodeLost e -> lostNodes.put(e.node(), e.message());
            case RunEvent.NodeReturned e -> lostNodes.remove(e.node());
            case RunEvent.NodeIdentified e -> servers.put(e.node(), e.server());
            case RunEvent.CheckpointDegraded _ -> checkpointDegraded = true;
            case RunEvent.CheckpointRestored _ -> checkpointDegraded = false;
            case RunEvent.EventLogDegraded _ -> eventLogDegraded = true;
            case RunEvent.Warning _,RunEvent.StatementSlow _,RunEvent.StatementStuck _ -> {
            }
            case RunEvent.StopRequested e -> stopReason = graver(stopReason, e.reason());
            case RunEvent.RunFinished e -> outcome = e.outcome();
        }
    }

    private void begin(StatementRef statement, Attempt attempt, Instant at) {
        inFlight.put(attempt.queryId(), new InFlight(statement, attempt, at, Counters.NONE, false));
        runningByNode.merge(attempt.node(), 1, Integer::sum);
    }

    private void end(RunEvent.OfEnd e) {
        if (inFlight.remove(e.attempt().queryId()) != null) {
            runningByNode.merge(e.attempt().node(), -1, Integer::sum);
        }
        switch (e) {
            case RunEvent.Completed _ -> completed += e.attempt().undoes() ? 0 : 1;
            case RunEvent.Withdrawn _ -> {
            }
            case RunEvent.RetryScheduled _ -> retried++;
            case RunEvent.Detached _ -> detached++;
            case RunEvent.Failed _ -> {
                failed++;
                troubles.add(e);
            }
            case RunEvent.Cancelled _ -> {
                cancelled++;
                troubles.add(e);
            }
            case RunEvent.OutcomeUnknown _ -> {
                unknown++;
                troubles.add(e);
            }
        }
    }

    /** The first reason to stop stays, but a lost checkpoint store is always told: outcomes may then not be recorded. */
    private static StopReason graver(@Nullable StopReason before, StopReason now) {
        return before == null || now == StopReason.CHECKPOINT_STORE_LOST || now == StopReason.LEASE_LOST ? now : before;
    }

    /** How many statements stand where. */
    public Counts counts() {
        return new Counts(total, skipped, completed, failed, cancelled, unknown);
    }

    /** Attempts that were dispatched and have not ended, in the order of their dispatch. */
    public List<InFlight> inFlight() {
        return List.copyOf(inFlight.values());
    }

    /** The attempt with this query id, or null when it is not in flight. */
    public @Nullable InFlight inFlight(String queryId) {
        return inFlight.get(queryId);
    }

    /** How many attempts are in flight. */
    public int running() {
        return inFlight.size();
    }

    /** How many of them on {@code node}. */
    public int running(String node) {
        return runningByNode.getOrDefault(node, 0);
    }

    /** How many statements may run at once. */
    public int concurrency() {
        return concurrency;
    }

    /** True between a pause and the resume after it. */
    public boolean paused() {
        return paused;
    }

    /** True while checkpoints cannot be written. */
    public boolean checkpointDegraded() {
        return checkpointDegraded;
    }

    /** True once the event log could not be written. */
    public boolean eventLogDegraded() {
        return eventLogDegraded;
    }

    /** Why nothing more is dispatched, or null while the run goes on. */
    public @Nullable StopReason stopReason() {
        return stopReason;
    }

    /** How the run ended, or null before its end. */
    public @Nullable RunOutcome outcome() {
        return outcome;
    }

    /** Whether {@code node} does not answer for now. */
    public boolean isLost(String node) {
        return lostNodes.containsKey(node);
    }

    /** The life of the server that answers under that name, as last seen; null when it was never seen. */
    public @Nullable ServerBoot server(String node) {
        return servers.get(node);
    }

    /** How many tries failed and were tried again. */
    public int retried() {
        return retried;
    }

    /** How many statements were left running for the next run. */
    public int detached() {
        return detached;
    }

    /** Nodes that are lost, with what was said of each. */
    public Map<String, String> lostNodes() {
        return Map.copyOf(lostNodes);
    }

    /** Attempts that failed, were cancelled or ended in doubt, in the order in which that was known. */
    public List<RunEvent.OfEnd> troubles() {
        return List.copyOf(troubles);
    }

    /** The whole state as one comparable value. */
    public Snapshot snapshot() {
        return new Snapshot(counts(), concurrency, paused, checkpointDegraded, eventLogDegraded, stopReason, outcome,
                inFlight(),
                Map.copyOf(runningByNode), lostNodes(), Map.copyOf(servers), retried, detached, troubles());
    }

    /** See the accessors of {@link RunState}. */
    public record Snapshot(
            Counts counts,
            int concurrency,
            boolean paused,
            boolean checkpointDegraded,
            boolean eventLogDegraded,
            @Nullable StopReason stopReason,
            @Nullable RunOutcome outcome,
            List<InFlight> inFlight,
            Map<String, Integer> runningByNode,
            Map<String, String> lostNodes,
            Map<String, ServerBoot> servers,
            int retried,
            int detached,
            List<RunEvent.OfEnd> troubles) {}
}
