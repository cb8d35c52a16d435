package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** An inbox that keeps everything in order and lets a test wait for what it wants. */
final class Reports implements Inbox {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<RunInput> all = new ArrayList<>();

    @Override
    public void put(RunInput input) {
        lock.lock();
        try {
            all.add(input);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Everything so far. */
    List<RunInput> all() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    /** Everything of one kind so far. */
    <T extends RunInput> List<T> all(Class<T> kind) {
        return all().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The final reports of one attempt. */
    List<ExecutionReport> ends(String queryId) {
        return all(RunInput.Execution.class).stream()
                .map(RunInput.Execution::report)
                .filter(r -> r.queryId().equals(queryId) && !(r instanceof ExecutionReport.Progressed))
                .toList();
    }

    /** Waits for the final report of one attempt. */
    ExecutionReport end(String queryId) {
        await(_ -> !ends(queryId).isEmpty(), "end of " + queryId);
        return ends(queryId).getFirst();
    }

    /** Waits for the final report of one attempt, which must be of that kind. */
    <T extends ExecutionReport> T end(String queryId, Class<T> kind) {
        ExecutionReport end = end(queryId);
        if (!kind.isInstance(end)) {
            throw new AssertionError("not " + kind.getSimpleName() + ": " + end);
        }
        return kind.cast(end);
    }

    /** Waits until the attempt was seen running. */
    ExecutionReport.Progressed progress(String queryId, Predicate<ExecutionReport.Progressed> wanted) {
        return (ExecutionReport.Progressed) ((RunInput.Execution) await(
                input -> input instanceof RunInput.Execution(ExecutionReport.Progressed p)
                        && p.queryId().equals(queryId) && wanted.test(p),
                "progress of " + queryId)).report();
    }

    /** Waits for an input of that kind. */
    RunInput await(Predicate<RunInput> wanted, String what) {
        long left = LIMIT.toNanos();
        lock.lock();
        try {
            while (true) {
                for (RunInput input : all) {
                    if (wanted.test(input)) {
                        return input;
                    }
                }
                if (left <= 0) {
                    throw new AssertionError("no " + what + " within " + LIMIT + "; got " + all);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }
}
