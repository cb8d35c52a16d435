package io.github.cqr.adapters.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.adapters.local.SystemTimeSource;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.run.Run;
import io.github.cqr.domain.run.RunState;
import io.github.cqr.domain.script.Position;
import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.Statement;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RunLoopTest {
    private final RunInbox inbox = new RunInbox();
    private final Fakes.Sink log = new Fakes.Sink();
    private final Fakes.Sink checkpoints = new Fakes.Sink();

    private RunState go(List<Statement> planned, BitSet done, Fakes.Source source, QueryExecutor executor,
            UnaryOperator<EventRingBuilder> more) throws InterruptedException {
        EventRing ring = more.apply(EventRing.builder(inbox, executor).size(64).stallLimit(Duration.ofSeconds(1))
                .eventLog(log).checkpoints(checkpoints)).start();
        try (ring) {
            Run run = new Run(Fakes.settings(planned.size(), done.cardinality(), 4));
            return new RunLoop(run, inbox, source, Fakes.index(planned), done, Map.of(), new SystemTimeSource(), ring)
                    .run();
        }
    }

    private RunState go(List<Statement> planned, Fakes.Source source) throws InterruptedException {
        return go(planned, new BitSet(), source, new Fakes.Executor(inbox), b -> b);
    }

    private void checkLogFoldsTo(RunState live) {
        RunState folded = new RunState();
        log.events.forEach(folded::apply);
        assertEquals(live.snapshot(), folded.snapshot());
        assertEquals(log.events, checkpoints.events);
        assertEquals(0, log.outOfOrder);
    }

    @Test
    void aRunSkipsWhatIsDoneRunsTheRestAndLosesNothing() throws InterruptedException {
        List<Statement> statements = Fakes.statements(5_000);
        BitSet done = new BitSet();
        done.set(0, 4_000);
        Fakes.Source source = new Fakes.Source(statements);
        Fakes.Executor executor = new Fakes.Executor(inbox);
        RunState state = go(statements, done, source, executor, b -> b);
        assertEquals(RunOutcome.COMPLETED, state.outcome());
        assertEquals(4_000, state.counts().skipped());
        assertEquals(1_000, state.counts().completed());
        assertEquals(1_000, executor.started.size());
        assertInstanceOf(RunEvent.RunFinished.class, log.events.getLast().event());
        Fakes.await(source.closed);
        checkLogFoldsTo(state);
    }

    @Test
    void frontEndsThatThrowOrHangNeitherStallNorKillTheRun() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Fakes.Sink hanging = new Fakes.Sink(envelope -> {
            if (envelope.seq() == 50) {
                Fakes.await(never);
            }
        });
        Fakes.Sink throwing = new Fakes.Sink(envelope -> {
            if (envelope.seq() == 70) {
                throw new IllegalStateException("no terminal");
            }
        });
        List<Statement> statements = Fakes.statements(2_000);
        RunState state = go(statements, new BitSet(), new Fakes.Source(statements), new Fakes.Executor(inbox),
                b -> b.observer("screen", hanging).observer("lines", throwing));
        assertEquals(RunOutcome.COMPLETED, state.outcome());
        assertEquals(2_000, state.counts().completed());
        long lost = log.seen().stream().filter(e -> e instanceof RunEvent.Warning w && w.code().equals("sink_lost"))
                .count();
        assertEquals(2, lost);
        checkLogFoldsTo(state);
        never.countDown();
    }

    @Test
    void aStatementThatIsNotThePlannedOneStopsTheRun() throws InterruptedException {
        List<Statement> planned = Fakes.statements(10);
        List<Statement> changed = new java.util.ArrayList<>(planned);
        changed.set(7, Fakes.statement(7, "INSERT INTO other SELECT 7"));
        RunState state = go(planned, new Fakes.Source(changed));
        assertEquals(StopReason.SCRIPT_CHANGED, state.stopReason());
        assertTrue(state.counts().completed() <= 7, () -> state.counts().toString());
        assertStopMessage("the script was changed while it runs: statement 7 (line 8) is not the one");
        checkLogFoldsTo(state);
    }

    @Test
    void aScriptThatShrankStopsTheRun() throws InterruptedException {
        List<Statement> planned = Fakes.statements(10);
        assertEquals(StopReason.SCRIPT_CHANGED, go(planned, new Fakes.Source(planned.subList(0, 9))).stopReason());
        assertStopMessage("it ends after 9 statements, at the start it had 10");
    }

    @Test
    void aScriptThatGrewStopsTheRun() throws InterruptedException {
        List<Statement> planned = Fakes.statements(10);
        assertEquals(StopReason.SCRIPT_CHANGED, go(planned, new Fakes.Source(Fakes.statements(11))).stopReason());
        assertStopMessage("statement 10 (line 11) is not the one");
    }

    @Test
    void aScriptThatCannotBeReadOnStopsTheRun() throws InterruptedException {
        List<Statement> planned = Fakes.statements(10);
        var broken = new ScriptException("a quote is not closed", new Position(5, 3, 99));
        RunState state = go(planned, new Fakes.Source(planned.subList(0, 4), broken));
        assertEquals(StopReason.SCRIPT_CHANGED, state.stopReason());
        assertStopMessage("line 5, column 3: a quote is not closed");
    }

    @Test
    void aReaderThatBreaksStopsTheRun() throws InterruptedException {
        List<Statement> planned = Fakes.statements(10);
        RunState state = go(planned,
                new Fakes.Source(planned.subList(0, 4),
                        new java.io.UncheckedIOException(new java.io.IOException("I/O error"))));
        assertEquals(StopReason.SCRIPT_CHANGED, state.stopReason());
        assertStopMessage("I/O error");
    }

    @Test
    void newsOfAWriteAheadSinkAtTheVeryEndComesBeforeTheEnd() throws InterruptedException {
        AtomicBoolean told = new AtomicBoolean();
        List<Statement> planned = Fakes.statements(3);
        Fakes.Sink late = new Fakes.Sink(envelope -> {
            if (envelope.event() instanceof RunEvent.Completed c && c.statement().ordinal() == 2
                    && told.compareAndSet(false, true)) {
                inbox.put(new RunInput.CheckpointsDown("away"));
                inbox.put(new RunInput.CheckpointsUp());
            }
        });
        RunState state = go(planned, new BitSet(), new Fakes.Source(planned), new Fakes.Executor(inbox),
                b -> b.checkpoints(late));
        assertEquals(RunOutcome.COMPLETED, state.outcome());
        assertEquals(1, log.seen().stream().filter(e -> e instanceof RunEvent.CheckpointRestored).count());
        checkLogFoldsTo(state);
    }

    @Test
    void anInterruptKillsWhatRunsAndEndsTheRun() throws InterruptedException {
        List<Statement> planned = Fakes.statements(100);
        CountDownLatch running = new CountDownLatch(4);
        Fakes.Executor executor = new Fakes.Executor(inbox, _ -> {
            running.countDown();
            return false;
        });
        Thread operator = Thread.startVirtualThread(() -> {
            Fakes.await(running);
            inbox.put(new RunInput.Interrupt(false, "SIGINT"));
        });
        RunState state = go(planned, new BitSet(), new Fakes.Source(planned), executor, b -> b);
        operator.join();
        assertEquals(RunOutcome.STOPPED, state.outcome());
        assertEquals(StopReason.INTERRUPTED, state.stopReason());
        assertEquals(4, state.counts().cancelled());
        checkLogFoldsTo(state);
    }

    @Test
    void statementsThatCannotBeRecordedAreNotSentAndTheRunEndsWithTheStoreLost() throws InterruptedException {
        List<Statement> planned = Fakes.statements(100);
        Fakes.Executor executor = new Fakes.Executor(inbox);
        Run run = new Run(
                new io.github.cqr.domain.run.RunSettings("run", "inst", "gen", "1.0", "a.sql", 100, 0, List.of("n1"),
                        4, 4, io.github.cqr.domain.session.SessionContext.EMPTY,
                        io.github.cqr.domain.run.RunSettings.Barriers.NONE, false,
                        io.github.cqr.domain.run.RunSettings.OnInterrupt.CANCEL, null, Duration.ofMillis(400),
                        io.github.cqr.domain.run.RunSettings.Resilience.PLAIN));
        Fakes.Sink brokenLog = new Fakes.Sink(_ -> {
            throw new IllegalStateException("disk full");
        });
        Fakes.Sink brokenStore = new Fakes.Sink(_ -> {
            throw new IllegalStateException("gone");
        });
        Fakes.Sink seen = new Fakes.Sink();
        RunState state;
        try (EventRing ring = EventRing.builder(inbox, executor).eventLog(brokenLog).checkpoints(brokenStore)
                .observer("seen", seen).start()) {
            state = new RunLoop(run, inbox, new Fakes.Source(planned), Fakes.index(planned), new BitSet(), Map.of(),
                    new SystemTimeSource(), ring).run();
        }
        assertEquals(0, executor.started.size());
        assertEquals(RunOutcome.CHECKPOINT_STORE_LOST, state.outcome());
        assertEquals(0, state.inFlight().size());
        assertEquals(100, state.counts().remaining());
    }

    private void assertStopMessage(String part) {
        List<String> said = log.seen().stream().filter(e -> e instanceof RunEvent.StopRequested)
                .map(e -> ((RunEvent.StopRequested) e).message()).toList();
        assertEquals(1, said.size());
        assertTrue(said.getFirst().contains(part), said::toString);
    }
}
