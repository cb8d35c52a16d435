package io.github.cqr.domain.recovery;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the event logs of a run say of its statements, without the checkpoint store: a fold over the events of its processes, one process
 * after the other.
 *
 * <p>An attempt without an outcome stays open until a log shows what became of it: its end, or that its statement is completed. So does a
 * part that a statement left. That the process itself dispatched the statement again says so too; that another process did says nothing,
 * for which of them was first is known by clocks alone, which jump. What is open or completed thus does not depend on the order of the
 * processes.
 */
public final class LoggedRun {
    private final Set<StatementId> completed = new HashSet<>();
    private final Map<String, OpenIntent> open = new LinkedHashMap<>();
    /** By the query id of the attempt that left them. */
    private final Map<String, Partial> parts = new LinkedHashMap<>();
    /** Attempts that another process than their own followed, and those of them that ended. */
    private final Set<String> adopted = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    /** Attempts of the process whose events are read that are open or left a part. */
    private final Set<String> own = new HashSet<>();
    /** Statements of which one process says that it completed them, and nothing else confirms it. */
    private final Map<StatementId, String> byOne = new HashMap<>();
    /** Which processes dispatched what undoes an earlier try. */
    private final Map<StatementId, Map<String, OpenIntent>> undone = new HashMap<>();
    private boolean overtaken;
    private final Map<String, ServerBoot> servers = new LinkedHashMap<>();
    private RunEvent.@Nullable RunStarted start;
    private Instant startedAt = Instant.EPOCH;
    private Instant lastAt = Instant.EPOCH;
    private long lastSeq;
    private boolean finished;
    private @Nullable String gap;

    /** Takes the next event. */
    public void apply(Envelope envelope) {
        if (envelope.event() instanceof RunEvent.RunStarted started) {
            start = started;
            startedAt = envelope.at();
            servers.clear();
            own.clear();
            overtaken = false;
            finished = false;
        } else if (envelope.seq() != lastSeq + 1 && gap == null) {
            gap = "events " + (lastSeq + 1) + " to " + (envelope.seq() - 1) + " of its process "
                    + (start == null ? "" : start.instance()) + " are missing";
        }
        lastSeq = envelope.seq();
        lastAt = envelope.at();
        switch (envelope.event()) {
            case RunEvent.NodeIdentified(String node, ServerBoot server) -> servers.put(node, server);
            case RunEvent.RunFinished _ -> finished = true;
            case RunEvent.OfStatement of when !of.statement().changesSession() -> apply(of, envelope.at());
            case RunEvent.StopRequested(StopReason reason, String _) when reason == StopReason.LEASE_LOST ->
                overtaken = true;
            case RunEvent.RunStarted _,RunEvent.OfStatement _,RunEvent.Paused _,RunEvent.Resumed _,RunEvent.ConcurrencyChanged _,RunEvent.NodeLost _,RunEvent.NodeReturned _,RunEvent.CheckpointDegraded _,RunEvent.CheckpointRestored _,RunEvent.EventLogDegraded _,RunEvent.Warning _,RunEvent.StopRequested _ -> {
                // nothing about the outcome of a statement
            }
        }
    }

    private void apply(RunEvent.OfStatement of, Instant at) {
        StatementId id = of.statement().id();
        switch (of) {
            case RunEvent.Skipped _ -> {
                complete(id);
                byOne.remove(id);
            }
            case RunEvent.Dispatched dispatched -> dispatched(dispatched, id, at);
            case RunEvent.Adopted(StatementRef statement, Attempt attempt, Instant began) -> {
                adopted.add(attempt.queryId());
                open(intent(statement, attempt, began, true));
            }
            case RunEvent.Completed completion when !completion.attempt().undoes() -> {
                boolean confirmed = completed.contains(id) && !byOne.containsKey(id);
                complete(id);
                if (confirmed || undone.getOrDefault(id, Map.of()).containsKey(instance())) {
                    byOne.remove(id);
                } else {
                    byOne.putIfAbsent(id, instance());
                }
            }
            case RunEvent.Completed completion -> close(completion.attempt());
            case RunEvent.Failed e -> close(e, e.left(), words(e.failure()), e.startedAt());
            case RunEvent.RetryScheduled e -> close(e, e.left(), words(e.failure()), e.startedAt());
            case RunEvent.Cancelled e -> close(e, e.left(), e.message(), e.startedAt());
            case RunEvent.Withdrawn withdrawn -> close(withdrawn.attempt());
            case RunEvent.OutcomeUnknown _,RunEvent.Detached _ -> {
                // it stays open
            }
            case RunEvent.Progress _,RunEvent.CancelRequested _,RunEvent.StatementSlow _,RunEvent.StatementStuck _ -> {
                // it runs on
            }
        }
    }

    private void complete(StatementId id) {
        completed.add(id);
        open.values().removeIf(intent -> intent.id().equals(id));
        parts.values().removeIf(part -> part.intent().id().equals(id));
    }

    private void dispatched(RunEvent.Dispatched dispatched, StatementId id, Instant at) {
        Attempt attempt = dispatched.attempt();
        if (!attempt.undoes()) {
            own.forEach(queryId -> {
                open.computeIfPresent(queryId, (_, intent) -> intent.id().equals(id) ? null : intent);
                parts.computeIfPresent(queryId, (_, part) -> part.intent().id().equals(id) ? null : part);
            });
        }
        own.add(attempt.queryId());
        OpenIntent intent = intent(dispatched.statement(), attempt, at, dispatched.traced());
        if (attempt.undoes()) {
            undone.computeIfAbsent(id, _ -> new HashMap<>()).put(instance(), intent);
        }
        open(intent);
    }

    private void open(OpenIntent intent) {
        if (!completed.contains(intent.id()) && !ended.contains(intent.queryId())) {
            open.putIfAbsent(intent.queryId(), intent);
        }
    }

    private @Nullable OpenIntent close(Attempt attempt) {
        if (adopted.contains(attempt.queryId())) {
            ended.add(attempt.queryId()); // its own process's log may be yet to come
        }
        own.remove(attempt.queryId());
        return open.remove(attempt.queryId());
    }

    private void close(RunEvent.OfEnd end, Leftover left, String message, Instant at) {
        OpenIntent known = close(end.attempt());
        boolean part = left.mayHaveLeft() && end.statement().kind() != StatementKind.SELECT;
        StatementId id = end.statement().id();
        if (part && !end.attempt().undoes() && !completed.contains(id)) {
            OpenIntent intent = known == null ? intent(end.statement(), end.attempt(), at, true) : known;
            parts.put(intent.queryId(), new Partial(intent, left, message));
            own.add(intent.queryId());
        }
    }

    private static String words(Failure failure) {
        return (failure.code() == 0 ? "" : "code " + failure.code() + ", ") + failure.name() + ": " + failure.message();
    }

    /** Bound to the life of no server: whether the session that it was sent in is closed is not in the log. */
    private static OpenIntent intent(StatementRef statement, Attempt attempt, Instant at, boolean traced) {
        return new OpenIntent(attempt.queryId(), statement.ordinal(), statement.id(), attempt.node(), attempt.number(),
                at, attempt.undo(), null, traced);
    }

    private String instance() {
        return start == null ? "" : start.instance();
    }

    /**
     * Takes back that a statement is completed where one process says so and another one undid it: that one had taken the run over and judged
     * that nobody knows what became of it, while the first was frozen. To be called when all events are in.
     */
    public void refute() {
        undone.forEach((id, processes) -> {
            String said = byOne.get(id);
            processes.forEach((process, undo) -> {
                if (said != null && !process.equals(said)) {
                    completed.remove(id);
                    parts.put(undo.queryId(),
                            new Partial(ofStatement(undo), new Leftover.Unknown("it was being undone"),
                                    "process " + process + " took it for one of which nobody knows what became of it"));
                }
            });
        });
    }

    private static OpenIntent ofStatement(OpenIntent undo) {
        return new OpenIntent(undo.queryId(), undo.ordinal(), undo.id(), undo.node(), undo.attempt(), undo.at(), 0,
                undo.server(), undo.traced());
    }

    /** Whether the newest process lost the run to another one, of whose work these logs then do not tell. */
    public boolean overtaken() {
        return overtaken;
    }

    /** Statements that are done. */
    public Set<StatementId> completed() {
        return completed;
    }

    /** Attempts of which the logs do not say what became of them, by the order of their dispatch. */
    public List<OpenIntent> open() {
        return List.copyOf(open.values());
    }

    /** Statements of which a part may be there. */
    public List<Partial> parts() {
        return List.copyOf(parts.values());
    }

    /**
     * The first event of the newest process.
     *
     * @throws NullPointerException if there was none
     */
    public RunEvent.RunStarted start() {
        return Objects.requireNonNull(start, "the log of no run");
    }

    /** When the newest process started. */
    public Instant startedAt() {
        return startedAt;
    }

    /** The time of the last event. */
    public Instant lastAt() {
        return lastAt;
    }

    /** Whether the newest process came to its end. */
    public boolean ended() {
        return finished;
    }

    /** The life of each node's server, as the newest process knew it. */
    public Map<String, ServerBoot> servers() {
        return Map.copyOf(servers);
    }

    /** Why the logs do not tell everything, null if they do. */
    public @Nullable String gap() {
        return gap;
    }
}
