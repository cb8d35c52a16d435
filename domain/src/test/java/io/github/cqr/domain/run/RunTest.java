package io.github.cqr.domain.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.policy.RetryPolicy;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.run.RunSettings.Barriers;
import io.github.cqr.domain.run.RunSettings.OnInterrupt;
import io.github.cqr.domain.run.RunSettings.Resilience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the run decides, input by input. */
class RunTest {
    private RunHarness h = RunHarness.of(new Script());

    @AfterEach
    void foldOfTheLogIsTheLiveState() {
        assertEquals(h.run.state().snapshot(), h.folded());
    }

    private static RunHarness with(Script script, int concurrency, int perNode, boolean cancelOnFailure,
            OnInterrupt onInterrupt) {
        return new RunHarness(script, new BitSet(),
                s -> RunHarness.with(s, concurrency, perNode, cancelOnFailure, onInterrupt, Barriers.SCHEMA));
    }

    private RunEvent.RunFinished finished() {
        return assertInstanceOf(RunEvent.RunFinished.class, h.last());
    }

    @Test
    void dispatchesInFileOrderUpToTheConcurrencyAndRoundRobin() {
        h = with(Script.inserts(6), 3, Integer.MAX_VALUE, false, OnInterrupt.CANCEL);
        assertEquals(List.of(0, 1, 2), h.running());
        assertEquals(List.of("a", "b", "a"), h.nodes());
        h.succeed(1);
        assertEquals(List.of(0, 2, 3), h.running());
        assertEquals(List.of("a", "a", "b"), h.nodes());
    }

    @Test
    void passesOverANodeAtItsLimit() {
        h = with(Script.inserts(6), 4, 1, false, OnInterrupt.CANCEL);
        assertEquals(List.of("a", "b"), h.nodes());
        h.succeed(1);
        assertEquals(List.of("a", "b"), h.nodes(), "b has room, a has not");
    }

    @Test
    void aPinnedStatementWaitsForItsNodeAndLeavesTheCycleAlone() {
        h = with(new Script().pinned("b").insert().insert().pinned("b"), 4, 1, false, OnInterrupt.CANCEL);
        assertEquals(List.of("b", "a"), h.nodes());
        h.succeed(0);
        assertEquals(List.of(1, 2), h.running());
        assertEquals(List.of("a", "b"), h.nodes());
    }

    @Test
    void skipsWhatIsDoneAndEndsWhenAllIsCompleted() {
        var done = new BitSet();
        done.set(0);
        done.set(2);
        h = new RunHarness(Script.inserts(4), done, UnaryOperator.identity());
        assertEquals(List.of(1, 3), h.running());
        assertEquals(List.of(0, 2),
                h.events(RunEvent.Skipped.class).stream().map(e -> e.statement().ordinal()).toList());
        h.succeed(3);
        assertFalse(h.run.readyToFinish());
        h.succeed(1);
        assertTrue(h.run.readyToFinish());
        h.settle();
        assertEquals(RunOutcome.COMPLETED, finished().outcome());
        assertEquals(0, finished().exitCode());
        assertEquals(0, finished().counts().remaining());
    }

    @Test
    void aSchemaChangeWaitsForAllBeforeItAndRunsAlone() {
        h = with(new Script().insert().insert().schema().insert(), 4, 4, false, OnInterrupt.CANCEL);
        assertEquals(List.of(0, 1), h.running());
        h.succeed(0);
        assertEquals(List.of(1), h.running());
        h.succeed(1);
        assertEquals(List.of(2), h.running());
        h.succeed(2);
        assertEquals(List.of(3), h.running());
    }

    @Test
    void withoutBarriersOnlyMarkedStatementsRunAlone() {
        h = new RunHarness(new Script().insert().schema().barrier().insert(), new BitSet(),
                s -> RunHarness.with(s, 4, 4, false, OnInterrupt.CANCEL, Barriers.NONE));
        assertEquals(List.of(0, 1), h.running());
        h.succeed(0);
        h.succeed(1);
        assertEquals(List.of(2), h.running());
    }

    @Test
    void setAndUseHoldForEverythingBehindThemOnEveryNode() {
        h = with(new Script().insert().set("SET max_threads = 3").use("other").insert().insert(), 4, 4, false,
                OnInterrupt.CANCEL);
        assertEquals(List.of(0, 1), h.running(), "a SET need not wait for what is before it, all behind it waits");
        h.succeed(1);
        h.succeed(2);
        assertEquals(List.of(0, 3, 4), h.running());
        var sessions = h.events(RunEvent.Dispatched.class).stream().map(RunEvent.Dispatched::session).toList();
        assertTrue(sessions.getFirst().settings().isEmpty());
        assertEquals("3", sessions.get(3).settings().get("max_threads"));
        assertEquals("other", sessions.get(4).database());
    }

    @Test
    void aFailureStopsDispatchingAndLetsTheRestFinish() {
        h = with(Script.inserts(5), 2, 2, false, OnInterrupt.CANCEL);
        h.fail(0);
        assertEquals(List.of(1), h.running());
        assertTrue(h.events(RunEvent.CancelRequested.class).isEmpty());
        h.settle();
        assertFalse(h.run.finished(), "statement 1 still runs");
        h.succeed(1);
        h.settle();
        assertEquals(RunOutcome.FAILED, finished().outcome());
        assertEquals(1, finished().exitCode());
        assertEquals(3, finished().counts().remaining() - finished().counts().failed());
    }

    @Test
    void aFailureCancelsTheRestIfAsked() {
        h = with(Script.inserts(5), 3, 3, true, OnInterrupt.CANCEL);
        h.fail(1);
        assertEquals(List.of(0, 2),
                h.events(RunEvent.CancelRequested.class).stream().map(e -> e.statement().ordinal()).toList());
        h.killed(0);
        h.succeed(2);
        h.settle();
        assertEquals(1, finished().exitCode());
        assertEquals(1, finished().counts().cancelled());
        assertEquals(1, finished().counts().completed(), "the server's answer decides, not the kill");
    }

    @Test
    void aPauseHoldsBackAndAResumeGoesOn() {
        h = with(Script.inserts(4), 2, 2, false, OnInterrupt.CANCEL);
        h.put(new RunInput.Pause("keyboard"));
        h.put(new RunInput.Pause("keyboard"));
        h.succeed(0);
        assertEquals(List.of(1), h.running());
        h.put(new RunInput.Resume("keyboard"));
        assertEquals(List.of(1, 2), h.running());
        assertEquals(1, h.events(RunEvent.Paused.class).size());
    }

    @Test
    void concurrencyCanChangeWhileItRuns() {
        h = with(Script.inserts(8), 2, 8, false, OnInterrupt.CANCEL);
        h.put(new RunInput.SetConcurrency(4, "keyboard"));
        assertEquals(4, h.running().size());
        h.put(new RunInput.SetConcurrency(1, "keyboard"));
        h.succeed(0);
        h.succeed(1);
        h.succeed(2);
        assertEquals(List.of(3), h.running());
    }

    @Test
    void whatWasNotSentIsDispatchedAgainUnderAnotherQueryId() {
        h = with(Script.inserts(3), 2, 2, false, OnInterrupt.CANCEL);
        String before = h.queryId(0);
        h.notSent(0);
        assertEquals(List.of(1, 0), h.running());
        assertFalse(before.equals(h.queryId(0)));
    }

    @Test
    void aSetThatWasNotSentStillHoldsBackWhatFollows() {
        h = with(new Script().set("SET max_threads = 3").insert(), 2, 2, false, OnInterrupt.CANCEL);
        h.notSent(0);
        assertEquals(List.of(0), h.running());
        h.succeed(0);
        assertEquals("3", h.events(RunEvent.Dispatched.class).getLast().session().settings().get("max_threads"));
    }

    @Test
    void anInterruptCancelsOrDrains() {
        h = with(Script.inserts(4), 2, 2, false, OnInterrupt.DRAIN);
        h.put(new RunInput.Interrupt(false, "SIGINT"));
        assertTrue(h.events(RunEvent.CancelRequested.class).isEmpty());
        h.succeed(0);
        h.succeed(1);
        h.settle();
        assertEquals(130, finished().exitCode());

        h = with(Script.inserts(4), 2, 2, false, OnInterrupt.CANCEL);
        h.put(new RunInput.Interrupt(true, "SIGTERM"));
        assertEquals(2, h.events(RunEvent.CancelRequested.class).size());
        h.killed(0);
        h.killed(1);
        h.settle();
        assertEquals(143, finished().exitCode());
        assertEquals(RunOutcome.STOPPED, finished().outcome());
    }

    @Test
    void whatDoesNotDieIsLeftToItsNode() {
        h = with(Script.inserts(4), 2, 2, false, OnInterrupt.CANCEL);
        h.put(new RunInput.Interrupt(false, "SIGINT"));
        h.killed(0);
        h.pass(Run.KILL_PATIENCE.minusSeconds(1));
        h.put(new RunInput.Tick());
        assertEquals(List.of(), h.events(RunEvent.Detached.class));
        h.pass(Duration.ofSeconds(1));
        h.put(new RunInput.Tick());
        assertEquals(List.of("it was killed and has not ended within 60 s"),
                h.events(RunEvent.Detached.class).stream().map(RunEvent.Detached::reason).toList());
        h.settle();
        assertEquals(130, finished().exitCode());
        assertEquals(1, h.run.state().detached());
    }

    @Test
    void aStatementThatIsCancelledByItselfIsWaitedFor() {
        h = with(Script.inserts(4), 2, 2, false, OnInterrupt.DRAIN);
        h.put(new RunInput.CancelStatement(0, "keyboard"));
        h.put(new RunInput.Interrupt(false, "SIGINT"));
        h.pass(Run.KILL_PATIENCE.multipliedBy(2));
        h.put(new RunInput.Tick());
        assertEquals(List.of(), h.events(RunEvent.Detached.class));
    }

    @Test
    void aLostNodeStopsTheRun() {
        h.put(new RunInput.NodeDown("a", "too early to matter"));
        h = with(Script.inserts(4), 2, 2, false, OnInterrupt.CANCEL);
        h.put(new RunInput.NodeDown("a", "connection refused"));
        h.notSent(0);
        h.succeed(1);
        h.settle();
        assertEquals(1, finished().exitCode());
        assertEquals(StopReason.NODE_LOST, h.run.state().stopReason());
    }

    @Test
    void anUnknownOutcomeNeedsAPerson() {
        h = with(Script.inserts(4), 1, 1, false, OnInterrupt.CANCEL);
        h.unknown(0);
        h.settle();
        assertEquals(4, finished().exitCode());
        assertEquals(1, finished().counts().unknown());
    }

    @Test
    void aShortCheckpointOutageLosesNothing() {
        h = with(Script.inserts(3), 1, 1, false, OnInterrupt.CANCEL);
        h.put(new RunInput.CheckpointsDown("connection refused"));
        h.succeed(0);
        h.pass(Duration.ofSeconds(10));
        h.succeed(1);
        h.put(new RunInput.CheckpointsUp());
        assertEquals(Duration.ofSeconds(10), h.events(RunEvent.CheckpointRestored.class).getFirst().outage());
        h.pass(Duration.ofSeconds(40));
        h.put(new RunInput.Tick());
        h.succeed(2);
        h.settle();
        assertEquals(0, finished().exitCode());
    }

    @Test
    void aLongCheckpointOutageStopsTheRunAfterWhatRunsIsDone() {
        h = with(Script.inserts(3), 1, 1, false, OnInterrupt.CANCEL);
        h.put(new RunInput.CheckpointsDown("connection refused"));
        h.pass(Duration.ofMillis(29_999));
        h.put(new RunInput.Tick());
        assertTrue(h.events(RunEvent.StopRequested.class).isEmpty());
        h.pass(Duration.ofMillis(1));
        h.put(new RunInput.Tick());
        assertFalse(h.run.readyToFinish(), "statement 0 still runs");
        h.succeed(0);
        h.settle();
        assertEquals(3, finished().exitCode());
    }

    @Test
    void theRunDoesNotEndWhileOutcomesAreOwed() {
        h = with(Script.inserts(1), 1, 1, false, OnInterrupt.CANCEL);
        h.put(new RunInput.CheckpointsDown("connection refused"));
        h.succeed(0);
        h.settle();
        assertFalse(h.run.finished(), "the outcome of statement 0 is not in the store");
        h.put(new RunInput.CheckpointsUp());
        h.settle();
        assertEquals(0, finished().exitCode());
    }

    @Test
    void withNeitherCheckpointsNorEventLogNothingIsDispatched() {
        h = with(Script.inserts(3), 1, 1, false, OnInterrupt.CANCEL);
        h.put(new RunInput.EventLogDown("no space left on device"));
        h.succeed(0);
        assertEquals(List.of(1), h.running());
        h.put(new RunInput.CheckpointsDown("connection refused"));
        h.succeed(1);
        assertEquals(List.of(), h.running());
        h.put(new RunInput.CheckpointsUp());
        assertEquals(List.of(2), h.running());
    }

    @Test
    void withoutAnEventLogThatIsRequiredNothingMoreIsDispatched() {
        h = with(Script.inserts(3), 1, 1, false, OnInterrupt.CANCEL);
        h.put(new RunInput.EventLogDown("no space left on device", true));
        h.succeed(0);
        assertEquals(List.of(), h.running());
        h.settle();
        assertEquals(1, finished().exitCode());
        assertEquals(1, finished().counts().completed());
    }

    @Test
    void aChangedScriptStopsTheRun() {
        h.put(new RunInput.ScriptBroken("backfill.sql changed while it runs"));
        h.settle();
        assertEquals(1, finished().exitCode());
    }

    @Test
    void lateAndRepeatedReportsAreIgnored() {
        h = with(Script.inserts(2), 1, 1, false, OnInterrupt.CANCEL);
        String first = h.queryId(0);
        h.succeed(0);
        var again = new ExecutionReport.Succeeded(first, Counters.NONE, Duration.ZERO);
        assertTrue(h.put(new RunInput.Execution(again)).isEmpty());
        assertEquals(1, h.run.state().counts().completed());
    }

    @Test
    void progressIsFoldedIntoWhatRuns() {
        h = RunHarness.of(Script.inserts(1));
        var counters = new Counters(5, 10, 40, 2, 1000);
        h.put(new RunInput.Execution(new ExecutionReport.Progressed(h.queryId(0), counters, Duration.ofSeconds(1))));
        assertEquals(counters, h.run.state().inFlight().getFirst().counters());
    }

    @Test
    void theOperatorCanCancelOneStatement() {
        h = with(Script.inserts(3), 2, 2, false, OnInterrupt.CANCEL);
        h.put(new RunInput.CancelStatement(1, "keyboard"));
        assertEquals(1, h.events(RunEvent.CancelRequested.class).size());
        h.killed(1);
        h.succeed(0);
        h.settle();
        assertEquals(130, finished().exitCode());
    }

    @Test
    void nothingIsDispatchedBeforeAllThatRunsStillIsKnown() {
        Script script = new Script().insert().barrier().insert();
        var run = new Run(RunHarness.settings(3, 0));
        List<Envelope> events = new ArrayList<>(run.handle(new RunInput.Begin(1), h.now()));
        events.addAll(run.handle(new RunInput.Offer(script.get(0), true), h.now()));
        events.addAll(run.handle(new RunInput.Offer(script.get(1), false), h.now()));
        assertEquals(0, run.state().running(), "the barrier would not have waited for statement 2, which runs");
        events.addAll(run.handle(new RunInput.Offer(script.get(2), false,
                new RunInput.Remains.Running(new Attempt(1, "a", "q"), RunHarness.START)), h.now()));
        assertEquals(1, run.state().running());
        events.addAll(run.handle(new RunInput.Execution(
                new ExecutionReport.Succeeded("q", Counters.NONE, Duration.ZERO)), h.now()));
        assertEquals(1, run.state().inFlight().getFirst().statement().ordinal());
        assertEquals(1, events.stream().filter(e -> e.event() instanceof RunEvent.Skipped).count());
    }

    @Test
    void anAdoptedStatementIsTriedAgainWithWhatIsSetBeforeItAndNotBehindIt() {
        Script script = new Script().set("SET max_threads = 3").insert().set("SET max_threads = 4").insert();
        var retries = new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 0);
        var run = new Run(RunHarness.with(RunHarness.settings(4, 0),
                new Resilience(retries, RunSettings.OnNodeLoss.STOP, null, null, null)));
        List<Envelope> events = new ArrayList<>(run.handle(new RunInput.Begin(1), h.now()));
        for (int i = 0; i < script.size(); i++) {
            RunInput.Remains remains = i == 1
                    ? new RunInput.Remains.Running(new Attempt(1, "a", "q"), RunHarness.START)
                    : null;
            events.addAll(run.handle(new RunInput.Offer(script.get(i), false, remains), h.now()));
        }
        succeedSets(run, events);
        succeedSets(run, events);
        events.addAll(run.handle(new RunInput.Execution(new ExecutionReport.Failed("q",
                new Failure.Server(202, "TOO_MANY_SIMULTANEOUS_QUERIES", "later"), Counters.NONE, Leftover.nothing(),
                Duration.ZERO)), h.now()));
        h.pass(Duration.ofSeconds(2));
        events.addAll(run.handle(new RunInput.Tick(), h.now()));
        RunEvent.Dispatched again = events.stream().map(Envelope::event).filter(RunEvent.Dispatched.class::isInstance)
                .map(RunEvent.Dispatched.class::cast).filter(d -> d.statement().ordinal() == 1).findFirst()
                .orElseThrow();
        assertEquals("3", again.session().settings().get("max_threads"));
    }

    private void succeedSets(Run run, List<Envelope> events) {
        run.state().inFlight().stream().filter(f -> f.statement().changesSession()).forEach(f -> events.addAll(
                run.handle(new RunInput.Execution(new ExecutionReport.Succeeded(f.attempt().queryId(), Counters.NONE,
                        Duration.ZERO)), h.now())));
    }

    @Test
    void whatCannotBeSentAgainAndAgainIsNotTriedWithoutAPause() {
        h = with(Script.inserts(2), 1, 1, false, OnInterrupt.CANCEL);
        h.notSent(0);
        h.notSent(0);
        assertEquals(List.of(), h.running());
        h.pass(Duration.ofMillis(500));
        h.put(new RunInput.Tick());
        assertEquals(List.of(0), h.running());
    }

    @Test
    void memoryStaysFlatHoweverLongTheScriptIs() {
        h = with(Script.inserts(10_000), 2, 2, false, OnInterrupt.CANCEL);
        assertFalse(h.run.wantsStatements(), "the run holds a bounded part of the script");
        int next = 0;
        while (h.run.state().running() > 0) {
            h.succeed(next);
            next++;
        }
        assertEquals(10_000, h.run.state().counts().completed());
    }
}
