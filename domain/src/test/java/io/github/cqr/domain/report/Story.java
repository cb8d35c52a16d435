package io.github.cqr.domain.report;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes down what happens in a run, second by second. */
final class Story {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private final List<Envelope> events = new ArrayList<>();
    private Instant now = START;

    /** At so many seconds after the start. */
    Story at(double seconds) {
        now = START.plusMillis(Math.round(seconds * 1000));
        return this;
    }

    Story event(RunEvent event) {
        events.add(new Envelope(events.size() + 1L, now, "the-run", event));
        return this;
    }

    Story start(int total, int concurrency, String... nodes) {
        return event(new RunEvent.RunStarted(1, "0", "i", "g", "b.sql", total, 0, List.of(nodes), concurrency, 8,
                null));
    }

    static StatementRef ref(int ordinal, StatementKind kind) {
        return new StatementRef(ordinal, ordinal + 1L, "h" + ordinal, 1, kind, null);
    }

    static Attempt on(int ordinal, String node) {
        return new Attempt(1, node, "q-" + ordinal);
    }

    Story dispatch(int ordinal, String node, StatementKind kind) {
        return event(new RunEvent.Dispatched(ref(ordinal, kind), on(ordinal, node), null, SessionContext.EMPTY, null));
    }

    Story dispatch(int ordinal, String node) {
        return dispatch(ordinal, node, StatementKind.SELECT);
    }

    Story complete(int ordinal, String node, double seconds) {
        return complete(ordinal, node, StatementKind.SELECT, seconds);
    }

    Story complete(int ordinal, String node, StatementKind kind, double seconds) {
        Duration took = Duration.ofMillis(Math.round(seconds * 1000));
        return event(new RunEvent.Completed(ref(ordinal, kind), on(ordinal, node), new Counters(10, 10, 100, 5, 0),
                now.minus(took), took));
    }

    Story fail(int ordinal, String node) {
        return event(new RunEvent.Failed(ref(ordinal, StatementKind.SELECT), on(ordinal, node),
                new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", "too much"), Counters.NONE, Leftover.nothing(), now,
                Duration.ofSeconds(1)));
    }

    List<Envelope> events() {
        return events;
    }

    RunReport report() {
        var fold = new ReportFold();
        events.forEach(fold::apply);
        RunReport report = fold.report();
        if (report == null) {
            throw new AssertionError("no run");
        }
        return report;
    }
}
