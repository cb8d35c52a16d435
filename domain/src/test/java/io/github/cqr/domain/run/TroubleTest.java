package io.github.cqr.domain.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.policy.RetryPolicy;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.run.RunSettings.OnNodeLoss;
import io.github.cqr.domain.run.RunSettings.Resilience;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Retries, before-retry, adoption, detachment, lost nodes, slow statements and the lease, one decision at a time. */
class TroubleTest {
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofSeconds(10), Duration.ofSeconds(40), 1);
    private static final Leftover ROWS = new Leftover.Rows(5, true, Map.of());

    private static RunHarness harness(String script, Resilience resilience) {
        return harness(script, settings -> RunHarness.with(settings, resilience));
    }

    private static RunHarness harness(String script, UnaryOperator<RunSettings> adjust) {
        return new RunHarness(Script.of(script), new BitSet(), adjust);
    }

    private static Resilience retrying() {
        return new Resilience(TWICE, OnNodeLoss.STOP, null, null, null);
    }

    private static List<RunEvent> fail(RunHarness h, int ordinal, int code, Leftover left) {
        return h.put(new RunInput.Execution(new ExecutionReport.Failed(h.queryId(ordinal),
                new Failure.Server(code, "SOME_ERROR", "text"), Counters.NONE, left, Duration.ofMillis(5))));
    }

    private static List<RunEvent> tick(RunHarness h, Duration time) {
        h.pass(time);
        return h.put(new RunInput.Tick());
    }

    private static List<RunEvent> doubt(RunHarness h, int ordinal) {
        return h.put(new RunInput.Execution(new ExecutionReport.OutcomeUnknown(h.queryId(ordinal),
                "its server was restarted since", Duration.ofMillis(5))));
    }

    @Test
    void whatOnlyReadsIsTriedAgainWhenNobodyKnowsHowItEnded() {
        RunHarness h = harness("INSERT INTO t SELECT 0; SELECT 1", retrying());
        var scheduled = assertInstanceOf(RunEvent.RetryScheduled.class, doubt(h, 1).getFirst());
        assertEquals("its server was restarted since", scheduled.failure().message());
        assertNull(h.run.state().stopReason());
        tick(h, Duration.ofSeconds(11));
        assertEquals(2, h.events(RunEvent.Dispatched.class).getLast().attempt().number());
        assertInstanceOf(RunEvent.OutcomeUnknown.class, doubt(h, 0).getFirst());
        assertEquals(StopReason.OUTCOME_UNKNOWN, h.run.state().stopReason());
        assertInstanceOf(RunEvent.OutcomeUnknown.class, doubt(h, 1).getFirst(),
                "nothing is tried again in a run that stops");
    }

    @Test
    void withoutRetriesItStopsTheRunAsBefore() {
        RunHarness h = harness("SELECT 0; SELECT 1", Resilience.PLAIN);
        assertInstanceOf(RunEvent.OutcomeUnknown.class, doubt(h, 1).getFirst());
        assertEquals(StopReason.OUTCOME_UNKNOWN, h.run.state().stopReason());
    }

    @Test
    void aFailureThatMayPassIsTriedAgainAfterItsPauseUnderANewQueryIdOnAnotherNode() {
        RunHarness h = harness("INSERT INTO t SELECT 0; SELECT 1; SELECT 2; SELECT 3", retrying());
        String first = h.queryId(0);
        List<RunEvent> news = fail(h, 0, 241, Leftover.nothing());
        var scheduled = assertInstanceOf(RunEvent.RetryScheduled.class, news.getFirst());
        assertTrue(scheduled.delay().compareTo(Duration.ofSeconds(5)) >= 0, scheduled.toString());
        assertEquals(List.of(1, 2), h.running(), "others pass what waits");
        h.succeed(1);
        h.succeed(2);
        tick(h, Duration.ofSeconds(11));
        assertEquals(List.of(3, 0), h.running());
        var again = h.events(RunEvent.Dispatched.class).getLast();
        assertEquals(2, again.attempt().number());
        assertEquals("b", again.attempt().node());
        assertTrue(!again.attempt().queryId().equals(first));
        h.succeed(0);
        h.succeed(3);
        h.settle();
        assertTrue(h.run.finished());
        assertEquals(4, h.run.state().counts().completed());
        assertEquals(1, h.run.state().retried());
        assertEquals(h.folded(), h.run.state().snapshot());
    }

    @Test
    void whenTheTriesAreUsedUpTheRunStops() {
        RunHarness h = harness("INSERT INTO t SELECT 0", retrying());
        for (int i = 0; i < 2; i++) {
            fail(h, 0, 241, Leftover.nothing());
            tick(h, Duration.ofSeconds(41));
        }
        assertInstanceOf(RunEvent.Failed.class, fail(h, 0, 241, Leftover.nothing()).getFirst());
        assertEquals(StopReason.STATEMENT_FAILED, h.run.state().stopReason());
    }

    @Test
    void aBarrierBehindAWaitingRetryWaitsToo() {
        RunHarness h = harness("INSERT INTO t SELECT 0; CREATE TABLE x (a Int8) ENGINE = Memory; SELECT 2",
                retrying());
        fail(h, 0, 241, Leftover.nothing());
        assertEquals(List.of(), h.running());
        tick(h, Duration.ofSeconds(11));
        assertEquals(List.of(0), h.running());
        h.succeed(0);
        assertEquals(List.of(1), h.running());
    }

    @Test
    void aRetryKeepsTheSessionThatItsStatementHadAtFirst() {
        RunHarness h = harness("SET a = 1; INSERT INTO t SELECT 0; SET a = 2; SELECT 3", retrying());
        h.succeed(0);
        assertEquals(List.of(1, 2), h.running());
        fail(h, 1, 241, Leftover.nothing());
        h.succeed(2);
        h.succeed(3);
        tick(h, Duration.ofSeconds(11));
        assertEquals("1", h.events(RunEvent.Dispatched.class).getLast().session().settings().get("a"));
    }

    @Test
    void whatStayedIsUndoneOnItsNodeAndAloneBeforeTheStatementRunsThereAgain() {
        RunHarness h = harness("""
                -- cqr: before-retry=ALTER TABLE t DROP PARTITION 1
                -- cqr: before-retry=ALTER TABLE u DROP PARTITION 1
                INSERT INTO t SELECT 0;
                SELECT 1; SELECT 2; SELECT 3""", retrying());
        fail(h, 0, 241, ROWS);
        h.succeed(1);
        h.succeed(2);
        tick(h, Duration.ofSeconds(11));
        assertEquals(List.of(3), h.running(), "undoing waits for what runs");
        h.succeed(3);
        var undo = h.events(RunEvent.Dispatched.class).getLast();
        assertEquals("ALTER TABLE t DROP PARTITION 1", undo.sql());
        assertEquals(1, undo.attempt().undo());
        assertEquals("a", undo.attempt().node());
        h.succeed(0);
        assertEquals("ALTER TABLE u DROP PARTITION 1", h.events(RunEvent.Dispatched.class).getLast().sql());
        assertEquals(3, h.run.state().counts().completed(), "an undoing is no statement");
        h.succeed(0);
        var again = h.events(RunEvent.Dispatched.class).getLast();
        assertEquals("INSERT INTO t SELECT 0", again.sql());
        assertEquals("a", again.attempt().node());
        assertEquals(0, again.attempt().undo());
        h.succeed(0);
        h.settle();
        assertEquals(4, h.run.state().counts().completed());
        assertEquals(h.folded(), h.run.state().snapshot());
    }

    @Test
    void whatStayedAndCannotBeUndoneStopsTheRun() {
        RunHarness h = harness("INSERT INTO t SELECT 0", retrying());
        var news = fail(h, 0, 241, ROWS);
        assertInstanceOf(RunEvent.Failed.class, news.getFirst());
        var stop = assertInstanceOf(RunEvent.StopRequested.class, news.get(1));
        assertTrue(stop.message().contains("it left 5 rows behind"), stop.message());
    }

    @Test
    void aFailedUndoingStopsTheRunAndIsNotTriedAgain() {
        RunHarness h = harness("-- cqr: before-retry=ALTER TABLE t DROP PARTITION 1\nINSERT INTO t SELECT 0",
                retrying());
        fail(h, 0, 241, ROWS);
        tick(h, Duration.ofSeconds(11));
        assertInstanceOf(RunEvent.Failed.class, fail(h, 0, 241, Leftover.nothing()).getFirst());
        assertEquals(StopReason.STATEMENT_FAILED, h.run.state().stopReason());
    }

    @Test
    void whatAnEarlierRunLeftOfAStatementIsUndoneFirst() {
        Script script = Script.of("-- cqr: before-retry=ALTER TABLE t DROP PARTITION 1\nINSERT INTO t SELECT 0");
        Run run = new Run(RunHarness.settings(1, 0));
        var now = new io.github.cqr.domain.port.TimeSource.Now(RunHarness.START, 0);
        run.handle(new RunInput.Begin(), now);
        var events = run.handle(new RunInput.Offer(script.get(0), false, new RunInput.Remains.Partial("b")), now);
        var undo = assertInstanceOf(RunEvent.Dispatched.class, events.getFirst().event());
        assertEquals("b", undo.attempt().node());
        assertEquals(1, undo.attempt().undo());
    }

    @Test
    void whatRunsStillIsAdoptedAndHoldsItsSlotAndBarriersWaitForIt() {
        Script script = Script.of("INSERT INTO t SELECT 0; CREATE TABLE x (a Int8) ENGINE = Memory");
        Run run = new Run(RunHarness.settings(2, 0));
        var now = new io.github.cqr.domain.port.TimeSource.Now(RunHarness.START, 0);
        run.handle(new RunInput.Begin(), now);
        var attempt = new Attempt(1, "b", "cqr-run-before-0-1");
        var events = run.handle(
                new RunInput.Offer(script.get(0), false, new RunInput.Remains.Running(attempt, Instant.EPOCH)), now);
        assertInstanceOf(RunEvent.Adopted.class, events.getFirst().event());
        assertEquals(List.of(), run.handle(new RunInput.Offer(script.get(1), false), now));
        assertEquals(1, run.state().running("b"));
        run.handle(new RunInput.Execution(
                new ExecutionReport.Succeeded(attempt.queryId(), Counters.NONE, Duration.ofMillis(5))), now);
        assertEquals(1, run.state().counts().completed());
        assertEquals(1, run.state().inFlight().getFirst().statement().ordinal());
    }

    @Test
    void detachLeavesRunningWhatTheServerCanFinishAndWaitsForUploads() {
        RunHarness h = harness("INSERT INTO t SELECT 0; INSERT INTO t VALUES (1)",
                s -> RunHarness.with(s, 2, 2, false, RunSettings.OnInterrupt.DETACH, RunSettings.Barriers.SCHEMA));
        h.put(new RunInput.Interrupt(false, "SIGINT"));
        assertEquals(1, h.events(RunEvent.Detached.class).size());
        assertEquals(List.of(1), h.running());
        h.succeed(1);
        h.settle();
        assertTrue(h.run.finished());
        assertEquals(1, h.run.state().detached());
        assertEquals(0, h.events(RunEvent.CancelRequested.class).size());
    }

    @Test
    void aLostNodeIsPassedOverUntilItAnswersAgain() {
        RunHarness h = harness("SELECT 0; SELECT 1; SELECT 2; SELECT 3; SELECT 4",
                new Resilience(RetryPolicy.NEVER, OnNodeLoss.CONTINUE, null, null, null));
        h.put(new RunInput.NodeDown("b", "it refuses connections"));
        assertNull(h.run.state().stopReason());
        h.succeed(0);
        assertEquals(List.of("b", "a"), h.nodes());
        h.notSent(1);
        assertEquals(List.of("a", "a"), h.nodes());
        h.put(new RunInput.NodeUp("b"));
        h.succeed(1);
        assertEquals(List.of("a", "b"), h.nodes());
        assertEquals(h.folded(), h.run.state().snapshot());
    }

    @Test
    void slowAndStuckStatementsAreToldOfOnce() {
        RunHarness h = harness("SELECT 0", new Resilience(RetryPolicy.NEVER, OnNodeLoss.STOP, null,
                Duration.ofSeconds(60), Duration.ofSeconds(30)));
        tick(h, Duration.ZERO);
        assertEquals(List.of(RunEvent.StatementStuck.class), types(tick(h, Duration.ofSeconds(31))));
        assertEquals(List.of(), tick(h, Duration.ofSeconds(1)));
        h.put(new RunInput.Execution(new ExecutionReport.Progressed(h.queryId(0), new Counters(1, 0, 0, 0, 0),
                Duration.ofSeconds(32))));
        assertEquals(List.of(RunEvent.StatementSlow.class), types(tick(h, Duration.ofSeconds(28))));
        assertEquals(List.of(RunEvent.StatementStuck.class), types(tick(h, Duration.ofSeconds(31))));
        assertEquals(List.of(), tick(h, Duration.ofSeconds(100)));
    }

    @Test
    void withoutTheFenceAStatementIsBoundToNoServer() {
        RunHarness h = harness("SELECT 0; SELECT 1; SELECT 2", new Resilience(RetryPolicy.NEVER, OnNodeLoss.STOP, null,
                null, null, false));
        h.put(new RunInput.NodeSeen("a", new ServerBoot("id", Instant.EPOCH)));
        h.put(new RunInput.NodeSeen("b", new ServerBoot("id", Instant.EPOCH)));
        h.succeed(0);
        assertEquals(2, h.events(RunEvent.NodeIdentified.class).size());
        assertNull(h.events(RunEvent.Dispatched.class).getLast().server());
    }

    @Test
    void nothingIsDispatchedUnlessTheLeaseIsRenewedInTime() {
        RunHarness h = harness("SELECT 0; SELECT 1; SELECT 2",
                new Resilience(RetryPolicy.NEVER, OnNodeLoss.STOP, LeaseTrust.TRUSTED, null, null));
        assertEquals(List.of(), h.running());
        h.put(new RunInput.LeaseRenewed(h.now()));
        assertEquals(List.of(0, 1), h.running());
        h.pass(Duration.ofSeconds(50));
        h.succeed(0);
        assertEquals(List.of(1), h.running());
        h.put(new RunInput.LeaseRenewed(h.now()));
        assertEquals(List.of(1, 2), h.running());
        assertEquals(List.of("lease_overdue", "lease_renewed"),
                h.events(RunEvent.Warning.class).stream().map(RunEvent.Warning::code).toList());
    }

    @Test
    void aLostLeaseStopsTheRunWithTheCodeOfTheStore() {
        RunHarness h = harness("SELECT 0; SELECT 1; SELECT 2",
                new Resilience(RetryPolicy.NEVER, OnNodeLoss.STOP, LeaseTrust.TRUSTED, null, null));
        h.put(new RunInput.LeaseRenewed(h.now()));
        h.put(new RunInput.LeaseLost("another runner has it"));
        h.succeed(0);
        h.succeed(1);
        h.settle();
        var end = assertInstanceOf(RunEvent.RunFinished.class, h.last());
        assertEquals(ExitCodes.CHECKPOINT_STORE, end.exitCode());
    }

    @Test
    void aStatementIsBoundToTheLifeOfItsServerAndKnowsWhetherTheLogTellsOfIt() {
        RunHarness h = harness("SELECT 0; SELECT 1 SETTINGS log_queries = 0", Resilience.PLAIN);
        assertNull(h.events(RunEvent.Dispatched.class).getFirst().server());
        assertTrue(!h.events(RunEvent.Dispatched.class).get(1).traced());
        var server = new ServerBoot("id", Instant.EPOCH);
        h.put(new RunInput.NodeSeen("a", server));
        h.put(new RunInput.NodeSeen("a", new ServerBoot("id", Instant.EPOCH.plusSeconds(1))));
        assertEquals(1, h.events(RunEvent.NodeIdentified.class).size(), "the same life is told once");
        h.notSent(0);
        var again = h.events(RunEvent.Dispatched.class).getLast();
        assertEquals(again.attempt().node().equals("a") ? server : null, again.server());
        assertTrue(again.traced());
    }

    private static List<Class<?>> types(List<RunEvent> events) {
        return events.stream().<Class<?>>map(Object::getClass).toList();
    }
}
