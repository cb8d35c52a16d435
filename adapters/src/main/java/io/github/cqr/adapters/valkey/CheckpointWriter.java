package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes intents and outcomes as events arrive.
 *
 * <p>While all is well the ring's thread writes, and waits for Valkey at the end of each batch of events: an event is let through only
 * when Valkey has it. What cannot be written within {@link #BATCH_LIMIT} makes the writer degraded: from then on the ring's thread only
 * adds to the backlog, and a thread of the writer's own tries to write it, at each further outcome (PRD, Error Handling) and every
 * {@link #RETRY_PAUSE}. When nothing is owed any more the ring's thread takes over again. A renewal of the lease that finds Valkey's last
 * writes lost mends them ({@link #mended}). One thread writes at a time.
 */
final class CheckpointWriter implements EventSink {
    /** How long an event may be held up. */
    static final Duration BATCH_LIMIT = Duration.ofSeconds(1);
    /** Pause between two tries to write what is owed. */
    static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    /** How long {@link #close} tries to write what is owed. */
    static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** How long one try to write what is owed may take. */
    static final Duration RETRY_LIMIT = Duration.ofSeconds(2);

    private final RunKeeper run;
    private final OwedWrites owed;
    private final Inbox inbox;
    private final String server;
    private final long touchNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean degraded;
    private boolean hurry;
    private boolean closed;
    private @Nullable Thread retrier;
    private long lastWriteNanos = System.nanoTime();

    CheckpointWriter(Lease lease, OwedWrites owed, Link link, Inbox inbox) {
        this.run = lease.run();
        this.owed = owed;
        this.inbox = inbox;
        this.server = link.address().display();
        this.touchNanos = Math.min(run.ttl().toNanos() / 4, Duration.ofMinutes(10).toNanos());
    }

    @Override
    public void onEvent(Envelope envelope, boolean endOfBatch) {
        try {
            if (take(envelope, endOfBatch)) {
                flush();
            }
        } catch (RuntimeException e) {
            degrade("the checkpoint writer met an error of its own: " + e);
        }
    }

    /** Adds what the event writes to the backlog; true when it is for this thread to write it now. */
    private boolean take(Envelope envelope, boolean endOfBatch) {
        Write write = Write.of(envelope, run.keys());
        lock.lock();
        try {
            if (write == null && !degraded && System.nanoTime() - lastWriteNanos > touchNanos) {
                write = Write.touch(envelope.seq(), run.keys());
            }
            if (write != null) {
                lastWriteNanos = System.nanoTime();
                owed.add(write);
            }
            if (degraded && write != null && isOutcome(envelope.event())) {
                hurry = true;
                wake.signal();
            }
            return endOfBatch && !degraded && owed.size() > 0;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOutcome(RunEvent event) {
        return event instanceof RunEvent.Completed || event instanceof RunEvent.Failed
                || event instanceof RunEvent.Cancelled;
    }

    private void flush() {
        String failure = owed.write(System.nanoTime() + BATCH_LIMIT.toNanos());
        if (failure != null) {
            degrade(failure);
        }
    }

    private void degrade(String failure) {
        lock.lock();
        try {
            if (degraded || closed) {
                return;
            }
            degraded = true;
            inbox.put(new RunInput.CheckpointsDown("checkpoints cannot be written to " + server + ": " + failure));
            retrier = Thread.ofVirtual().name("valkey retry").start(this::retry);
        } finally {
            lock.unlock();
        }
    }

    /** Tries until nothing is owed, or until the writer is closed. */
    private void retry() {
        while (awaitNextTry()) {
            String failure;
            try {
                failure = owed.write(System.nanoTime() + RETRY_LIMIT.toNanos());
            } catch (RuntimeException e) {
                failure = e.toString(); // the next try may do better; the outage is reported already
            }
            if (failure == null && restored()) {
                return;
            }
        }
    }

    private boolean awaitNextTry() {
        lock.lock();
        try {
            long left = RETRY_PAUSE.toNanos();
            while (left > 0 && !hurry && !closed) {
                left = wake.awaitNanos(left);
            }
            hurry = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the outage unless more is owed meanwhile. */
    private boolean restored() {
        lock.lock();
        try {
            if (owed.size() > 0) {
                hurry = true;
                return false;
            }
            degraded = false;
            retrier = null;
            inbox.put(new RunInput.CheckpointsUp()); // within the lock, so that no later outage is told before it
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether something is owed that may have been let through to ClickHouse already. */
    boolean owing() {
        lock.lock();
        try {
            return degraded || (closed && owed.size() > 0);
        } finally {
            lock.unlock();
        }
    }

    /** Number in Valkey of the last write that it acknowledged. */
    long anchor() {
        return owed.anchor();
    }

    /** How many writes are owed. */
    int owed() {
        return owed.size();
    }

    /** See {@link OwedWrites#mended}; what could not be written is tried again in the background. */
    String mended(Supplier<String> ask) {
        return owed.mended(ask, this::degrade);
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        Thread running;
        lock.lock();
        try {
            closed = true;
            wake.signal();
            running = retrier;
        } finally {
            lock.unlock();
        }
        try {
            boolean alone = running == null || running.join(RETRY_LIMIT.plus(RETRY_PAUSE));
            while (alone && owed.write(deadline) != null && System.nanoTime() + RETRY_PAUSE.toNanos() < deadline) {
                TimeUnit.NANOSECONDS.sleep(RETRY_PAUSE.toNanos());
            }
        } catch (RuntimeException e) {
            // What could not be written is still counted as owed; a sink does not throw.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            owed.close();
        }
    }
}
