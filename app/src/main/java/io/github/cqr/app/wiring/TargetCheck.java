package io.github.cqr.app.wiring;

import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sees that the checkpoints found are those of this file and this cluster. If staging is done and the same file is now pointed at
 * production, "nothing to do" would be a lie.
 */
final class TargetCheck {
    private final RunIdentity identity;
    private final CheckpointStore store;
    private final boolean acceptTarget;

    TargetCheck(RunIdentity identity, CheckpointStore store, boolean acceptTarget) {
        this.identity = identity;
        this.store = store;
        this.acceptTarget = acceptTarget;
    }

    /**
     * Compares what the run was started with before and what it is started with now.
     *
     * @param nodes the nodes as {@code host:port}
     * @return the manifest of before, null if the run is new
     * @throws DecisionNeededException if they do not belong together
     */
    @Nullable
    Manifest check(@Nullable String database, List<String> nodes) {
        Manifest before = store.manifest();
        if (before == null) {
            refuseOtherSpelling();
            return null;
        }
        if (acceptTarget) {
            return before;
        }
        if (!identity.chosen() && !before.path().equals(identity.path())) {
            throw new DecisionNeededException(
                    "run " + identity.runId() + " belongs to another file; give --run-id NAME to begin a run "
                            + "of its own, or --accept-target to go on with it",
                    List.of("before: " + before.path() + " on " + before.host(),
                            "now:    " + identity.path()));
        }
        if (Collections.disjoint(before.nodes(), nodes)) {
            throw otherTarget("nodes", String.join(", ", before.nodes()), String.join(", ", nodes));
        }
        if (!Objects.equals(before.database(), database)) {
            throw otherTarget("database", shown(before.database()), shown(database));
        }
        return before;
    }

    private DecisionNeededException otherTarget(String what, String before, String now) {
        return new DecisionNeededException(
                "run " + identity.runId() + " was made on another target; its checkpoints say nothing about "
                        + "this one: give --run-id NAME to begin a run of its own, or --accept-target to go on with it",
                List.of(what + " before: " + before, what + " now:    " + now));
    }

    private static String shown(@Nullable String database) {
        return database == null ? "(the user's own)" : database;
    }

    private void refuseOtherSpelling() {
        if (identity.chosen()) {
            return;
        }
        Map<String, String> spellings = identity.otherSpellings();
        List<String> known = store.known(List.copyOf(spellings.keySet()));
        if (!known.isEmpty()) {
            String id = known.getFirst();
            throw new DecisionNeededException(
                    "this file was run before under another spelling of its path; as it is written now, "
                            + "everything would be done again: give --run-id to choose",
                    List.of("before: --run-id " + id + "  (path '" + spellings.get(id) + "')",
                            "now:    --run-id " + identity.runId()));
        }
    }
}
