package io.github.cqr.app.process;

import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes the event log of a backfill that could have been: nodes that differ in speed, running times over three orders of magnitude, a pause,
 * an outage of the checkpoint store, retries and failures. The same seed gives the same log.
 */
final class RecordedRun {
    private static final Instant START = Instant.parse("2026-03-01T20:15:00Z");

    private final Random random;
    private final List<String> nodes;
    private final int total;
    private final int concurrency;
    private final double meanMillis;
    private final String message;
    private final JsonEventCodec codec = new JsonEventCodec(JsonEventCodec.SqlText.FULL);
    private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparing(Running::until));
    private Instant now = START;
    private long seq;
    private int next;
    private int completed;
    private int failed;
    private int retried;
    private @Nullable OutputStream out;

    private record Running(int ordinal, int attempt, String node, Instant from, Instant until) {}

    /**
     * @param meanMillis about how long a statement takes
     * @param message what the server says of those that fail
     */
    RecordedRun(long seed, int total, List<String> nodes, int concurrency, double meanMillis, String message) {
        this.random = new Random(seed);
        this.total = total;
        this.nodes = nodes;
        this.concurrency = concurrency;
        this.meanMillis = meanMillis;
        this.message = message;
    }

    int completed() {
        return completed;
    }

    int failed() {
        return failed;
    }

    int retried() {
        return retried;
    }

    /** Writes the log; once only. */
    void write(Path log) throws IOException {
        try (var stream = new BufferedOutputStream(Files.newOutputStream(log), 1 << 20)) {
            out = stream;
            event(new RunEvent.RunStarted(1, "0.1.0", "5f2c91ab", "g1", "/srv/backfill/" + nodes.getLast() + ".sql",
                    total, 0,
                    nodes, concurrency, concurrency, "dwh"));
            now = now.plusMillis(1200);
            while (next < total || !running.isEmpty()) {
                trouble();
                while (next < total && running.size() < concurrency) {
                    dispatch(next++, 1);
                }
                end(running.remove());
            }
            now = now.plusMillis(40);
            event(new RunEvent.RunFinished(failed == 0 ? RunOutcome.COMPLETED : RunOutcome.FAILED,
                    new Counts(total, 0, completed, failed, 0, 0), Duration.between(START, now), failed == 0 ? 0 : 1));
        }
    }

    /** What happens to the run as a whole, each at its part of the file. */
    private void trouble() {
        if (next == total / 3) {
            drain();
            event(new RunEvent.Paused("operator"));
            now = now.plusMillis((long) (meanMillis * total / concurrency / 12));
            event(new RunEvent.Resumed("operator"));
        } else if (next == total / 2) {
            event(new RunEvent.CheckpointDegraded("connection refused"));
            event(new RunEvent.Warning("checkpoints_at_risk", message, null));
        } else if (next == total / 2 + 20) {
            event(new RunEvent.CheckpointRestored(Duration.ofSeconds(20)));
        } else if (next == total * 2 / 3) {
            event(new RunEvent.ConcurrencyChanged(Math.max(1, concurrency / 2), "operator"));
            event(new RunEvent.ConcurrencyChanged(concurrency, "operator"));
        } else if (next == total * 5 / 6) {
            drain();
            event(new RunEvent.NodeLost(nodes.getFirst(), "connection reset"));
            now = now.plusMillis((long) (meanMillis * total / concurrency / 20));
            event(new RunEvent.NodeReturned(nodes.getFirst()));
        }
    }

    private void drain() {
        while (!running.isEmpty()) {
            end(running.remove());
        }
    }

    private void dispatch(int ordinal, int attempt) {
        String node = nodes.get(ordinal % nodes.size());
        double slow = 1 + 0.5 * (ordinal % nodes.size());
        long millis = 1 + (long) (meanMillis * slow * Math.exp(random.nextGaussian() - 0.5));
        now = now.plusMillis(random.nextInt(2));
        running.add(new Running(ordinal, attempt, node, now, now.plusMillis(millis)));
        event(new RunEvent.Dispatched(statement(ordinal), attempt(ordinal, attempt, node),
                "INSERT INTO dwh.daily SELECT * FROM dwh.raw\nWHERE day = " + ordinal + " -- " + message,
                SessionContext.EMPTY, null));
    }

    private void end(Running ended) {
        now = ended.until().isAfter(now) ? ended.until() : now;
        StatementRef statement = statement(ended.ordinal());
        Attempt attempt = attempt(ended.ordinal(), ended.attempt(), ended.node());
        Duration took = Duration.between(ended.from(), ended.until());
        int dice = random.nextInt(1000);
        var counters = new Counters(took.toMillis() * 40_000, 0, took.toMillis() * 900_000, took.toMillis() * 700, 0);
        if (dice < 8 && ended.attempt() < 3) {
            retried++;
            event(new RunEvent.RetryScheduled(statement, attempt,
                    new Failure.Server(202, "TOO_MANY_SIMULTANEOUS_QUERIES", message), Counters.NONE,
                    Leftover.nothing(),
                    ended.from(), took, Duration.ofSeconds(5)));
            dispatch(ended.ordinal(), ended.attempt() + 1);
        } else if (dice < 12) {
            failed++;
            event(new RunEvent.Failed(statement, attempt, new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", message),
                    counters,
                    Leftover.nothing(), ended.from(), took));
        } else {
            completed++;
            event(new RunEvent.Completed(statement, attempt, counters, ended.from(), took));
        }
    }

    private static StatementRef statement(int ordinal) {
        StatementKind kind = ordinal % 10 == 9 ? StatementKind.SELECT : StatementKind.INSERT_SELECT;
        return new StatementRef(ordinal, 3L * ordinal + 2, "h" + ordinal, 1, kind,
                ordinal % 7 == 0 ? "day " + ordinal : null);
    }

    private static Attempt attempt(int ordinal, int number, String node) {
        return new Attempt(number, node, "5f2c91ab-" + ordinal + "-" + number);
    }

    private void event(RunEvent event) {
        if (out == null) {
            throw new IllegalStateException("not being written");
        }
        try {
            out.write(codec.encode(new Envelope(++seq, now, "c0ffee", event)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
