package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static final Duration RETRY_LIMIT = Duration.ofSeconds(2);
    private static final int CHUNK = 1000;
    private static final int MOST_RECOVERIES = 3;

    private final RunKeeper run;
    private final Lease lease;
    private final Manifest manifest;
    private final Pipe pipe;
    private final Inbox inbox;
    private final String server;
    private final long touchNanos;

    /** Held by the thread that writes; taken before {@link #lock}. */
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final Backlog backlog;
    private boolean degraded;
    private boolean hurry;
    private boolean closed;
    private @Nullable Thread retrier;
    private long lastWriteNanos = System.nanoTime();

    /** @param manifest of the run as it stands in Valkey */
    CheckpointWriter(Lease lease, Manifest manifest, Link link, Inbox inbox) {
        this.run = lease.run();
        this.lease = lease;
        this.manifest = manifest;
        this.pipe = new Pipe(link.slot(), run);
        this.inbox = inbox;
        this.server = link.address().display();
        this.backlog = new Backlog(manifest.completed(), Backlog.REMEMBERED);
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
                backlog.add(write);
            }
            if (degraded && write != null && isOutcome(envelope.event())) {
                hurry = true;
                wake.signal();
            }
            return endOfBatch && !degraded && backlog.size() > 0;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOutcome(RunEvent event) {
        return event instanceof RunEvent.Completed || event instanceof RunEvent.Failed
                || event instanceof RunEvent.Cancelled;
    }

    private void flush() {
        String failure = writeOwed(System.nanoTime() + BATCH_LIMIT.toNanos());
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
                failure = writeOwed(System.nanoTime() + RETRY_LIMIT.toNanos());
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
            if (backlog.size() > 0) {
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

    /**
     * Writes all that is owed, in order, unless another thread is at it for too long.
     *
     * @param deadline on {@link System#nanoTime()}
     * @return null when nothing is owed any more, else why not all could be written
     */
    private @Nullable String writeOwed(long deadline) {
        if (!lockWriting(deadline - System.nanoTime())) {
            return "what it had lost is still being written";
        }
        try {
            return writeAll(deadline);
        } finally {
            writing.unlock();
        }
    }

    private boolean lockWriting(long nanos) {
        try {
            return writing.tryLock(Math.max(1, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Asks Valkey, while nothing else is written, whether it has all that it acknowledged, writes again what it lost, and asks once more.
     *
     * @param ask answers {@code ok}, {@code lost}, {@code behind N} or why not, as {@link Scripts#RENEW} does
     * @return the last answer; {@code owing} when what was lost could not be written, which is then tried again in the background
     */
    String mended(Supplier<String> ask) {
        if (!lockWriting(RETRY_LIMIT.toNanos())) {
            return "owing";
        }
        try {
            String answer = ask.get();
            boolean lost = answer.equals("lost");
            if (!lost && !answer.startsWith("behind ")) {
                return answer;
            }
            long deadline = System.nanoTime() + RETRY_LIMIT.toNanos();
            String failure = recover(lost ? 0 : Pipe.behind(answer), lost, deadline);
            if (failure == null) {
                failure = writeAll(deadline);
            }
            if (failure == null) {
                return ask.get();
            }
            degrade(failure);
            return "owing";
        } finally {
            writing.unlock();
        }
    }

    private @Nullable String writeAll(long deadline) {
        boolean triedAnew = false;
        int recoveries = 0;
        while (true) {
            Batch batch = next();
            if (batch.writes().isEmpty()) {
                return null;
            }
            Pipe.Result result = pipe.write(batch.writes(), batch.anchor(), deadline);
            acknowledge(batch.writes().subList(0, result.acknowledged()));
            switch (result.trouble()) {
                case null -> {
                    // on to what came meanwhile
                }
                case Pipe.Trouble.Refused refused -> {
                    return refused.message();
                }
                case Pipe.Trouble.Unreachable unreachable -> {
                    // A connection that broke while it was idle is no outage: one more try with a new one.
                    if (triedAnew || System.nanoTime() >= deadline) {
                        return unreachable.message();
                    }
                    triedAnew = true;
                }
                case Pipe.Trouble.Lost _ -> {
                    recoveries++;
                    String failure = recoveries > MOST_RECOVERIES
                            ? "the run's control hash vanishes again and again"
                            : recover(0, true, deadline);
                    if (failure != null) {
                        return failure;
                    }
                }
                case Pipe.Trouble.Behind behind -> {
                    recoveries++;
                    String failure = recoveries > MOST_RECOVERIES
                            ? "it loses what it acknowledged"
                            : recover(behind.last(), false, deadline);
                    if (failure != null) {
                        return failure;
                    }
                }
            }
        }
    }

    /** The next writes to send, and the sequence number of the one before them. */
    private record Batch(List<Write> writes, long anchor) {}

    private Batch next() {
        lock.lock();
        try {
            return new Batch(backlog.first(CHUNK), backlog.anchor());
        } finally {
            lock.unlock();
        }
    }

    private void acknowledge(List<Write> writes) {
        lock.lock();
        try {
            writes.forEach(backlog::acknowledge);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Valkey has lost what it had acknowledged after {@code last} (a restart without its last second, a failover), or all of it. What is
     * remembered is owed again; the count of completed statements stays what it was, so that the next start sees what is missing.
     */
    private @Nullable String recover(long last, boolean everything, long deadline) {
        boolean complete;
        String completed;
        lock.lock();
        try {
            complete = backlog.rolledBack(last) && !(everything && manifest.completed() > 0);
            completed = everything || !complete ? Long.toString(backlog.completed()) : "";
        } finally {
            lock.unlock();
        }
        List<String> arguments = new ArrayList<>(List.of(run.beginArguments(manifest, completed)));
        arguments.addAll(lease.restoreArguments());
        Pipe.Trouble trouble = pipe.restore(arguments.toArray(String[]::new), deadline);
        switch (trouble) {
            case Pipe.Trouble.Unreachable unreachable -> {
                return unreachable.message();
            }
            case Pipe.Trouble.Refused refused -> {
                return refused.message();
            }
            case null, default -> {
                // done
            }
        }
        inbox.put(complete
                ? new RunInput.Notice("checkpoints_rewritten",
                        "Valkey at " + server + " had lost its last writes (a restart or a failover); they are written"
                                + " again")
                : new RunInput.Notice("checkpoints_lost",
                        "Valkey at " + server + " has lost checkpoints of this run (restarted without its data, or"
                                + " flushed): only the last ones could be written again"));
        return null;
    }

    /** Whether something is owed that may have been let through to ClickHouse already. */
    boolean owing() {
        lock.lock();
        try {
            return degraded || (closed && backlog.size() > 0);
        } finally {
            lock.unlock();
        }
    }

    /** Sequence number of the last write that Valkey acknowledged. */
    long anchor() {
        lock.lock();
        try {
            return backlog.anchor();
        } finally {
            lock.unlock();
        }
    }

    /** How many writes are owed. */
    int owed() {
        lock.lock();
        try {
            return backlog.size();
        } finally {
            lock.unlock();
        }
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
            while (alone && writeOwed(deadline) != null && System.nanoTime() + RETRY_PAUSE.toNanos() < deadline) {
                TimeUnit.NANOSECONDS.sleep(RETRY_PAUSE.toNanos());
            }
        } catch (RuntimeException e) {
            // What could not be written is still counted as owed; a sink does not throw.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pipe.close();
        }
    }
}
