package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.script.StatementId;
import org.jspecify.annotations.Nullable;

/**
 * What one event writes.
 *
 * @param seq the event's sequence number
 * @param action what {@link Scripts#WRITE} does
 * @param queryId query id of the attempt, empty for {@link Action#TOUCH}
 * @param outcomeKey where the statement's outcome is kept
 * @param value JSON of the intent or the outcome, or empty
 */
record Write(long seq, Action action, String queryId, String outcomeKey, String value) {
    /** What is done. */
    enum Action {
        INTENT("intent"), COMPLETED("completed"), FAILED("failed"), WITHDRAWN("withdrawn"), TOUCH("touch");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** Whether it closes the attempt's intent. */
        boolean ends() {
            return this != INTENT && this != TOUCH;
        }
    }

    /** The field of the control hash that holds the intent of this query id. */
    static String intentField(String queryId) {
        return "intent:" + queryId;
    }

    /** What {@code envelope} writes; null for an event of which Valkey keeps nothing. */
    static @Nullable Write of(Envelope envelope, Keys keys) {
        if (!(envelope.event() instanceof RunEvent.OfAttempt e) || e.statement().changesSession()) {
            return null;
        }
        StatementRef statement = e.statement();
        Action action;
        String value = "";
        switch (e) {
            case RunEvent.Dispatched _ -> {
                action = Action.INTENT;
                value = Json.intent(envelope, statement, e.attempt());
            }
            case RunEvent.Completed completed -> {
                action = Action.COMPLETED;
                value = Json.completed(completed, envelope.at());
            }
            case RunEvent.Failed failed -> {
                action = Action.FAILED;
                value = Json.failed(failed, envelope.at());
            }
            case RunEvent.Cancelled cancelled -> {
                action = Action.FAILED;
                value = Json.cancelled(cancelled, envelope.at());
            }
            case RunEvent.Withdrawn _ -> action = Action.WITHDRAWN;
            case RunEvent.Progress _,RunEvent.CancelRequested _,RunEvent.OutcomeUnknown _ -> {
                return null; // the intent of an unknown outcome stays open
            }
        }
        String key = keys.outcome(new StatementId(statement.hash(), statement.occurrence()));
        return new Write(envelope.seq(), action, e.attempt().queryId(), key, value);
    }

    /** Renews the TTL of the control hash. */
    static Write touch(long seq, Keys keys) {
        return new Write(seq, Action.TOUCH, "", keys.control(), "");
    }
}
