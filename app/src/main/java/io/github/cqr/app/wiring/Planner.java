package io.github.cqr.app.wiring;

import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.recovery.Succession.Facts;
import io.github.cqr.domain.recovery.Verdict;
import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.ScriptIndex;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionChange;
import io.github.cqr.domain.session.SessionRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private static final int HEX = 16;

    private final Set<String> nodeNames;
    private final Supplier<CheckpointStore> store;
    private final ScriptIndex.Builder index = new ScriptIndex.Builder();
    private final BitSet done = new BitSet();
    private final List<StatementId> ids = new ArrayList<>();
    private final List<Integer> ordinals = new ArrayList<>();
    private final Supplier<Inheritance> inheritance;
    private final List<Plan.Doubt> doubtful = new ArrayList<>();
    private final List<Plan.Part> parts = new ArrayList<>();
    /** Where each text of a before-retry stands, by the beginning of its hash. */
    private final Map<Long, Long> undoLines = new HashMap<>();
    private @Nullable Left left;
    private int work;

    /**
     * @param nodeNames what {@code -- cqr: node=} may name
     * @param store the checkpoints; asked for when the first statement is found, so an empty script needs none
     * @param inheritance what earlier processes left; asked for after the store
     */
    Planner(Collection<String> nodeNames, Supplier<CheckpointStore> store, Supplier<Inheritance> inheritance) {
        this.nodeNames = Set.copyOf(nodeNames);
        this.store = store;
        this.inheritance = inheritance;
    }

    /** What earlier processes left and no statement has claimed yet. */
    private record Left(Map<StatementId, Map<OpenIntent, Verdict>> open, Map<StatementId, Partial> partial) {
        static Left of(Inheritance inheritance) {
            Map<StatementId, Map<OpenIntent, Verdict>> open = new HashMap<>();
            inheritance.verdicts().forEach((intent, verdict) -> open
                    .computeIfAbsent(intent.id(), _ -> new LinkedHashMap<>()).put(intent, verdict));
            Map<StatementId, Partial> partial = new HashMap<>();
            inheritance.partials().forEach(part -> partial.put(part.intent().id(), part));
            return new Left(open, partial);
        }
    }

    /**
     * Reads the script.
     *
     * @throws ScriptException if it cannot be run as it is written
     */
    Plan plan(ScriptFile script) {
        script.scan(this::take);
        lookUp();
        Left unclaimed = left == null ? Left.of(Inheritance.NONE) : left;
        Map<OpenIntent, Verdict> strays = new LinkedHashMap<>();
        unclaimed.open().values().forEach(strays::putAll);
        return new Plan(index.build(), done, work, List.copyOf(doubtful), List.copyOf(parts), strays,
                List.copyOf(unclaimed.partial().values()));
    }

    private void take(Statement statement) {
        check(statement, nodeNames);
        checkUndoing(statement);
        index.add(statement);
        if (statement.kind().changesSession()) {
            return;
        }
        work++;
        claim(statement);
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
        boolean inserts = statement.kind() == StatementKind.INSERT_SELECT
                || statement.kind() == StatementKind.INSERT_DATA;
        if (!statement.directives().beforeRetry().isEmpty() && !inserts) {
            throw new ScriptException(
                    "the directive 'before-retry' goes only with INSERT: it says how to take away the rows that a failed "
                            + "INSERT left",
                    statement.position());
        }
    }

    /** The same text on two statements would delete a neighbour's rows. */
    private void checkUndoing(Statement statement) {
        for (String undo : statement.directives().beforeRetry()) {
            long key = Long.parseUnsignedLong(StatementId.hashOf(undo).substring(0, Long.BYTES * 2), HEX);
            Long before = undoLines.putIfAbsent(key, statement.position().line());
            if (before != null) {
                throw new ScriptException("the same 'before-retry' stands at the statement of line " + before
                        + " already: it would take away that statement's rows too", statement.position());
            }
        }
    }

    private void claim(Statement statement) {
        Left unclaimed = left;
        if (unclaimed == null) {
            CheckpointStore _ = store.get();
            unclaimed = Left.of(inheritance.get());
            left = unclaimed;
        }
        Map<OpenIntent, Verdict> mine = unclaimed.open().remove(statement.id());
        Partial part = unclaimed.partial().remove(statement.id());
        if (mine != null) {
            mine.forEach((intent, verdict) -> doubtful.add(new Plan.Doubt(intent, verdict, statement.ordinal(),
                    statement.position(), Facts.of(statement))));
        }
        if (part != null) {
            parts.add(new Plan.Part(part, statement.ordinal(), Facts.of(statement)));
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
