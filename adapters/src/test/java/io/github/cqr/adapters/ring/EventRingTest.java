package io.github.cqr.adapters.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EventRingTest {
    private final RunInbox inbox = new RunInbox();

    private static List<Envelope> dispatches(int from, int to) {
        List<Envelope> events = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            events.add(Fakes.event(i, Fakes.dispatched(i)));
        }
        return events;
    }

    private List<RunInput> news() throws InterruptedException {
        List<RunInput> taken = new ArrayList<>();
        inbox.take(taken, 0);
        return taken;
    }

    @Test
    void aStatementStartsOnlyAfterBothWriteAheadSinksHaveAcknowledgedIt() throws InterruptedException {
        Fakes.Sink log = new Fakes.Sink();
        Fakes.Sink checkpoints = new Fakes.Sink();
        List<String> early = new CopyOnWriteArrayList<>();
        Fakes.Executor executor = new Fakes.Executor(inbox, dispatched -> {
            int seq = dispatched.statement().ordinal();
            if (log.acknowledged.get() < seq || checkpoints.acknowledged.get() < seq) {
                early.add(dispatched.attempt().queryId());
            }
            return false;
        });
        EventRing ring = EventRing.builder(inbox, executor).size(64).eventLog(log).checkpoints(checkpoints).start();
        for (int i = 1; i <= 20_000; i += 10) {
            ring.publish(dispatches(i, i + 9));
        }
        ring.close();
        assertEquals(List.of(), ring.failures());
        assertEquals(20_000, executor.started.size());
        assertEquals(List.of(), early);
    }

    @Test
    void nothingStartsWhileOneWriteAheadSinkIsStuckYetACancelGetsThrough() throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Fakes.Sink checkpoints = new Fakes.Sink(_ -> {
            reached.countDown();
            Fakes.await(release);
        });
        Fakes.Executor executor = new Fakes.Executor(inbox, _ -> false);
        EventRing ring = EventRing.builder(inbox, executor).eventLog(new Fakes.Sink()).checkpoints(checkpoints).start();
        ring.publish(dispatches(1, 1));
        Fakes.await(reached);
        ring.publish(List.of(Fakes.event(2, new RunEvent.CancelRequested(Fakes.ref(1), Fakes.attempt(1), "stop"))));
        executor.cancels.acquire();
        assertEquals(0, executor.starts.availablePermits());
        release.countDown();
        executor.starts.acquire();
        ring.close();
        assertEquals(List.of(), ring.failures());
    }

    @Test
    void aSinkThatThrowsIsOutAndTheOthersSeeEverything() throws InterruptedException {
        Fakes.Sink log = new Fakes.Sink();
        Fakes.Sink broken = new Fakes.Sink(envelope -> {
            if (envelope.seq() == 100) {
                throw new IllegalStateException("no pencil");
            }
        });
        Fakes.Sink worse = new Fakes.Sink(_ -> {
            throw new StackOverflowError();
        });
        Fakes.Executor executor = new Fakes.Executor(inbox, _ -> false);
        EventRing ring = EventRing.builder(inbox, executor).size(16).eventLog(log).observer("screen", broken)
                .observer("lines", worse).start();
        ring.publish(dispatches(1, 1000));
        ring.close();
        assertEquals(1000, log.events.size());
        assertEquals(1000, executor.started.size());
        assertEquals(99, broken.events.size());
        List<RunInput> news = news();
        assertEquals(2, news.size(), news::toString);
        assertTrue(news.contains(new RunInput.Notice("sink_lost",
                "screen stopped working, the run goes on without it: no pencil")), news::toString);
        assertEquals(0, broken.closed.getCount(), "a broken sink is closed like any other");
        assertEquals(List.of(), ring.failures());
    }

    @Test
    void withBothWriteAheadSinksBrokenNothingStartsAndEachIsReportedAsNotSent() throws InterruptedException {
        EventSink log = new Fakes.Sink(_ -> {
            throw new IllegalStateException("disk on fire");
        });
        EventSink checkpoints = new Fakes.Sink(_ -> {
            throw new IllegalStateException("no such host");
        });
        Fakes.Executor executor = new Fakes.Executor(inbox, _ -> false);
        EventRing ring = EventRing.builder(inbox, executor).eventLog(log).checkpoints(checkpoints).start();
        ring.publish(dispatches(1, 3));
        ring.close();
        assertEquals(0, executor.started.size());
        List<RunInput> news = news();
        assertTrue(news.contains(new RunInput.EventLogDown("event log stopped working: disk on fire")), news::toString);
        assertTrue(news.contains(new RunInput.CheckpointsDown("checkpoints stopped working: no such host")),
                news::toString);
        long notSent = news.stream().filter(input -> input instanceof RunInput.Execution(ExecutionReport.NotSent _))
                .count();
        assertEquals(3, notSent);
    }

    @Test
    void aSinkThatNeverComesBackIsLeftBehindAlsoWhenTheRingIsFull() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Fakes.Sink stuck = new Fakes.Sink(_ -> Fakes.await(release));
        Fakes.Sink log = new Fakes.Sink();
        Fakes.Executor executor = new Fakes.Executor(inbox, _ -> false);
        EventRing ring = EventRing.builder(inbox, executor).size(16).stallLimit(Duration.ofSeconds(1)).eventLog(log)
                .observer("screen", stuck).start();
        ring.publish(dispatches(1, 1000));
        ring.close();
        assertEquals(1000, log.events.size());
        assertEquals(1000, executor.started.size());
        assertEquals(List.of(new RunInput.Notice("sink_lost",
                "screen stopped working, the run goes on without it: it has been busy with one event for more than 1000 ms")),
                news());
        assertEquals(List.of("screen did not take all events"), ring.failures());
        release.countDown();
    }

    @Test
    void aStuckWriteAheadSinkOpensTheGateForTheOther() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Fakes.Sink stuck = new Fakes.Sink(_ -> Fakes.await(release));
        Fakes.Executor executor = new Fakes.Executor(inbox, _ -> false);
        EventRing ring = EventRing.builder(inbox, executor).stallLimit(Duration.ofSeconds(1)).eventLog(stuck)
                .checkpoints(new Fakes.Sink()).start();
        ring.publish(dispatches(1, 1));
        ring.awaitWriteAhead();
        executor.starts.acquire();
        List<RunInput> news = news();
        assertTrue(news.size() == 1 && news.getFirst() instanceof RunInput.EventLogDown, news::toString);
        release.countDown();
        ring.close();
    }

    @Test
    void aMillionEventsThroughASmallRingReachEverySinkInOrder() throws InterruptedException {
        int count = 1_000_000;
        class Counting extends Fakes.Sink {
            @Override
            void keep(Envelope envelope) {
                // a million events are counted, not kept
            }
        }
        List<Counting> sinks = List.of(new Counting(), new Counting(), new Counting(), new Counting());
        Fakes.Executor executor = new Fakes.Executor(inbox, _ -> false);
        EventRing ring = EventRing.builder(inbox, executor).size(1024).eventLog(sinks.get(0)).checkpoints(sinks.get(1))
                .observer("a", sinks.get(2)).observer("b", sinks.get(3)).start();
        RunEvent skipped = new RunEvent.Skipped(Fakes.ref(1));
        long begin = System.nanoTime();
        List<Envelope> batch = new ArrayList<>();
        for (int seq = 1; seq <= count; seq++) {
            batch.add(Fakes.event(seq, skipped));
            if (batch.size() == 100) {
                ring.publish(batch);
                batch.clear();
            }
        }
        ring.close();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("ring: %,d events to 4 sinks and 2 executor lines in %.2f s: %,.0f events/s%n", count,
                seconds,
                count / seconds);
        for (Counting sink : sinks) {
            assertEquals(count, sink.last());
            assertEquals(0, sink.outOfOrder);
            assertEquals(count, sink.acknowledged.get());
            assertEquals(0, sink.closed.getCount());
        }
        assertEquals(List.of(), ring.failures());
    }

    @Test
    void sinksCloseLastFirstAndEveryFailureIsCollected() throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        class Closing extends Fakes.Sink {
            private final String name;

            private Closing(String name) {
                this.name = name;
            }

            @Override
            public void close() {
                order.add(name);
                if (name.equals("screen")) {
                    Fakes.await(never);
                }
                if (name.equals("lines")) {
                    throw new IllegalStateException("stdout is gone");
                }
            }
        }
        EventRing ring = EventRing.builder(inbox, new Fakes.Executor(inbox)).closeLimit(Duration.ofSeconds(1))
                .eventLog(new Closing("log")).checkpoints(new Closing("checkpoints"))
                .observer("screen", new Closing("screen")).observer("lines", new Closing("lines")).start();
        ring.close();
        ring.close();
        assertEquals(List.of("lines", "screen", "checkpoints", "log"), order);
        assertEquals(List.of("lines could not be closed: stdout is gone", "screen did not close within 1 s"),
                ring.failures());
        never.countDown();
    }

    @Test
    void aStartThatThrowsHasAnUnknownOutcomeAndTheNextStartsAllTheSame() throws InterruptedException {
        Fakes.Executor executor = new Fakes.Executor(inbox, dispatched -> {
            if (dispatched.statement().ordinal() == 1) {
                throw new IllegalStateException("no thread");
            }
            return false;
        });
        EventRing ring = EventRing.builder(inbox, executor).start();
        ring.publish(dispatches(1, 2));
        ring.close();
        assertEquals(2, executor.started.size());
        assertEquals(List.of(new RunInput.Execution(
                new ExecutionReport.OutcomeUnknown("q1", "it could not be started: no thread", Duration.ZERO))),
                news());
    }

    @Test
    void sendingIsHeldByAPauseAndForGoodByAStop() throws InterruptedException {
        List<String> said = new CopyOnWriteArrayList<>();
        AtomicReference<Boolean> allowed = new AtomicReference<>(true);
        Fakes.Executor inner = new Fakes.Executor(inbox);
        var executor = new io.github.cqr.domain.port.QueryExecutor() {
            @Override
            public void start(RunEvent.Dispatched dispatched) {
                inner.start(dispatched);
            }

            @Override
            public void adopt(RunEvent.Adopted adopted) {
                inner.adopt(adopted);
            }

            @Override
            public void cancel(RunEvent.CancelRequested request) {
                throw new IllegalStateException("kill failed");
            }

            @Override
            public void allowSending(boolean may, String why) {
                said.add(may + " " + why);
                allowed.set(may);
            }

            @Override
            public void close() {}
        };
        EventRing ring = EventRing.builder(inbox, executor).start();
        ring.publish(List.of(Fakes.event(1, new RunEvent.Paused("key")), Fakes.event(2, new RunEvent.Resumed("key")),
                Fakes.event(3, new RunEvent.CancelRequested(Fakes.ref(1), Fakes.attempt(1), "stop")),
                Fakes.event(4, new RunEvent.StopRequested(StopReason.INTERRUPTED, "stopped by SIGINT")),
                Fakes.event(5, new RunEvent.Paused("key")), Fakes.event(6, new RunEvent.Resumed("key"))));
        ring.close();
        assertEquals(List.of("false paused by key", "true resumed by key", "false stopped by SIGINT"), said);
        assertFalse(allowed.get());
        assertEquals(List.of(
                new RunInput.Notice("order_failed", "an order to cancel or hold back failed: kill failed")), news());
    }

    @Test
    void theSizeMustBeAPowerOfTwo() {
        EventRingBuilder builder = EventRing.builder(inbox, new Fakes.Executor(inbox));
        assertThrows(IllegalArgumentException.class, () -> builder.size(1000));
        assertThrows(IllegalArgumentException.class, () -> builder.size(0));
    }
}
