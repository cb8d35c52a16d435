package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A run of which each statement waits for the one before, as barriers make them. */
final class Serial {
    private Serial() {}

    static List<Envelope> run(int total, int done, Duration each, int concurrency) {
        List<Envelope> events = new ArrayList<>();
        Instant now = RandomRun.START;
        events.add(new Envelope(1, now, "run",
                new RunEvent.RunStarted(1, "v", "i", "g", "f", total, 0, List.of("a"), concurrency, 8, null)));
        for (int i = 0; i < done; i++) {
            var ref = new StatementRef(i, i + 1L, "ab", 1, StatementKind.SCHEMA, null);
            var attempt = new Attempt(1, "a", "q" + i);
            events.add(new Envelope(2 + 2 * i, now, "run",
                    new RunEvent.Dispatched(ref, attempt, null, SessionContext.EMPTY, null)));
            now = now.plus(each);
            events.add(new Envelope(3 + 2 * i, now, "run",
                    new RunEvent.Completed(ref, attempt, Counters.NONE, now, each)));
        }
        return events;
    }
}
