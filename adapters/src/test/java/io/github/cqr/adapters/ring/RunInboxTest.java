package io.github.cqr.adapters.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunInboxTest {
    private static final long A_MINUTE = TimeUnit.MINUTES.toNanos(1);
    private final RunInbox inbox = new RunInbox();

    private static RunInput progress(String queryId, long rows) {
        return new RunInput.Execution(
                new ExecutionReport.Progressed(queryId, new Counters(rows, 0, 0, 0, 0), Duration.ZERO));
    }

    private static RunInput succeeded(String queryId) {
        return new RunInput.Execution(new ExecutionReport.Succeeded(queryId, Counters.NONE, Duration.ZERO));
    }

    private List<RunInput> take(long nanos) throws InterruptedException {
        List<RunInput> taken = new ArrayList<>();
        inbox.take(taken, nanos);
        return taken;
    }

    @Test
    void newerProgressTakesThePlaceOfOlderAndAllElseKeepsItsOrder() throws InterruptedException {
        inbox.put(progress("a", 1));
        inbox.put(new RunInput.Pause("k"));
        inbox.put(progress("b", 1));
        inbox.put(progress("a", 2));
        inbox.put(succeeded("a"));
        inbox.put(progress("a", 3));
        assertEquals(List.of(progress("a", 3), new RunInput.Pause("k"), progress("b", 1), succeeded("a")), take(0));
        assertEquals(List.of(), take(0));
        inbox.put(progress("a", 4));
        assertEquals(List.of(progress("a", 4)), take(A_MINUTE), "progress that was taken is not replaced any more");
    }

    @Test
    void aMillionProgressReportsOfFourStatementsTakeFourPlaces() throws InterruptedException {
        for (int i = 0; i < 1_000_000; i++) {
            inbox.put(progress("q" + i % 4, i));
        }
        assertEquals(4, take(0).size());
    }

    @Test
    void wakeEndsAWaitAlsoWhenItCameBeforeIt() throws InterruptedException {
        inbox.wake();
        assertEquals(List.of(), take(A_MINUTE));
        Thread waiter = Thread.startVirtualThread(() -> {
            try {
                take(A_MINUTE);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        inbox.wake();
        waiter.join();
        assertFalse(waiter.isAlive());
    }

    @Test
    void whatManyThreadsPutIsAllThereInEachThreadsOrder() throws InterruptedException {
        int threads = 8;
        int each = 5_000;
        List<Thread> putters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String by = "t" + t;
            putters.add(Thread.startVirtualThread(() -> {
                for (int i = 1; i <= each; i++) {
                    inbox.put(new RunInput.SetConcurrency(i, by));
                }
            }));
        }
        int[] last = new int[threads];
        int count = 0;
        while (count < threads * each) {
            for (RunInput input : take(A_MINUTE)) {
                RunInput.SetConcurrency c = (RunInput.SetConcurrency) input;
                int t = Integer.parseInt(c.by().substring(1));
                assertEquals(last[t] + 1, c.concurrency());
                last[t]++;
                count++;
            }
        }
        for (Thread putter : putters) {
            putter.join();
        }
        assertEquals(List.of(), take(0));
    }

    @Test
    void nothingIsRecordableWhileLogAndCheckpointsAreBothDown() {
        assertTrue(inbox.recordable());
        inbox.put(new RunInput.EventLogDown("disk full"));
        assertTrue(inbox.recordable());
        inbox.put(new RunInput.CheckpointsDown("gone"));
        assertFalse(inbox.recordable());
        inbox.put(new RunInput.CheckpointsUp());
        assertTrue(inbox.recordable());
    }
}
