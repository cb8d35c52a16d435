package io.github.cqr.domain.recovery;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
}
