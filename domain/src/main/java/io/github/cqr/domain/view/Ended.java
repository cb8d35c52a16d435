package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import java.time.Duration;
import java.time.Instant;

/**
 * An attempt that is over, with its text.
 *
 * @param end how it ended
 * @param at when that was known
 * @param sql its text, perhaps cut; empty when it is not known
 */
public record Ended(RunEvent.OfEnd end, Instant at, String sql) {
    /** How long it ran; zero for what was never sent. */
    public Duration elapsed() {
        return switch (end) {
            case RunEvent.Completed e -> e.elapsed();
            case RunEvent.Failed e -> e.elapsed();
            case RunEvent.Cancelled e -> e.elapsed();
            case RunEvent.OutcomeUnknown e -> e.elapsed();
            case RunEvent.RetryScheduled e -> e.elapsed();
            case RunEvent.Detached _,RunEvent.Withdrawn _ -> Duration.ZERO;
        };
    }

    /** What it read and wrote as far as it is known. */
    public Counters counters() {
        return switch (end) {
            case RunEvent.Completed e -> e.counters();
            case RunEvent.Failed e -> e.counters();
            case RunEvent.Cancelled e -> e.counters();
            case RunEvent.RetryScheduled e -> e.counters();
            case RunEvent.OutcomeUnknown _,RunEvent.Detached _,RunEvent.Withdrawn _ -> Counters.NONE;
        };
    }

    /** How it ended, in a word: {@code done}, {@code failed}, {@code cancelled}, {@code unknown}, {@code retried}, {@code left running}, {@code not sent}. */
    public String word() {
        return switch (end) {
            case RunEvent.Completed _ -> "done";
            case RunEvent.Failed _ -> "failed";
            case RunEvent.Cancelled _ -> "cancelled";
            case RunEvent.OutcomeUnknown _ -> "unknown";
            case RunEvent.RetryScheduled _ -> "retried";
            case RunEvent.Detached _ -> "left running";
            case RunEvent.Withdrawn _ -> "not sent";
        };
    }

    /** What the server or this program said of it; empty for what went well. */
    public String message() {
        return switch (end) {
            case RunEvent.Completed _ -> "";
            case RunEvent.Failed e -> e.failure().message();
            case RunEvent.Cancelled e -> e.message();
            case RunEvent.OutcomeUnknown e -> e.reason();
            case RunEvent.RetryScheduled e -> e.failure().message();
            case RunEvent.Detached e -> e.reason();
            case RunEvent.Withdrawn e -> e.reason();
        };
    }
}
