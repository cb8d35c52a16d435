package io.github.cqr.adapters.jsonlines;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Events of every kind with values at and between their limits; a seed gives the same events again. */
final class RandomEvents {
    private static final List<String> PIECES = List.of("a", "Zeile", " ", "\n", "\r", "\t", "\"", "\\", "\u0000",
            "\u001b[31m", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\u202e", "\u2066", "é", "例", "😀",
            "\ufeff",
            "</script>", "{\"event\":", "'; DROP TABLE t; --", "\uffff", "\ue000");

    private final Random random;
    private final List<Supplier<RunEvent>> makers = List.of(this::started, () -> new RunEvent.Skipped(statement()),
            () -> new RunEvent.Dispatched(statement(), attempt(), text(),
                    new SessionContext(text(), Map.of("s3_secret", "hunter2"), Map.of("p", "hunter2"), List.of("r")),
                    random().nextBoolean() ? null : duration(), random().nextBoolean() ? null : server(),
                    random().nextBoolean()),
            () -> new RunEvent.Adopted(statement(), attempt(), instant()),
            () -> new RunEvent.Progress(statement(), attempt(), counters(), duration()),
            () -> new RunEvent.Completed(statement(), attempt(), counters(), instant(), duration()),
            () -> new RunEvent.Failed(statement(), attempt(), failure(), counters(), left(), instant(), duration()),
            () -> new RunEvent.RetryScheduled(statement(), attempt(), failure(), counters(), left(), instant(),
                    duration(), duration()),
            () -> new RunEvent.Cancelled(statement(), attempt(), text(), counters(), left(), instant(), duration()),
            () -> new RunEvent.Detached(statement(), attempt(), text()),
            () -> new RunEvent.StatementSlow(statement(), attempt(), duration()),
            () -> new RunEvent.StatementStuck(statement(), attempt(), duration()),
            () -> new RunEvent.Withdrawn(statement(), attempt(), text()),
            () -> new RunEvent.OutcomeUnknown(statement(), attempt(), text(), instant(), duration()),
            () -> new RunEvent.CancelRequested(statement(), attempt(), text()), () -> new RunEvent.Paused(text()),
            () -> new RunEvent.Resumed(text()),
            () -> new RunEvent.ConcurrencyChanged(1 + random().nextInt(100), text()),
            () -> new RunEvent.NodeLost(text(), text()), () -> new RunEvent.NodeReturned(text()),
            () -> new RunEvent.NodeIdentified(text(), server()), () -> new RunEvent.CheckpointDegraded(text()),
            () -> new RunEvent.CheckpointRestored(duration()), () -> new RunEvent.EventLogDegraded(text()),
            () -> new RunEvent.Warning("a_code", text(), random().nextBoolean() ? null : text()),
            () -> new RunEvent.StopRequested(one(StopReason.values()), text()), this::finished);

    RandomEvents(long seed) {
        random = new Random(seed);
    }

    private Random random() {
        return random;
    }

    /** Events numbered from 1, each kind as often as any other. */
    List<Envelope> envelopes(int count) {
        List<Envelope> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(new Envelope(i + 1L, instant(), text(), makers.get(i % makers.size()).get()));
        }
        return all;
    }

    /** How many kinds of events there are. */
    int kinds() {
        return makers.size();
    }

    /** What is left of an event when it was written without SQL and read back. */
    static Envelope asRead(Envelope envelope, boolean withSql) {
        return envelope.event() instanceof RunEvent.Dispatched d
                ? new Envelope(envelope.seq(), envelope.at(), envelope.runId(),
                        new RunEvent.Dispatched(d.statement(), d.attempt(), withSql ? d.sql() : null,
                                SessionContext.EMPTY, d.timeout(), d.server(), d.traced()))
                : envelope;
    }

    private RunEvent started() {
        return new RunEvent.RunStarted(RunEvent.SCHEMA_VERSION, text(), text(), text(), text(), integer(), integer(),
                List.of(text(), text()), 1 + random.nextInt(100), 1 + random.nextInt(100), nullableText(),
                random.nextBoolean());
    }

    private RunEvent finished() {
        return new RunEvent.RunFinished(one(RunOutcome.values()),
                new Counts(integer(), integer(), integer(), integer(), integer(), integer()), duration(),
                random.nextInt(256));
    }

    private StatementRef statement() {
        return new StatementRef(integer(), 1 + number(), StatementId.hashOf(text()), 1 + random.nextInt(3),
                one(StatementKind.values()), nullableText());
    }

    private Attempt attempt() {
        return new Attempt(1 + random.nextInt(5), text(), text(), random.nextInt(3));
    }

    private Counters counters() {
        return new Counters(number(), number(), number(), number(), number());
    }

    private ServerBoot server() {
        return new ServerBoot(text(), instant());
    }

    private Leftover left() {
        return switch (random.nextInt(4)) {
            case 0 -> Leftover.nothing();
            case 1 -> new Leftover.Rows(number(), random.nextBoolean(), Map.of());
            case 2 -> new Leftover.Rows(number(), true, Map.of("db.t" + text(), number(), "db.u", number()));
            default -> new Leftover.Unknown(text());
        };
    }

    private Failure failure() {
        return switch (random.nextInt(3)) {
            case 0 -> new Failure.Server(integer(), text(), text());
            case 1 -> new Failure.Connection(text());
            default -> new Failure.TimedOut(duration(), text());
        };
    }

    private Instant instant() {
        return Instant.ofEpochMilli(
                random.nextInt(3) == 0 ? 1_700_000_000_000L : Math.abs(random.nextLong() % 250_000_000_000_000L));
    }

    private Duration duration() {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ofMillis(random.nextInt(100_000));
            case 1 -> Duration.ofNanos(random.nextLong(Long.MAX_VALUE));
            case 2 -> Duration.ZERO;
            default -> Duration.ofSeconds(random.nextLong(1L << 60), random.nextInt(1_000_000_000));
        };
    }

    private long number() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE - 1;
            default -> random.nextInt(1_000_000);
        };
    }

    private int integer() {
        return random.nextInt(4) == 0 ? 0 : random.nextInt(200_000_000);
    }

    private @Nullable String nullableText() {
        return random.nextBoolean() ? null : text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(6);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
