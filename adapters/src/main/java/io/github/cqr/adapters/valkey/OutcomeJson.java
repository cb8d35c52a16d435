package io.github.cqr.adapters.valkey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.script.StatementKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Outcomes as the PRD's section 2 shows them, and more. */
final class OutcomeJson {
    private OutcomeJson() {}

    /** Of a statement that completed. */
    static String completed(RunEvent.Completed e, Instant at) {
        return Json.text(outcome("completed", e.startedAt(), at, e.attempt(), e.counters(), e.elapsed()));
    }

    /** Of a statement that failed. */
    static String failed(RunEvent.Failed e, Instant at) {
        return failed(outcome("failed", e.startedAt(), at, e.attempt(), e.counters(), e.elapsed()),
                words(e.failure()), of(e.statement(), e.left()));
    }

    /** Of a statement that was killed at our request: a failed one, as the next run does it again. */
    static String cancelled(RunEvent.Cancelled e, Instant at) {
        return failed(outcome("failed", e.startedAt(), at, e.attempt(), e.counters(), e.elapsed()),
                "CANCELLED: " + e.message(), of(e.statement(), e.left()));
    }

    /** Of an attempt of which the query log told that it finished. */
    static String completed(OpenIntent intent, Settlement.Completed settlement) {
        return Json.text(outcome("completed", settlement.startedAt(),
                settlement.startedAt().plus(settlement.elapsed()), attempt(intent), settlement.counters(),
                settlement.elapsed()));
    }

    /** Of an attempt of which the query log told that it failed and left nothing. */
    static String failed(OpenIntent intent, Settlement.Failed settlement) {
        return failed(outcome("failed", settlement.startedAt(), settlement.startedAt().plus(settlement.elapsed()),
                attempt(intent), settlement.counters(), settlement.elapsed()), words(settlement.failure()),
                Leftover.nothing());
    }

    /** Of an attempt that is over, or may be, and left a part. */
    static String leftPart(OpenIntent intent, Settlement.LeftPart settlement, Instant at) {
        return failed(outcome("failed", intent.at(), at, attempt(intent), Counters.NONE, Duration.ZERO),
                settlement.message(), settlement.left());
    }

    /** Of a statement that a person says is completed. */
    static String resolved(OpenIntent intent, Instant at) {
        return Json.text(outcome("completed", intent.at(), at, attempt(intent), Counters.NONE, Duration.ZERO)
                .put("resolved_by", "operator"));
    }

    private static Attempt attempt(OpenIntent intent) {
        return new Attempt(intent.attempt(), intent.node(), intent.queryId(), intent.undo());
    }

    /** A statement that only reads leaves nothing, whatever is said of it. */
    private static Leftover of(StatementRef statement, Leftover left) {
        return statement.kind() == StatementKind.SELECT ? Leftover.nothing() : left;
    }

    private static ObjectNode outcome(String status, Instant startedAt, Instant completedAt, Attempt attempt,
            Counters counters, Duration elapsed) {
        return Json.object().put("status", status).put("started_at", Json.time(startedAt))
                .put("completed_at", Json.time(completedAt)).put("node", attempt.node())
                .put("rows_read", counters.readRows()).put("elapsed", seconds(elapsed))
                .put("written_rows", counters.writtenRows()).put("query_id", attempt.queryId())
                .put("attempt", attempt.number());
    }

    private static String failed(ObjectNode outcome, String error, Leftover left) {
        outcome.put("error", error).put("partial", left.mayHaveLeft());
        if (left.mayHaveLeft()) {
            outcome.set("left", IntentJson.left(left));
        }
        return Json.text(outcome);
    }

    /** A failure in one line: its name, its code if it has one, and what the server said. */
    static String words(Failure failure) {
        String code = failure.code() == 0 ? "" : " (" + failure.code() + ")";
        return failure.name() + code + ": " + failure.message();
    }

    /** Seconds to the millisecond, always with a decimal, as Python writes a float. */
    private static BigDecimal seconds(Duration elapsed) {
        BigDecimal seconds = BigDecimal.valueOf(elapsed.toMillis(), 3).stripTrailingZeros();
        return seconds.scale() < 1 ? seconds.setScale(1) : seconds;
    }
}
