package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import java.time.InstantSource;

/** Closes intents and partial markers with what became of them. */
final class Settling {
    private final Calls calls;
    private final RunKeeper run;
    private final InstantSource clock;

    Settling(Calls calls, RunKeeper run, InstantSource clock) {
        this.calls = calls;
        this.run = run;
        this.clock = clock;
    }

    /**
     * See {@link io.github.cqr.domain.port.CheckpointStore#settle}. A {@code before-retry} has no outcome: its intent is closed, and the
     * marker of what it was to take away stays.
     *
     * @return true when a statement more is completed
     */
    boolean settle(OpenIntent intent, Settlement settlement) {
        boolean undoes = intent.undo() > 0;
        String field = Keys.intent(intent.queryId());
        return switch (settlement) {
            case Settlement.Pending _ -> write(intent, "close", field, "", "", "");
            case Settlement.Discarded _ -> write(intent, "close", field, "", "", Keys.judged(intent.queryId()));
            case Settlement.LeftPart left -> write(intent, undoes ? "undoing" : "failed", field,
                    OutcomeJson.leftPart(intent, left, clock.instant()),
                    IntentJson.marker(intent, left), Keys.judged(intent.queryId()));
            case Settlement.Completed completed -> write(intent, undoes ? "close" : "completed", field,
                    OutcomeJson.completed(intent, completed), "", "");
            case Settlement.TakenAsCompleted _ -> write(intent, undoes ? "close" : "completed", field,
                    OutcomeJson.resolved(intent, clock.instant()), "", "");
            case Settlement.Failed failed -> write(intent, undoes ? "close" : "failed", field,
                    OutcomeJson.failed(intent, failed), "", "");
        };
    }

    /**
     * See {@link io.github.cqr.domain.port.CheckpointStore#clear}.
     *
     * @return true when a statement more is completed
     */
    boolean clear(Partial partial, boolean completed) {
        OpenIntent intent = partial.intent();
        return write(intent, completed ? "completed" : "close", Keys.partial(intent.id()),
                completed ? OutcomeJson.resolved(intent, clock.instant()) : "", "", Keys.judged(intent.queryId()));
    }

    private boolean write(OpenIntent intent, String action, String field, String value, String marker,
            String judged) {
        String answer = calls.text(Scripts.SETTLE,
                new String[]{run.keys().control(), run.keys().outcome(intent.id())}, run.generation(), run.writer(),
                run.outcomeSeconds(), run.controlSeconds(), action, field, value, Keys.partial(intent.id()), marker,
                judged);
        return switch (answer) {
            case "counted" -> true;
            case "ok" -> false;
            default -> throw calls.refused(answer);
        };
    }
}
