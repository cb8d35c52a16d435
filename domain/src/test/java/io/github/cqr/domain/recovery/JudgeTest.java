package io.github.cqr.domain.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.port.NodeInspector.Sighting;
import io.github.cqr.domain.port.NodeInspector.Sightings;
import io.github.cqr.domain.port.NodeInspector.State;
import io.github.cqr.domain.recovery.Succession.Facts;
import io.github.cqr.domain.recovery.Succession.Step;
import io.github.cqr.domain.recovery.Succession.Word;
import io.github.cqr.domain.recovery.Verdict.Prospect;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {
    private static final Instant BOOT = Instant.parse("2026-02-09T14:30:00Z");
    private static final ServerBoot LIFE = new ServerBoot("s1", BOOT);
    private static final Failure FAILURE = new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", "too much");
    private static final Facts INSERT = new Facts(StatementKind.INSERT_SELECT, false, false);
    private static final Facts UNDOABLE = new Facts(StatementKind.INSERT_SELECT, false, true);

    private static Sightings nothing(ServerBoot server, @Nullable String doubt) {
        return new Sightings(server, Map.of(), doubt);
    }

    private static Sightings showing(State state) {
        return new Sightings(LIFE, Map.of("q", new Sighting("q", state, Counters.NONE, Duration.ofSeconds(1), BOOT,
                state == State.FAILED ? FAILURE : null, null)), null);
    }

    private static Verdict judge(boolean traced, boolean fenced, Sightings seen) {
        return Judge.judge("q", LIFE, traced, fenced, seen);
    }

    @Test
    void whatTheNodeShowsIsBelieved() {
        assertInstanceOf(Verdict.Running.class, judge(true, true, showing(State.RUNNING)));
        assertInstanceOf(Verdict.Completed.class, judge(true, true, showing(State.FINISHED)));
        assertInstanceOf(Verdict.Failed.class, judge(true, true, showing(State.FAILED)));
        assertTrue(unknown(judge(true, true, showing(State.LOST))).over());
    }

    @Test
    void absenceIsProofOnlyIfAllOfItHolds() {
        assertInstanceOf(Verdict.NeverStarted.class, judge(true, true, nothing(LIFE, null)));
        assertTrue(unknown(judge(false, true, nothing(LIFE, null))).over());
        assertTrue(!unknown(judge(true, false, nothing(LIFE, null))).over());
        assertTrue(unknown(judge(true, true, nothing(LIFE, "the probe is missing"))).over());
        assertTrue(unknown(judge(true, true, nothing(new ServerBoot("s1", BOOT.plusSeconds(60)), null))).over());
        assertTrue(unknown(judge(true, true, nothing(new ServerBoot("s2", BOOT), null))).over());
        assertTrue(!unknown(Judge.judge("q", null, true, true, nothing(LIFE, null))).over());
    }

    @Test
    void onlyARestartOfItsServerIsBeyondEveryLaterLook() {
        var restarted = new ServerBoot("s1", BOOT.plusSeconds(60));
        assertEquals(Prospect.LASTING, unknown(judge(true, true, nothing(restarted, null))).prospect());
        assertEquals(Prospect.MAY_COME, unknown(judge(true, false, nothing(restarted, null))).prospect());
        assertEquals(Prospect.LASTING,
                unknown(judge(true, true, new Sightings(restarted, showing(State.LOST).queries(), null))).prospect());
        // The one that it was meant for may answer again, and its log may lag.
        assertEquals(Prospect.OVER, unknown(judge(true, true, nothing(new ServerBoot("s2", BOOT), null))).prospect());
        assertEquals(Prospect.OVER, unknown(judge(true, true, showing(State.LOST))).prospect());
        assertEquals(Prospect.OVER, unknown(judge(true, true, nothing(LIFE, "it lags"))).prospect());
    }

    @Test
    void twoReadingsOfOneLifeMayDifferByTwoSeconds() {
        assertInstanceOf(Verdict.NeverStarted.class,
                judge(true, true, nothing(new ServerBoot("s1", BOOT.plusSeconds(2)), null)));
        assertInstanceOf(Verdict.Unknown.class,
                judge(true, true, nothing(new ServerBoot("s1", BOOT.minusSeconds(3)), null)));
    }

    @ParameterizedTest
    @EnumSource(StatementKind.class)
    void aFailureInTheLogIsNotBelievedOfWhatWorksOnInTheBackground(StatementKind kind) {
        Verdict failed = judge(true, true, showing(State.FAILED));
        boolean background = kind == StatementKind.SCHEMA || kind == StatementKind.OTHER;
        Verdict believed = Judge.forKind(failed, kind);
        assertEquals(background, believed instanceof Verdict.Unknown);
        assertEquals(!background, believed instanceof Verdict.Failed);
    }

    private static Verdict.Unknown unknown(Verdict verdict) {
        return assertInstanceOf(Verdict.Unknown.class, verdict);
    }

    private static Step decide(Verdict verdict, @Nullable Facts facts, int undo, Leftover left,
            @Nullable Word onUnknown,
            @Nullable Word onPartial) {
        var intent = new OpenIntent("q", 3, new StatementId("h".repeat(64), 1), "a", 1, BOOT, undo, LIFE, true);
        return new Succession(onUnknown, onPartial, _ -> left).decide(intent, verdict, facts);
    }

    private static Step decide(Verdict verdict, Facts facts, Leftover left) {
        return decide(verdict, facts, 0, left, null, null);
    }

    private static final Verdict FAILED = new Verdict.Failed(FAILURE, Counters.NONE, BOOT, Duration.ZERO);
    private static final Verdict IN_DOUBT = new Verdict.Unknown("nobody knows", Prospect.OVER);
    private static final Leftover ROWS = new Leftover.Rows(5, true, Map.of());

    private static Settlement settled(Step step) {
        return assertInstanceOf(Step.Settle.class, step).settlement();
    }

    @Test
    void aFailedInsertIsPendingWhenNothingStayedElseUndoneElseAskedAbout() {
        assertInstanceOf(Settlement.Failed.class, settled(decide(FAILED, INSERT, Leftover.nothing())));
        assertInstanceOf(Step.Undo.class, decide(FAILED, UNDOABLE, ROWS));
        assertEquals(new Settlement.LeftPart(ROWS, "too much"),
                assertInstanceOf(Step.Ask.class, decide(FAILED, INSERT, ROWS)).part());
        assertInstanceOf(Settlement.Discarded.class, settled(decide(FAILED, INSERT, 0, ROWS, null, Word.RUN)));
        assertInstanceOf(Settlement.TakenAsCompleted.class, settled(decide(FAILED, INSERT, 0, ROWS, null, Word.SKIP)));
    }

    @Test
    void whatIsUnknownIsAskedAboutUnlessItIsHarmlessOrUndoableOrAnswered() {
        assertInstanceOf(Step.Ask.class, decide(IN_DOUBT, INSERT, ROWS));
        assertInstanceOf(Step.Undo.class, decide(IN_DOUBT, UNDOABLE, ROWS));
        assertInstanceOf(Step.Ask.class,
                decide(new Verdict.Unknown("may still come", Prospect.MAY_COME), UNDOABLE, ROWS));
        assertInstanceOf(Step.Ask.class, decide(IN_DOUBT, null, 0, ROWS, null, null));
        assertInstanceOf(Settlement.Pending.class,
                settled(decide(IN_DOUBT, new Facts(StatementKind.SELECT, true, false), ROWS)));
        assertInstanceOf(Settlement.Discarded.class, settled(decide(IN_DOUBT, INSERT, 0, ROWS, Word.RUN, null)));
        assertInstanceOf(Settlement.TakenAsCompleted.class,
                settled(decide(IN_DOUBT, INSERT, 0, ROWS, Word.SKIP, null)));
    }

    @Test
    void anUndoingThatIsOverIsDoneAgainAndOneInDoubtIsAskedAbout() {
        Verdict done = new Verdict.Completed(Counters.NONE, BOOT, Duration.ZERO);
        assertInstanceOf(Settlement.Pending.class, settled(decide(done, UNDOABLE, 1, ROWS, null, null)));
        assertInstanceOf(Step.Ask.class, decide(IN_DOUBT, UNDOABLE, 1, ROWS, null, null));
        assertInstanceOf(Settlement.Discarded.class, settled(decide(IN_DOUBT, UNDOABLE, 1, ROWS, Word.SKIP, null)));
    }

    @Test
    void whatRunsIsAdoptedUnlessTheScriptNoLongerHoldsIt() {
        Verdict running = new Verdict.Running(BOOT);
        assertInstanceOf(Step.Adopt.class, decide(running, INSERT, ROWS));
        assertInstanceOf(Step.Ask.class, decide(running, null, 0, ROWS, null, null));
    }
}
