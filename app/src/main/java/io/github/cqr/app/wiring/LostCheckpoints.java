package io.github.cqr.app.wiring;

import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.recovery.Succession.Word;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees that the store still has all checkpoints that it had (DESIGN 6, rule 7): a server that evicts keys, or that was restarted from an old
 * copy, would have statements run twice.
 */
final class LostCheckpoints {
    private final CheckpointStore store;
    private final String runId;
    private final Path logs;
    private final RunOptions.Safety safety;
    private final Console console;

    LostCheckpoints(CheckpointStore store, String runId, Path logs, RunOptions.Safety safety, Console console) {
        this.store = store;
        this.runId = runId;
        this.logs = logs;
        this.safety = safety;
        this.console = console;
    }

    /**
     * Compares the manifest's count with what is there; what is missing is written again from this machine's event logs.
     *
     * @param before the run's manifest, null for a new run
     * @return true if some were, so that the plan has to be made again
     * @throws DecisionNeededException if checkpoints are gone for good
     */
    boolean restore(Plan plan, @Nullable Manifest before) {
        if (before == null || plan.done().cardinality() >= before.completed()) {
            return false;
        }
        // The script may have been shortened: then the keys of what it held are there all the same.
        long there = store.countCompleted();
        if (there >= before.completed()) {
            return false;
        }
        int written = new OwedOutcomes(logs, new JsonEventCodec(JsonEventCodec.SqlText.HASH)).restore(store, runId,
                before);
        long now = store.countCompleted();
        if (written > 0 && now > there) {
            console.warn((now - there) + " checkpoints were gone from the store and are written again from the event "
                    + "logs of this machine");
        }
        if (now >= before.completed()) {
            long _ = store.recount();
            return true;
        }
        String gone = (before.completed() - now) + " of " + before.completed() + " checkpoints of run " + runId
                + " are gone";
        if (safety.onUnknown() != Word.RUN) {
            throw new DecisionNeededException("nothing was run: " + gone
                    + " (expired, evicted, or the store was restarted from an old copy); their statements would run "
                    + "again",
                    List.of("to run again what has no checkpoint: --on-unknown run",
                            "one by one: cqr resolve " + runId + " ORDINAL completed"));
        }
        console.warn(gone + "; their statements are run again (--on-unknown run)");
        long _ = store.recount();
        return now > there;
    }
}
