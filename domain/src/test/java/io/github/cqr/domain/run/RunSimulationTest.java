package io.github.cqr.domain.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.run.RunSettings.Barriers;
import io.github.cqr.domain.run.RunSettings.OnInterrupt;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Thousands of seeded schedules of a run: random scripts, random orders of success, failure, refusal, outage, pause and operator commands.
 * After every input the run's promises are checked. A seed that fails is named and fails again.
 */
class RunSimulationTest {
    private static final int SCHEDULES = Integer.getInteger("cqr.simulation.schedules", 3_000);

    @Test
    void everyScheduleKeepsThePromises() {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            try {
                new Schedule(seed).play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** One schedule: everything in it follows from its seed. */
    private static final class Schedule {
        private final SplittableRandom random;
        private final Script script = new Script();
        private final BitSet done = new BitSet();
        private final int perNode;
        private final RunHarness h;
        private final Set<Integer> taken = new HashSet<>();
        private int lastDispatched = -1;
        private int eventsSeen;

        Schedule(long seed) {
            random = new SplittableRandom(seed);
            int size = random.nextInt(40);
            for (int i = 0; i < size; i++) {
                addStatement();
                if (random.nextInt(4) == 0 && !changesSession(i)) {
                    done.set(i);
                }
            }
            int concurrency = 1 + random.nextInt(5);
            perNode = 1 + random.nextInt(4);
            h = new RunHarness(script, done, s -> RunHarness.with(s, concurrency, perNode, random.nextBoolean(),
                    random.nextBoolean() ? OnInterrupt.CANCEL : OnInterrupt.DRAIN, Barriers.SCHEMA));
        }

        private void addStatement() {
            switch (random.nextInt(10)) {
                case 0 -> script.schema();
                case 1 -> script.set("SET max_threads = " + random.nextInt(1, 9));
                case 2 -> script.use("db" + random.nextInt(3));
                case 3 -> script.pinned(random.nextBoolean() ? "a" : "b");
                case 4 -> script.barrier();
                default -> script.insert();
            }
        }

        private boolean changesSession(int ordinal) {
            return switch (script.get(ordinal).kind()) {
                case SET, USE -> true;
                default -> false;
            };
        }

        void play() {
            check();
            int steps = 0;
            while (!h.run.finished()) {
                assertTrue(steps++ < 10_000, "the run does not end");
                step();
                check();
            }
            end();
        }

        private void step() {
            if (h.run.readyToFinish() && random.nextInt(3) > 0) {
                h.settle();
                return;
            }
            h.pass(Duration.ofMillis(random.nextInt(2_000)));
            List<Integer> running = h.running();
            if (!running.isEmpty() && random.nextInt(10) < 7) {
                answer(running.get(random.nextInt(running.size())));
                return;
            }
            h.put(disturbance());
        }

        private void answer(int ordinal) {
            switch (random.nextInt(40)) {
                case 0 -> h.fail(ordinal);
                case 1 -> h.unknown(ordinal);
                case 2 -> h.killed(ordinal);
                case 3, 4 -> {
                    taken.remove(ordinal);
                    lastDispatched = Math.min(lastDispatched, ordinal - 1);
                    h.notSent(ordinal);
                }
                default -> h.succeed(ordinal);
            }
        }

        private RunInput disturbance() {
            return switch (random.nextInt(60)) {
                case 0 -> new RunInput.Interrupt(random.nextBoolean(), "SIGNAL");
                case 1 -> new RunInput.NodeDown("a", "gone");
                case 2 -> new RunInput.DrainAndStop("keyboard");
                case 3 -> new RunInput.CancelAndStop("keyboard");
                case 4 -> new RunInput.CancelStatement(random.nextInt(40), "keyboard");
                case 5 -> new RunInput.EventLogDown("disk full", random.nextBoolean());
                case 6, 7, 8 -> new RunInput.CheckpointsDown("refused");
                case 9, 10, 11, 12, 13 -> new RunInput.Pause("keyboard");
                case 14, 15 -> new RunInput.SetConcurrency(random.nextInt(6), "keyboard");
                case 16, 17, 18, 19, 20, 21, 22, 23, 24, 25 -> new RunInput.Resume("keyboard");
                case 26, 27, 28, 29, 30, 31, 32, 33, 34, 35 -> new RunInput.CheckpointsUp();
                case 36 -> new RunInput.Settled();
                default -> new RunInput.Tick();
            };
        }

        /** Checks each new event against what a run may do, and the state against its bounds. */
        private void check() {
            for (; eventsSeen < h.log.size(); eventsSeen++) {
                var envelope = h.log.get(eventsSeen);
                assertEquals(eventsSeen + 1L, envelope.seq());
                if (envelope.event() instanceof RunEvent.Dispatched d) {
                    dispatched(d);
                } else if (envelope.event() instanceof RunEvent.Skipped s) {
                    assertTrue(done.get(s.statement().ordinal()), "only what is done is skipped");
                }
            }
            for (String node : List.of("a", "b")) {
                assertTrue(h.run.state().running(node) <= perNode, "per-node bound");
            }
            assertEquals(h.run.state().snapshot(), h.folded());
        }

        private void dispatched(RunEvent.Dispatched d) {
            int ordinal = d.statement().ordinal();
            assertTrue(!done.get(ordinal), "what is done is not run again");
            assertTrue(taken.add(ordinal), "statement " + ordinal + " is dispatched once");
            assertTrue(ordinal > lastDispatched, "dispatch is in file order");
            assertEquals(-1, firstUnfinishedBarrierBefore(ordinal), "nothing overtakes a barrier, a SET or a USE");
            lastDispatched = ordinal;
            String pinned = script.get(ordinal).directives().node();
            assertTrue(pinned == null || pinned.equals(d.attempt().node()), "a pinned statement is on its node");
        }

        private int firstUnfinishedBarrierBefore(int ordinal) {
            Set<Integer> completed = new HashSet<>();
            for (var envelope : h.log.subList(0, eventsSeen)) {
                if (envelope.event() instanceof RunEvent.Completed c) {
                    completed.add(c.statement().ordinal());
                }
            }
            for (int i = 0; i < ordinal; i++) {
                boolean holds = changesSession(i) || script.get(i).directives().barrier()
                        || script.get(i).kind() == io.github.cqr.domain.script.StatementKind.SCHEMA;
                if (holds && !done.get(i) && !completed.contains(i)) {
                    return i;
                }
            }
            return -1;
        }

        private void end() {
            var end = (RunEvent.RunFinished) h.last();
            var counts = end.counts();
            assertEquals(0, h.run.state().running());
            if (end.outcome() == RunOutcome.COMPLETED) {
                assertEquals(script.size(), counts.completed() + counts.skipped(), "nothing is lost");
                assertEquals(0, end.exitCode());
            } else {
                assertTrue(end.exitCode() != 0, "a run that did not complete says so");
            }
            assertEquals(h.events(RunEvent.Completed.class).size(), counts.completed());
        }
    }
}
