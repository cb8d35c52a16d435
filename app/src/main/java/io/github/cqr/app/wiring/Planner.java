package io.github.cqr.app.wiring;

import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.ScriptIndex;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.session.SessionChange;
import io.github.cqr.domain.session.SessionRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole script before anything runs: every mistake that can be found without a server stops the run here. Checkpoints are
 * fetched in batches as the statements go by, so nothing but the index stays in memory.
 */
final class Planner {
    private static final int LOOKUP_BATCH = 10_000;

    private final Set<String> nodeNames;
    private final Supplier<CheckpointStore> store;
    private final ScriptIndex.Builder index = new ScriptIndex.Builder();
    private final BitSet done = new BitSet();
    private final List<StatementId> ids = new ArrayList<>();
    private final List<Integer> ordinals = new ArrayList<>();
    private final List<Plan.Doubt> doubtful = new ArrayList<>();
    private @Nullable Map<StatementId, List<OpenIntent>> open;
    private int work;

    /**
     * @param nodeNames what {@code -- cqr: node=} may name
     * @param store the checkpoints; asked for when the first statement is found, so an empty script needs none
     */
    Planner(Collection<String> nodeNames, Supplier<CheckpointStore> store) {
        this.nodeNames = Set.copyOf(nodeNames);
        this.store = store;
    }

    /**
     * Reads the script.
     *
     * @throws ScriptException if it cannot be run as it is written
     */
    Plan plan(ScriptFile script) {
        script.scan(this::take);
        lookUp();
        Map<StatementId, List<OpenIntent>> left = open == null ? Map.of() : open;
        List<OpenIntent> strays = left.values().stream().flatMap(List::stream).toList();
        return new Plan(index.build(), done, work, List.copyOf(doubtful), strays);
    }

    private void take(Statement statement) {
        check(statement, nodeNames);
        index.add(statement);
        if (statement.kind().changesSession()) {
            return;
        }
        work++;
        matchIntents(statement);
        ids.add(statement.id());
        ordinals.add(statement.ordinal());
        if (ids.size() == LOOKUP_BATCH) {
            lookUp();
        }
    }

    /**
     * Finds what is wrong with a statement before any server sees it.
     *
     * @throws ScriptException at the statement's place
     */
    static void check(Statement statement, Set<String> nodeNames) {
        SessionRules.refuseIfSessionNeeded(statement);
        if (statement.kind().changesSession()) {
            SessionChange.parse(statement);
        }
        String node = statement.directives().node();
        if (node != null && !nodeNames.isEmpty() && !nodeNames.contains(node)) {
            throw new ScriptException("the directive 'node=" + node + "' names no node of this run; its nodes are "
                    + String.join(", ", nodeNames.stream().sorted().toList()), statement.position());
        }
        if (!statement.directives().beforeRetry().isEmpty()) {
            throw new ScriptException(
                    "the directive 'before-retry' is not supported by this version; remove it, and undo a partial "
                            + "INSERT by hand before you run the script again",
                    statement.position());
        }
    }

    private void matchIntents(Statement statement) {
        Map<StatementId, List<OpenIntent>> intents = open;
        if (intents == null) {
            intents = new HashMap<>();
            for (OpenIntent intent : store.get().openIntents()) {
                intents.computeIfAbsent(intent.id(), _ -> new ArrayList<>()).add(intent);
            }
            open = intents;
        }
        List<OpenIntent> mine = intents.remove(statement.id());
        if (mine != null) {
            mine.forEach(intent -> doubtful.add(
                    new Plan.Doubt(intent, statement.ordinal(), statement.position(), statement.isHarmlessToRepeat())));
        }
    }

    private void lookUp() {
        if (ids.isEmpty()) {
            return;
        }
        BitSet completed = store.get().completed(ids);
        completed.stream().forEach(i -> done.set(ordinals.get(i)));
        ids.clear();
        ordinals.clear();
    }
}
