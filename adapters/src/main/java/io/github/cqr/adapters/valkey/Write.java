package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one event writes.
 *
 * @param seq the event's sequence number
 * @param action what {@link Scripts#WRITE} does
 * @param queryId query id of the attempt, empty for {@link Action#TOUCH}
 * @param outcomeKey where the statement's outcome is kept
 * @param value JSON of the intent or the outcome, or empty
 * @param partialField where it is marked that a part of the statement may be there
 * @param partial JSON of that marker, or empty
 */
record Write(long seq, Action action, String queryId, String outcomeKey, String value, String partialField,
        String partial) {
    /** What is done. */
    enum Action {
        /** Opens an intent. */
        INTENT("intent"),
        /** Opens an intent unless it is open: what its first holder wrote says more. */
        ADOPTED("adopted"),
        /** Closes the intent with an outcome that is final. */
        COMPLETED("completed"),
        /** Closes the intent with an outcome, and maybe a marker, unless the statement is completed. */
        FAILED("failed"),
        /** Closes the intent; maybe a part is there. */
        RETRIED("retried"),
        /** Closes the intent of a {@code before-retry}; a marker that is there stays. */
        UNDOING("undoing"),
        /** Closes the intent. */
        WITHDRAWN("withdrawn"),
        /** Renews the TTL of the control hash. */
        TOUCH("touch");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** Whether it opens an attempt's intent. */
        boolean begins() {
            return this == INTENT || this == ADOPTED;
        }

        /** Whether it closes the attempt's intent. */
        boolean ends() {
            return !begins() && this != TOUCH;
        }
    }

    /** What {@code envelope} writes; null for an event of which Valkey keeps nothing. */
    static @Nullable Write of(Envelope envelope, Keys keys) {
        if (!(envelope.event() instanceof RunEvent.OfAttempt e) || e.statement().changesSession()) {
            return null;
        }
        return switch (e) {
            case RunEvent.Dispatched dispatched ->
                make(envelope, keys, e, Action.INTENT, IntentJson.of(dispatched, envelope.at()), "");
            case RunEvent.Adopted adopted -> make(envelope, keys, e, Action.ADOPTED, IntentJson.of(adopted), "");
            case RunEvent.Completed completed -> e.attempt().undoes()
                    ? make(envelope, keys, e, Action.UNDOING, "", "")
                    : make(envelope, keys, e, Action.COMPLETED, OutcomeJson.completed(completed, envelope.at()), "");
            case RunEvent.Failed failed -> make(envelope, keys, e, Action.FAILED,
                    OutcomeJson.failed(failed, envelope.at()), marker(e, failed.startedAt(), failed.left(),
                            OutcomeJson.words(failed.failure())));
            case RunEvent.Cancelled cancelled -> make(envelope, keys, e, Action.FAILED,
                    OutcomeJson.cancelled(cancelled, envelope.at()),
                    marker(e, cancelled.startedAt(), cancelled.left(), cancelled.message()));
            case RunEvent.RetryScheduled retry -> make(envelope, keys, e, Action.RETRIED, "",
                    marker(e, retry.startedAt(), retry.left(), OutcomeJson.words(retry.failure())));
            case RunEvent.Withdrawn _ -> make(envelope, keys, e, Action.WITHDRAWN, "", "");
            // The intent of an unknown outcome stays open, and so does that of what is left running.
            case RunEvent.OutcomeUnknown _,RunEvent.Detached _ -> null;
            case RunEvent.Progress _,RunEvent.CancelRequested _,RunEvent.StatementSlow _,RunEvent.StatementStuck _ ->
                null;
        };
    }

    /** A {@code before-retry} writes an intent and closes it, and has no outcome. */
    private static Write make(Envelope envelope, Keys keys, RunEvent.OfAttempt e, Action action, String value,
            String partial) {
        StatementRef statement = e.statement();
        StatementId id = statement.id();
        boolean undoing = e.attempt().undoes() && action.ends() && action != Action.WITHDRAWN;
        return new Write(envelope.seq(), undoing ? Action.UNDOING : action, e.attempt().queryId(), keys.outcome(id),
                undoing ? "" : value, Keys.partial(id), partial);
    }

    /** Says that a part may be there, or nothing; a statement that only reads leaves none. */
    private static String marker(RunEvent.OfAttempt e, Instant startedAt, Leftover left, String message) {
        return left.mayHaveLeft() && e.statement().kind() != StatementKind.SELECT
                ? IntentJson.marker(e, startedAt, left, message)
                : "";
    }

    /** Renews the TTL of the control hash. */
    static Write touch(long seq, Keys keys) {
        return new Write(seq, Action.TOUCH, "", keys.control(), "", "", "");
    }
}
