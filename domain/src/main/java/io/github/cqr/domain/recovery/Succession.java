package io.github.cqr.domain.recovery;

import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of what a former process left (DESIGN 6, rules 4 to 6): what is certain is settled, what runs is adopted, what says
 * how it is undone is undone, and for the rest a person is asked, unless the command line has the answer.
 */
public final class Succession {
    private final @Nullable Word onUnknown;
    private final @Nullable Word onPartial;
    private final Function<OpenIntent, Leftover> leftovers;

    /** What a person said beforehand ({@code --on-unknown}, {@code --on-partial}). */
    public enum Word {
        /** Run it again. */
        RUN,
        /** Take it as completed. */
        SKIP
    }

    /**
     * What matters of the statement that an attempt was of.
     *
     * @param harmless running it again does no harm by its own words
     * @param undoable it says how what stayed is taken away ({@code before-retry})
     */
    public record Facts(StatementKind kind, boolean harmless, boolean undoable) {
        /** Those of {@code statement}. */
        public static Facts of(Statement statement) {
            return new Facts(statement.kind(), statement.isHarmlessToRepeat(),
                    !statement.directives().beforeRetry().isEmpty());
        }
    }

    /** What is to be done. */
    public sealed interface Step {
        /** What was found, as the end of a sentence that begins with the statement. */
        String words();

        /** Write this to the store; the statement is done if that says completed, else it is run as if for the first time. */
        record Settle(Settlement settlement, String words) implements Step {}

        /** It runs still: the run follows it. */
        record Adopt(Instant startedAt, String words) implements Step {}

        /** Write this to the store; then its {@code before-retry} runs on its node, and then it again. */
        record Undo(Settlement.LeftPart part, String words) implements Step {}

        /**
         * A person must decide.
         *
         * @param part what is to be on record of it until then, for the list that {@code --on-partial} answers; null for that of
         *            {@code --on-unknown}, where the intent stays open
         */
        record Ask(Settlement.@Nullable LeftPart part, String words) implements Step {}
    }

    /**
     * @param leftovers what an attempt left that failed, asked only of INSERTs
     */
    public Succession(@Nullable Word onUnknown, @Nullable Word onPartial, Function<OpenIntent, Leftover> leftovers) {
        this.onUnknown = onUnknown;
        this.onPartial = onPartial;
        this.leftovers = leftovers;
    }

    /**
     * What becomes of an attempt of which no outcome was on record.
     *
     * @param facts of its statement, null when the script no longer holds it
     */
    public Step decide(OpenIntent intent, Verdict found, @Nullable Facts facts) {
        Verdict verdict = facts == null ? found : Judge.forKind(found, facts.kind());
        boolean undo = intent.undo() > 0;
        return switch (verdict) {
            case Verdict.Running running -> facts == null
                    ? new Step.Ask(null, "runs still, and is no longer in the script")
                    : new Step.Adopt(running.startedAt(), "runs still and is adopted");
            case Verdict.NeverStarted never ->
                new Step.Settle(new Settlement.Pending(), "never started: " + never.proof());
            case Verdict.Completed _ when undo ->
                new Step.Settle(new Settlement.Pending(), "finished, and is done again before its statement");
            case Verdict.Completed done ->
                new Step.Settle(new Settlement.Completed(done.counters(), done.startedAt(), done.elapsed()),
                        "is completed, as its node's query log says");
            case Verdict.Failed failed when undo ->
                new Step.Settle(new Settlement.Pending(), "failed (" + failed.failure().name() + ")");
            case Verdict.Failed failed -> failed(intent, failed, facts);
            case Verdict.Unknown unknown -> unknown(unknown, facts, undo);
        };
    }

    /**
     * The steps for all attempts of one statement.
     *
     * @param inSeveralPlaces true if parts of it may be on more than one node, so that none of them is undone
     */
    public record Steps(Map<OpenIntent, Step> steps, boolean inSeveralPlaces) {}

    /**
     * The steps for all attempts of one statement, with no two of them undone on different nodes: a {@code before-retry} runs on one node, and
     * what another attempt left elsewhere would be hidden behind it. Then a person is asked about each, and none is settled. Each question
     * names all places, as the next start may find only one of them on record.
     *
     * @param marked the nodes on which earlier processes found a part of the statement
     */
    public static Steps undoneInOnePlace(Map<OpenIntent, Step> steps, Set<String> marked) {
        SequencedMap<String, String> places = new LinkedHashMap<>();
        marked.forEach(node -> places.put(node, "a part"));
        steps.forEach((intent, step) -> {
            if (step instanceof Step.Undo undo) {
                places.merge(intent.node(), undo.part().left().words(), (one, more) -> one + " and " + more);
            }
        });
        if (places.size() < 2) {
            return new Steps(steps, false);
        }
        String question = "stayed behind on more than one node ("
                + places.entrySet().stream().map(place -> place.getValue() + " on " + place.getKey())
                        .collect(Collectors.joining(", "))
                + "), and a before-retry runs on one";
        Map<OpenIntent, Step> asked = new LinkedHashMap<>(steps);
        asked.replaceAll((_, step) -> step instanceof Step.Undo ? new Step.Ask(null, question) : step);
        return new Steps(asked, true);
    }

    private Step failed(OpenIntent intent, Verdict.Failed failed, @Nullable Facts facts) {
        boolean inserts = facts == null || inserts(facts.kind());
        Leftover left = inserts ? leftovers.apply(intent) : Leftover.nothing();
        String how = "failed (" + failed.failure().name() + ") and left " + left.words();
        if (!left.mayHaveLeft()) {
            return new Step.Settle(new Settlement.Failed(failed.failure(), failed.counters(), failed.startedAt(),
                    failed.elapsed()), how);
        }
        return partial(new Settlement.LeftPart(left, failed.failure().message()), how, facts);
    }

    private Step unknown(Verdict.Unknown unknown, @Nullable Facts facts, boolean undo) {
        if (facts != null && facts.harmless() && !undo) {
            return new Step.Settle(new Settlement.Pending(), "is run again, which does no harm");
        }
        if (onUnknown != null) {
            return byWord(onUnknown, undo, "--on-unknown");
        }
        boolean undone = facts != null && inserts(facts.kind()) && facts.undoable() && !undo;
        if (undone && unknown.over()) {
            return new Step.Undo(new Settlement.LeftPart(new Leftover.Unknown(unknown.reason()), unknown.reason()),
                    "may have taken effect (" + unknown.reason() + "); its before-retry runs first");
        }
        return new Step.Ask(null, unknown.reason());
    }

    /** What becomes of a statement of which an earlier process said already that a part may be there. */
    public Step decide(Partial partial, @Nullable Facts facts) {
        return partial(new Settlement.LeftPart(partial.left(), partial.message()),
                "left " + partial.left().words() + " (" + partial.message() + ")", facts);
    }

    private Step partial(Settlement.LeftPart part, String how, @Nullable Facts facts) {
        if (facts != null && facts.harmless()) {
            return new Step.Settle(new Settlement.Pending(), how + "; it is run again, which does no harm");
        }
        if (onPartial != null) {
            return byWord(onPartial, false, "--on-partial");
        }
        return facts != null && facts.undoable()
                ? new Step.Undo(part, how + "; its before-retry runs first")
                : new Step.Ask(part, how);
    }

    private static boolean inserts(StatementKind kind) {
        return kind == StatementKind.INSERT_SELECT || kind == StatementKind.INSERT_DATA;
    }

    private static Step byWord(Word word, boolean undo, String option) {
        boolean skip = word == Word.SKIP && !undo;
        return skip
                ? new Step.Settle(new Settlement.TakenAsCompleted(), "is taken as completed (" + option + " skip)")
                : new Step.Settle(new Settlement.Discarded(), "is run again (" + option + " run)");
    }
}
