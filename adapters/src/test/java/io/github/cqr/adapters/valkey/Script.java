package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Holder;
import io.github.cqr.domain.run.QueryIds;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Makes the events of a made-up run, numbered as the run numbers them. Statement n has a text of its own. */
final class Script {
    static final Instant START = Instant.parse("2026-02-09T14:30:00Z");
    static final Instant END = Instant.parse("2026-02-09T14:30:12Z");
    /** The life of the server that statements are sent to. */
    static final ServerBoot SERVER = new ServerBoot("7f3c1a52", Instant.parse("2026-02-01T00:00:00Z"));
    /** The rows that a statement may leave. */
    static final Leftover ROWS = new Leftover.Rows(100, true, Map.of("a.b", 100L));
    /** How long a lease lasts. */
    static final Duration LASTS = Duration.ofSeconds(60);

    private static final Duration ELAPSED = Duration.ofMillis(12_340);

    private final String runId;
    private long seq;

    Script(String runId) {
        this.runId = runId;
    }

    static StatementId id(int ordinal) {
        return new StatementId(QueryIds.sha256("statement " + ordinal), 1);
    }

    /** The process of that instance name. */
    static Holder holder(String instance) {
        return new Holder(instance, "host", "boot", "ns", 4711, START, END);
    }

    /** Takes the lease for a process that is alone. */
    static void hold(ValkeyCheckpointStore store) {
        Acquisition answer = store.acquire(holder("only"), LASTS, true);
        if (!(answer instanceof Acquisition.Granted)) {
            throw new AssertionError(answer);
        }
    }

    /** The intent that {@link #dispatched(int)} writes. */
    static OpenIntent intent(int ordinal, int number) {
        return new OpenIntent(queryId(ordinal, number), ordinal, id(ordinal), "node-0-0.fqdn", number, START, 0, SERVER,
                true);
    }

    static StatementRef statement(int ordinal) {
        return new StatementRef(ordinal, ordinal + 1, id(ordinal).hash(), 1, StatementKind.INSERT_SELECT, null);
    }

    Attempt attempt(int ordinal) {
        return attempt(ordinal, 1);
    }

    Attempt attempt(int ordinal, int number) {
        return new Attempt(number, "node-0-0.fqdn", queryId(ordinal, number));
    }

    static String queryId(int ordinal, int number) {
        return "cqr-run-inst-" + ordinal + "-" + number;
    }

    Envelope event(RunEvent event, Instant at) {
        seq++;
        return new Envelope(seq, at, runId, event);
    }

    Envelope dispatched(int ordinal) {
        return dispatched(statement(ordinal), attempt(ordinal));
    }

    Envelope dispatched(StatementRef statement, Attempt attempt) {
        return event(new RunEvent.Dispatched(statement, attempt, "INSERT", SessionContext.EMPTY, null, SERVER, true),
                START);
    }

    Envelope completed(int ordinal) {
        return completed(statement(ordinal), attempt(ordinal));
    }

    Envelope completed(StatementRef statement, Attempt attempt) {
        return event(new RunEvent.Completed(statement, attempt, counters(), START, ELAPSED), END);
    }

    Envelope failed(int ordinal) {
        return failed(ordinal, 1);
    }

    Envelope failed(int ordinal, int number) {
        return failed(statement(ordinal), attempt(ordinal, number), Leftover.nothing());
    }

    Envelope failed(int ordinal, Leftover left) {
        return failed(statement(ordinal), attempt(ordinal), left);
    }

    Envelope failed(StatementRef statement, Attempt attempt, Leftover left) {
        var failure = new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", "Memory limit (total) exceeded");
        return event(new RunEvent.Failed(statement, attempt, failure, counters(), left, START, ELAPSED), END);
    }

    /** The try is given up and another one follows. */
    Envelope retried(int ordinal, int number, Leftover left) {
        var failure = new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", "Memory limit (total) exceeded");
        return event(new RunEvent.RetryScheduled(statement(ordinal), attempt(ordinal, number), failure, counters(),
                left, START, ELAPSED, Duration.ofSeconds(1)), END);
    }

    Envelope cancelled(int ordinal) {
        return cancelled(ordinal, Leftover.nothing());
    }

    Envelope cancelled(int ordinal, Leftover left) {
        return event(new RunEvent.Cancelled(statement(ordinal), attempt(ordinal), "Query was cancelled",
                Counters.NONE, left, START, ELAPSED), END);
    }

    Envelope detached(int ordinal) {
        return event(new RunEvent.Detached(statement(ordinal), attempt(ordinal), "interrupted"), END);
    }

    Envelope adopted(int ordinal) {
        return event(new RunEvent.Adopted(statement(ordinal), attempt(ordinal), START), END);
    }

    /** The k-th {@code before-retry} of a statement. */
    Attempt undo(int ordinal, int number, int undo) {
        return new Attempt(number, "node-0-0.fqdn", queryId(ordinal, number) + "u" + undo, undo);
    }

    Envelope withdrawn(int ordinal) {
        return event(new RunEvent.Withdrawn(statement(ordinal), attempt(ordinal), "paused"), END);
    }

    Envelope unknown(int ordinal) {
        return event(new RunEvent.OutcomeUnknown(statement(ordinal), attempt(ordinal), "lost", START, ELAPSED), END);
    }

    Envelope progress(int ordinal) {
        return event(new RunEvent.Progress(statement(ordinal), attempt(ordinal), counters(), ELAPSED), END);
    }

    private static Counters counters() {
        return new Counters(1_500_000, 0, 0, 1200, 0);
    }
}
