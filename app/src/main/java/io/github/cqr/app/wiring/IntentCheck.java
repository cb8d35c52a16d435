package io.github.cqr.app.wiring;

import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.RunOptions.OnUnknown;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of attempts that an earlier process began and of which no outcome is recorded. Nobody but a person can say whether
 * they took effect, so without a person's word the run does not start.
 */
final class IntentCheck {
    private final CheckpointStore store;
    private final @Nullable OnUnknown decision;
    private final Console console;

    IntentCheck(CheckpointStore store, @Nullable OnUnknown decision, Console console) {
        this.store = store;
        this.decision = decision;
        this.console = console;
    }

    /**
     * Closes the open intents of {@code plan} as the operator said, and marks in it what is taken as completed.
     *
     * @throws DecisionNeededException if nobody said what to do
     */
    void resolve(Plan plan) {
        List<Plan.Doubt> needed = plan.doubtful().stream().filter(doubt -> !doubt.harmless()).toList();
        if (decision == null && (!needed.isEmpty() || !plan.strays().isEmpty())) {
            throw refusal(needed, plan.strays());
        }
        for (Plan.Doubt doubt : plan.doubtful()) {
            boolean skip = decision == OnUnknown.SKIP && !doubt.harmless();
            store.resolve(doubt.intent(), skip);
            if (skip) {
                plan.done().set(doubt.ordinal());
            }
            console.warn(described(doubt) + (skip
                    ? ": taken as completed (--on-unknown skip)"
                    : doubt.harmless() ? ": run again, which does no harm" : ": run again (--on-unknown run)"));
        }
        for (OpenIntent stray : plan.strays()) {
            store.resolve(stray, decision == OnUnknown.SKIP);
            console.warn(described(stray) + ": forgotten, its statement is no longer in the script");
        }
    }

    private static DecisionNeededException refusal(List<Plan.Doubt> needed, List<OpenIntent> strays) {
        List<String> lines = new ArrayList<>();
        needed.forEach(doubt -> lines.add(described(doubt)));
        strays.forEach(stray -> lines.add(described(stray) + " (no longer in the script)"));
        int count = needed.size() + strays.size();
        return new DecisionNeededException((count == 1 ? "a statement was" : count + " statements were")
                + " on the way when an earlier run ended, and nobody recorded what became of "
                + (count == 1 ? "it" : "them")
                + "; look at system.query_log and the target tables, then give --on-unknown run "
                + "(run them again) or --on-unknown skip (take them as completed)", lines);
    }

    private static String described(Plan.Doubt doubt) {
        return "statement " + doubt.ordinal() + " (line " + doubt.position().line() + ") on " + doubt.intent().node()
                + ", query id " + doubt.intent().queryId() + ", dispatched " + doubt.intent().at();
    }

    private static String described(OpenIntent intent) {
        return "statement " + intent.ordinal() + " of before on " + intent.node() + ", query id " + intent.queryId()
                + ", dispatched " + intent.at();
    }
}
