package io.github.cqr.domain.event;

import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can happen in a run. The run's state is the fold of these and of nothing else, so each carries all that the
 * fold needs. A switch over events names every kind and has no default.
 */
public sealed interface RunEvent {
    /** Version of the events' JSON form; additive changes keep it. */
    int SCHEMA_VERSION = 1;

    /** An event about one statement. */
    sealed interface OfStatement extends RunEvent {
        /** The statement that it is about. */
        StatementRef statement();
    }

    /** An event about one try at a statement. */
    sealed interface OfAttempt extends OfStatement {
        /** The try that it is about. */
        Attempt attempt();
    }

    /** An event that ends a try: nothing more will be heard of it from this process. */
    sealed interface OfEnd extends OfAttempt {}

    /**
     * The first event of every process.
     *
     * @param schemaVersion {@link #SCHEMA_VERSION} of the writer
     * @param version version of the program
     * @param instance random name of this process, part of its query ids
     * @param generation of the run's checkpoints: outcomes of another generation were forgotten by a reset
     * @param file the script as the operator named it
     * @param total statements in the file, {@code SET} and {@code USE} included
     * @param skipped how many of them have a completed checkpoint
     * @param nodes names of the nodes, in the order of the cycle
     * @param concurrency how many statements may run at once
     * @param perNode how many of them on one node
     * @param database default database, null for the server's own
     * @param fromLog true if what was done before was taken from event logs ({@code --from-log}): then no checkpoint store has what this
     *            process does, until a later one writes it there
     */
    record RunStarted(
            int schemaVersion,
            String version,
            String instance,
            String generation,
            String file,
            int total,
            int skipped,
            List<String> nodes,
            int concurrency,
            int perNode,
            @Nullable String database,
            boolean fromLog) implements RunEvent {
        /** A process that goes by the checkpoint store. */
        public RunStarted(int schemaVersion, String version, String instance, String generation, String file, int total,
                int skipped, List<String> nodes, int concurrency, int perNode, @Nullable String database) {
            this(schemaVersion, version, instance, generation, file, total, skipped, nodes, concurrency, perNode,
                    database, false);
        }
    }

    /** A statement that an earlier run completed was passed over. */
    record Skipped(StatementRef statement) implements OfStatement {}

    /**
     * A statement is given to a node. It reaches ClickHouse only after the write-ahead consumers have this event.
     *
     * @param sql the text that is sent; null when read back from a log that does not hold it
     * @param session database, settings, parameters and roles that go with it; empty when read back from a log
     * @param timeout how long it may run, null for as long as it takes
     * @param server the life of the node's server as the run knows it; it is sent to no other. Null where that is not known
     * @param traced whether the query log will tell of it: false when the script switches the log off for it
     */
    record Dispatched(
            StatementRef statement,
            Attempt attempt,
            @Nullable String sql,
            SessionContext session,
            @Nullable Duration timeout,
            @Nullable ServerBoot server,
            boolean traced) implements OfAttempt {
        /** A dispatch to a server of which nothing is known. */
        public Dispatched(StatementRef statement, Attempt attempt, @Nullable String sql, SessionContext session,
                @Nullable Duration timeout) {
            this(statement, attempt, sql, session, timeout, null, true);
        }

        /** The same, bound to no life of a server: the record of the session that it was sent in may be lost. */
        public Dispatched unbound() {
            return new Dispatched(statement, attempt, sql, session, timeout, null, traced);
        }
    }

    /**
     * A statement that an earlier process of this run began runs still; from now on it is followed as if this process had sent it.
     *
     * @param startedAt when its node began to run it
     */
    record Adopted(StatementRef statement, Attempt attempt, Instant startedAt) implements OfAttempt {}

    /**
     * How far a running statement is.
     *
     * @param elapsed running time as the server counts it
     */
    record Progress(StatementRef statement, Attempt attempt, Counters counters,
            Duration elapsed) implements OfAttempt {}

    /**
     * A statement took effect, all of it.
     *
     * @param startedAt when it was dispatched
     * @param elapsed from the send to the end of the answer
     */
    record Completed(StatementRef statement, Attempt attempt, Counters counters, Instant startedAt, Duration elapsed)
            implements
                OfEnd {}

    /**
     * A statement failed, and is not tried again by this process. Rows may have stayed: blocks that an INSERT wrote before the error are
     * not undone by ClickHouse.
     *
     * @param left what stayed
     */
    record Failed(
            StatementRef statement,
            Attempt attempt,
            Failure failure,
            Counters counters,
            Leftover left,
            Instant startedAt,
            Duration elapsed) implements OfEnd {}

    /**
     * A try failed in a way that may pass, and the statement is tried again ({@code --retries}).
     *
     * @param left what stayed: nothing, or what {@code before-retry} takes away first
     * @param delay the pause before the next try
     */
    record RetryScheduled(
            StatementRef statement,
            Attempt attempt,
            Failure failure,
            Counters counters,
            Leftover left,
            Instant startedAt,
            Duration elapsed,
            Duration delay) implements OfEnd {}

    /**
     * The server confirmed that a statement was killed at our request; like a failure it may have left rows.
     *
     * @param left what stayed
     */
    record Cancelled(
            StatementRef statement,
            Attempt attempt,
            String message,
            Counters counters,
            Leftover left,
            Instant startedAt,
            Duration elapsed) implements OfEnd {}

    /**
     * A statement is left running on its node: for {@code --on-interrupt detach}, or because it does not end although it was killed. Its
     * intent stays open, and the next run adopts it or finds out what became of it.
     */
    record Detached(StatementRef statement, Attempt attempt, String reason) implements OfEnd {}

    /** A dispatched statement was never sent to ClickHouse: a pause, a stop or a cancel came first. It is still to do. */
    record Withdrawn(StatementRef statement, Attempt attempt, String reason) implements OfEnd {}

    /**
     * Nobody can say whether the statement took effect. Its intent stays open, and it is not run again unless a person says how.
     */
    record OutcomeUnknown(StatementRef statement, Attempt attempt, String reason, Instant startedAt, Duration elapsed)
            implements
                OfEnd {}

    /** The server is asked to kill this attempt; what became of it is told by the event that ends it. */
    record CancelRequested(StatementRef statement, Attempt attempt, String reason) implements OfAttempt {}

    /** A statement runs longer than {@code --slow-after}; told once for each try. */
    record StatementSlow(StatementRef statement, Attempt attempt, Duration elapsed) implements OfAttempt {}

    /**
     * The counters of a running statement have not moved for a while; told once for each try, and again after it moved.
     *
     * @param still for how long
     */
    record StatementStuck(StatementRef statement, Attempt attempt, Duration still) implements OfAttempt {}

    /** No new statement is dispatched until {@link Resumed}. */
    record Paused(String by) implements RunEvent {}

    /** Dispatching goes on. */
    record Resumed(String by) implements RunEvent {}

    /** The operator changed how many statements may run at once. */
    record ConcurrencyChanged(int concurrency, String by) implements RunEvent {}

    /** A node does not answer any more. */
    record NodeLost(String node, String message) implements RunEvent {}

    /** A node that was lost answers again and takes statements ({@code --on-node-loss continue}). */
    record NodeReturned(String node) implements RunEvent {}

    /** Which life of which server a node's name stands for from now on: told at the start and after each restart of a server. */
    record NodeIdentified(String node, ServerBoot server) implements RunEvent {}

    /** Checkpoints cannot be written for now; they are kept and written when the store returns. */
    record CheckpointDegraded(String message) implements RunEvent {}

    /**
     * The store is back, and all that was owed to it is written.
     *
     * @param outage how long it was away
     */
    record CheckpointRestored(Duration outage) implements RunEvent {}

    /** The event log cannot be written (disk full, say). Valkey alone carries intents now. */
    record EventLogDegraded(String message) implements RunEvent {}

    /**
     * Something that the operator should know and that stops nothing.
     *
     * @param code stable name in snake_case, for filters
     */
    record Warning(String code, String message, @Nullable String node) implements RunEvent {}

    /**
     * No new statement will be dispatched by this process.
     *
     * @param reason why
     * @param message one sentence for a person
     */
    record StopRequested(StopReason reason, String message) implements RunEvent {}

    /**
     * The last event of every process.
     *
     * @param outcome how the run ended
     * @param counts how many statements ended how
     * @param elapsed since {@link RunStarted}
     * @param exitCode what the process exits with
     */
    record RunFinished(RunOutcome outcome, Counts counts, Duration elapsed, int exitCode) implements RunEvent {}
}
