package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.run.QueryIds;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;

/** Makes the events of a made-up run, numbered as the run numbers them. Statement n has a text of its own. */
final class Script {
    static final Instant START = Instant.parse("2026-02-09T14:30:00Z");
    static final Instant END = Instant.parse("2026-02-09T14:30:12Z");
    private static final Duration ELAPSED = Duration.ofMillis(12_340);

    private final String runId;
    private long seq;

    Script(String runId) {
        this.runId = runId;
    }

    static StatementId id(int ordinal) {
        return new StatementId(QueryIds.sha256("statement " + ordinal), 1);
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
        return event(new RunEvent.Dispatched(statement, attempt, "INSERT", SessionContext.EMPTY, null), START);
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
        var failure = new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", "Memory limit (total) exceeded");
        return event(new RunEvent.Failed(statement(ordinal), attempt(ordinal, number), failure, counters(),
                io.github.cqr.domain.failure.Leftover.nothing(), START,
                ELAPSED), END);
    }

    Envelope cancelled(int ordinal) {
        return event(new RunEvent.Cancelled(statement(ordinal), attempt(ordinal), "Query was cancelled",
                Counters.NONE, io.github.cqr.domain.failure.Leftover.nothing(), START, ELAPSED), END);
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
