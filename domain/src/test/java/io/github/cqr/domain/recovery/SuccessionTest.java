package io.github.cqr.domain.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.recovery.Succession.Facts;
import io.github.cqr.domain.recovery.Succession.Step;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuccessionTest {
    private static final Partial UNKNOWN_REST = new Partial(
            new OpenIntent("q", 4, new StatementId("ab", 1), "n", 1, Instant.EPOCH, 0, null, true),
            new Leftover.Unknown("it may work on"), "UNFINISHED");

    private final Succession succession = new Succession(null, null, _ -> Leftover.nothing());

    @Test
    void aPersonIsAskedAboutASchemaChangeThatMayHaveGoneOn() {
        Step step = succession.decide(UNKNOWN_REST, new Facts(StatementKind.SCHEMA, false, false));
        assertTrue(assertInstanceOf(Step.Ask.class, step).words().contains("UNFINISHED"), step.words());
    }

    @Test
    void oneThatDoesNoHarmByItsOwnWordsIsRunAgain() {
        Step step = succession.decide(UNKNOWN_REST, new Facts(StatementKind.SCHEMA, true, false));
        assertInstanceOf(Settlement.Pending.class, assertInstanceOf(Step.Settle.class, step).settlement());
    }

    @Test
    void whatIsNoLongerInTheScriptIsAlwaysAskedAbout() {
        assertInstanceOf(Step.Ask.class, succession.decide(UNKNOWN_REST, null));
    }

    private static OpenIntent on(String node, String queryId) {
        return new OpenIntent(queryId, 4, new StatementId("ab", 1), node, 1, Instant.EPOCH, 0, null, true);
    }

    @Test
    void partsOnTwoNodesAreAskedAboutAndPartsOnOneAreUndone() {
        var undo = new Step.Undo(new Settlement.LeftPart(new Leftover.Rows(3, true, Map.of()), "m"), "w");
        var pending = new Step.Settle(new Settlement.Pending(), "never started");
        Map<OpenIntent, Step> oneNode = Map.of(on("a", "1"), undo, on("a", "2"), undo, on("b", "3"), pending);
        var asItIs = new Succession.Steps(oneNode, false);
        assertEquals(asItIs, Succession.undoneInOnePlace(oneNode, Set.of("a")));
        assertEquals(asItIs, Succession.undoneInOnePlace(oneNode, Set.of()));
        for (Succession.Steps asked : List.of(Succession.undoneInOnePlace(oneNode, Set.of("b")),
                Succession.undoneInOnePlace(Map.of(on("a", "1"), undo, on("b", "2"), undo), Set.of()))) {
            assertTrue(asked.inSeveralPlaces());
            asked.steps().forEach((intent, step) -> {
                if (!step.equals(pending)) {
                    Step.Ask ask = assertInstanceOf(Step.Ask.class, step, intent.queryId());
                    assertNull(ask.part(), "its intent stays open");
                    assertTrue(ask.words().contains(" on a") && ask.words().contains(" on b"), ask.words());
                }
            });
        }
    }
}
