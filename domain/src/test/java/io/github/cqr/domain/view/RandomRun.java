package io.github.cqr.domain.view;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Events as a run could emit them; a seed gives the same ones again. */
final class RandomRun {
    static final Instant START = Instant.parse("2026-02-09T14:30:00Z");

    private final Random random;
    private final List<Envelope> events = new ArrayList<>();
    private final List<RunEvent.Dispatched> running = new ArrayList<>();
    private final Map<String, Instant> since = new HashMap<>();
    private Instant now = START;
    private boolean paused;
    private int concurrency = 4;
    private int next;

    RandomRun(long seed) {
        random = new Random(seed);
    }

    List<Envelope> events(int steps) {
        add(new RunEvent.RunStarted(1, "v", "i", "g", "f.sql", 10_000, 5, List.of("a", "b", "c"), concurrency, 9,
                null));
        for (int i = 0; i < 5; i++) {
            add(new RunEvent.Skipped(ref(next++)));
        }
        for (int i = 0; i < steps; i++) {
            now = now.plusMillis(random.nextInt(random.nextInt(100) == 0 ? 60_000 : 300));
            step();
        }
        return events;
    }

    private void step() {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                if (!paused && running.size() < concurrency) {
                    dispatch();
                }
            }
            case 3, 4, 5 -> progress();
            case 6, 7 -> end();
            case 8 -> {
                if (random.nextInt(10) == 0) {
                    add(paused ? new RunEvent.Resumed("test") : new RunEvent.Paused("test"));
                    paused = !paused;
                }
            }
            default -> {
                if (random.nextInt(20) == 0) {
                    concurrency = 1 + random.nextInt(8);
                    add(new RunEvent.ConcurrencyChanged(concurrency, "test"));
                }
            }
        }
    }

    private void dispatch() {
        int ordinal = next++;
        var event = new RunEvent.Dispatched(ref(ordinal), new Attempt(1, "abc".substring(ordinal % 3, ordinal % 3 + 1),
                "q" + ordinal), "SELECT " + ordinal, SessionContext.EMPTY, null);
        running.add(event);
        since.put(event.attempt().queryId(), now);
        add(event);
    }

    private void progress() {
        if (!running.isEmpty()) {
            var d = running.get(random.nextInt(running.size()));
            long read = random.nextInt(1000);
            add(new RunEvent.Progress(d.statement(), d.attempt(),
                    new Counters(read, random.nextInt(1200), read * 8, read / 2, 0), ran(d)));
        }
    }

    private void end() {
        if (running.isEmpty()) {
            return;
        }
        var d = running.remove(random.nextInt(running.size()));
        var counters = new Counters(10, 10, 80, 4, 0);
        add(switch (random.nextInt(20)) {
            case 0 -> new RunEvent.Failed(d.statement(), d.attempt(), new Failure.Server(241, "M", "no"), counters,
                    Leftover.nothing(),
                    START, ran(d));
            case 1 -> new RunEvent.Cancelled(d.statement(), d.attempt(), "killed", counters, Leftover.nothing(), START,
                    ran(d));
            case 2 -> new RunEvent.OutcomeUnknown(d.statement(), d.attempt(), "gone", START, ran(d));
            case 3 -> new RunEvent.Withdrawn(d.statement(), d.attempt(), "paused");
            default -> new RunEvent.Completed(d.statement(), d.attempt(), counters, START, ran(d));
        });
    }

    private Duration ran(RunEvent.Dispatched d) {
        return Duration.between(since.getOrDefault(d.attempt().queryId(), now), now);
    }

    private static StatementRef ref(int ordinal) {
        return new StatementRef(ordinal, ordinal + 1L, "ab", 1,
                ordinal % 17 == 0 ? StatementKind.SET : StatementKind.INSERT_SELECT, null);
    }

    private void add(RunEvent event) {
        events.add(new Envelope(events.size() + 1L, now, "run", event));
    }
}
