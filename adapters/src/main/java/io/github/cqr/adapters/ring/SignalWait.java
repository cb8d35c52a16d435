package io.github.cqr.adapters.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Waits without spinning, for the publisher and for other consumers alike. The Disruptor's own blocking strategy sleeps while nothing is
 * published, but spins while an earlier consumer works; the executor waits behind Valkey's acknowledgement most of its life. So whoever
 * advances a sequence, publisher or {@link Station}, signals here.
 */
final class SignalWait implements WaitStrategy {
    /** A safety net only: every advance signals. */
    private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(500);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        if (available(cursor, dependent) < sequence) {
            lock.lock();
            try {
                while (available(cursor, dependent) < sequence) {
                    barrier.checkAlert();
                    long _ = advanced.awaitNanos(LONGEST_NAP);
                }
            } finally {
                lock.unlock();
            }
        }
        return available(cursor, dependent);
    }

    @Override
    public void signalAllWhenBlocking() {
        lock.lock();
        try {
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@code condition} holds or {@code nanos} have passed; says whether it holds. The condition is looked at after each
     * signal.
     */
    boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = advanced.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A consumer that was left behind reads as infinitely far; nothing past the cursor is there to be taken. */
    private static long available(Sequence cursor, Sequence dependent) {
        return Math.min(cursor.get(), dependent.get());
    }
}
