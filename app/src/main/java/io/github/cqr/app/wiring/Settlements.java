package io.github.cqr.app.wiring;

import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.port.RunInput.Remains;
import io.github.cqr.domain.recovery.Succession;
import io.github.cqr.domain.recovery.Succession.Step;
import io.github.cqr.domain.recovery.Succession.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what {@link Succession} decides about everything that earlier processes left: writes what is certain, tells the run what to
 * adopt and what to undo, and lists what a person must decide, with the very commands to type.
 */
final class Settlements {
    private final CheckpointStore store;
    private final Succession succession;
    private final @Nullable Word onUnknown;
    private final String runId;
    private final Console console;
    private final boolean resolvable;
    private final Set<String> onRecord = new HashSet<>();
    private final Map<Integer, Remains> remains = new HashMap<>();
    private final Set<Integer> inSeveralPlaces = new HashSet<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<String> partial = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();

    /** @param resolvable whether {@code cqr resolve} can decide on single statements */
    Settlements(CheckpointStore store, Succession succession, @Nullable Word onUnknown, String runId,
            Console console, boolean resolvable) {
        this.store = store;
        this.succession = succession;
        this.onUnknown = onUnknown;
        this.runId = runId;
        this.console = console;
        this.resolvable = resolvable;
    }

    /**
     * Settles all that {@code plan} matched, and marks in it what is completed after all.
     *
     * @return what the run is to adopt or to undo, by ordinal
     * @throws DecisionNeededException if a person must decide; what is certain is settled then too
     */
    Map<Integer, Remains> settle(Plan plan, Inheritance inheritance) {
        store.openIntents().forEach(intent -> onRecord.add(intent.queryId()));
        Map<Integer, Map<OpenIntent, Step>> steps = decide(plan);
        // Those that show a statement to be completed first: they answer what the others would ask.
        Stream.of(true, false).forEach(completing -> {
            for (Plan.Doubt doubt : plan.doubtful()) {
                Step step = Objects.requireNonNull(
                        steps.getOrDefault(doubt.ordinal(), Map.of()).get(doubt.intent()), "each was decided");
                if (completes(step) == completing) {
                    settle(plan, doubt, step);
                }
            }
        });
        plan.strays()
                .forEach((intent, verdict) -> settle(plan, intent, succession.decide(intent, verdict, null), null));
        for (Plan.Part part : plan.parts()) {
            if (!plan.done().get(part.ordinal())) {
                settle(plan, part);
            }
        }
        plan.strayParts().forEach(part -> ask(true, part.intent(), described(part.intent(), null),
                "left " + part.left().words() + ", and is no longer in the script"));
        if (onUnknown == null) {
            unknown.addAll(inheritance.troubles());
            outOfSight(plan, inheritance.outOfSight());
        }
        refuse();
        return remains;
    }

    /** What becomes of each attempt, by statement; notes the statements of which parts may be on more than one node. */
    private Map<Integer, Map<OpenIntent, Step>> decide(Plan plan) {
        Map<Integer, Map<OpenIntent, Step>> steps = new HashMap<>();
        for (Plan.Doubt doubt : plan.doubtful()) {
            steps.computeIfAbsent(doubt.ordinal(), _ -> new LinkedHashMap<>()).put(doubt.intent(),
                    succession.decide(doubt.intent(), doubt.verdict(), doubt.facts()));
        }
        Map<Integer, Set<String>> marked = new HashMap<>();
        for (Plan.Part part : plan.parts()) {
            marked.computeIfAbsent(part.ordinal(), _ -> new TreeSet<>()).add(part.partial().intent().node());
            if (part.partial().elsewhere()) {
                inSeveralPlaces.add(part.ordinal());
            }
        }
        marked.keySet().forEach(ordinal -> steps.putIfAbsent(ordinal, Map.of()));
        steps.replaceAll((ordinal, its) -> {
            Succession.Steps inOnePlace = Succession.undoneInOnePlace(its, marked.getOrDefault(ordinal, Set.of()));
            if (inOnePlace.inSeveralPlaces()) {
                inSeveralPlaces.add(ordinal);
            }
            return inOnePlace.steps();
        });
        return steps;
    }

    private static boolean completes(Step step) {
        return step instanceof Step.Settle(Settlement settlement, _)
                && (settlement instanceof Settlement.Completed || settlement instanceof Settlement.TakenAsCompleted);
    }

    /**
     * Settles one attempt. Of a statement that another attempt has completed an attempt is over that does not run: an event log which came to
     * the store late had it open still, when it was settled long ago.
     */
    private void settle(Plan plan, Plan.Doubt doubt, Step step) {
        if (plan.done().get(doubt.ordinal()) && !completes(step) && !(step instanceof Step.Adopt)) {
            store.settle(doubt.intent(), new Settlement.Pending());
            console.debug(described(doubt.intent(), doubt) + " is over: the statement is completed");
        } else {
            settle(plan, doubt.intent(), step, doubt);
        }
    }

    private void settle(Plan plan, OpenIntent intent, Step step, Plan.@Nullable Doubt doubt) {
        String what = described(intent, doubt);
        switch (step) {
            case Step.Settle settle -> {
                store.settle(intent, settle.settlement());
                if (completes(settle) && doubt != null) {
                    plan.done().set(doubt.ordinal());
                }
                console.warn(what + " " + settle.words());
            }
            case Step.Adopt adopt -> {
                if (doubt != null) {
                    remains.put(doubt.ordinal(), new Remains.Running(
                            new Attempt(intent.attempt(), intent.node(), intent.queryId(), intent.undo()),
                            adopt.startedAt()));
                }
                console.warn(what + " " + adopt.words());
            }
            case Step.Undo undo -> {
                store.settle(intent, undo.part());
                if (doubt != null) {
                    // Another attempt of it may run still: that one is followed, and not run over by what undoes this one.
                    remains.putIfAbsent(doubt.ordinal(), new Remains.Partial(intent.node()));
                }
                console.warn(what + " " + undo.words());
            }
            case Step.Ask ask -> {
                Settlement.LeftPart part = ask.part() == null ? recorded(intent, ask.words(), doubt) : ask.part();
                if (part != null) {
                    store.settle(intent, part);
                }
                ask(part != null, intent, what, ask.words());
            }
        }
    }

    /** A query that was found on a node alone is put on record with the question, so that the answer closes it for good. */
    private Settlement.@Nullable LeftPart recorded(OpenIntent intent, String words,
            Plan.@Nullable Doubt doubt) {
        int ordinal = doubt == null ? intent.ordinal() : doubt.ordinal();
        return onRecord.contains(intent.queryId())
                ? null
                : new Settlement.LeftPart(new Leftover.Unknown(words), words, inSeveralPlaces.contains(ordinal));
    }

    private void settle(Plan plan, Plan.Part part) {
        Partial left = part.partial();
        String what = described(left.intent(), null);
        switch (succession.decide(left, part.facts())) {
            case Step.Settle settle -> {
                boolean done = settle.settlement() instanceof Settlement.TakenAsCompleted;
                store.clear(left, done);
                if (done) {
                    plan.done().set(part.ordinal());
                }
                console.warn(what + " " + settle.words());
            }
            case Step.Undo _ when inSeveralPlaces.contains(part.ordinal()) ->
                ask(true, left.intent(), what, "left " + left.left().words() + " on " + left.intent().node()
                        + "; another try of it left a part on another node, and a before-retry runs on one");
            case Step.Undo undo -> {
                remains.putIfAbsent(part.ordinal(), new Remains.Partial(left.intent().node()));
                console.warn(what + " " + undo.words());
            }
            case Step.Ask ask -> ask(true, left.intent(), what, ask.words());
            case Step.Adopt _ -> throw new IllegalStateException("a statement that ended cannot be adopted");
        }
    }

    private void ask(boolean part, OpenIntent intent, String what, String words) {
        (part ? partial : unknown).add(what + ": " + words);
        commands.add("cqr resolve " + runId + " " + intent.ordinal() + " completed|pending");
    }

    private void outOfSight(Plan plan, @Nullable String reason) {
        if (reason != null && !plan.nothingToDo()) {
            int from = plan.done().nextClearBit(0);
            unknown.add(reason + ": statements from ordinal " + from
                    + " on may have been dispatched of which there is no record");
        }
    }

    private void refuse() {
        if (unknown.isEmpty() && partial.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.addAll(unknown);
        lines.addAll(partial);
        commands.stream().filter(_ -> resolvable).distinct().forEach(command -> lines.add("decide:  " + command));
        if (!unknown.isEmpty()) {
            lines.add("for all: --on-unknown run (run them again), or --on-unknown skip (take them as completed)");
        }
        if (!partial.isEmpty()) {
            lines.add("for all: --on-partial run (run them again), or --on-partial skip (take them as completed)");
        }
        int count = unknown.size() + partial.size();
        throw new DecisionNeededException("nothing was run: what an earlier run left of "
                + (count == 1 ? "a statement" : count + " statements")
                + " needs a person's decision; look at system.query_log and the target tables, then decide", lines);
    }

    private static String described(OpenIntent intent, Plan.@Nullable Doubt doubt) {
        String undo = intent.undo() > 0 ? "before-retry " + intent.undo() + " of " : "";
        return undo + "statement " + (doubt == null ? intent.ordinal() : doubt.ordinal())
                + (doubt == null ? "" : " (line " + doubt.position().line() + ")") + " on " + intent.node()
                + ", query id " + intent.queryId() + ", dispatched " + intent.at();
    }
}
