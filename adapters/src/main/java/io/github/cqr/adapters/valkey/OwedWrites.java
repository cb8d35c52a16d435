package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes what is owed to Valkey, and again what Valkey has lost. Thread-safe; one thread writes at a time. */
final class OwedWrites {
    private static final int CHUNK = 1000;
    private static final int MOST_RECOVERIES = 3;

    private final RunKeeper run;
    private final @Nullable Runnable again;
    private final Lease lease;
    private final Manifest manifest;
    private final Numbers numbers;
    private final Pipe pipe;
    private final Inbox inbox;
    private final String server;

    /** Held by the thread that writes; taken before {@link #lock}. */
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Backlog backlog;
    /** Whether Valkey's count of completed statements may be wrong; for the thread that writes. */
    private boolean countDoubtful;

    /**
     * @param manifest of the run as it stands in Valkey
     * @param numbers of the writes
     * @param again writes again what is no event, when the server may have lost its last writes; null for a process that has not begun the
     *            run: there is nothing yet that it would have to make good, and who starts anew sees all that is lost
     */
    OwedWrites(Lease lease, Manifest manifest, Link link, Inbox inbox, Numbers numbers, @Nullable Runnable again) {
        this.again = again;
        this.run = lease.run();
        this.lease = lease;
        this.manifest = manifest;
        this.numbers = numbers;
        this.pipe = new Pipe(link.slot(), run, numbers);
        this.inbox = inbox;
        this.server = link.address().display();
        this.backlog = new Backlog(manifest.completed(), Backlog.REMEMBERED);
    }

    /** Owes a write that follows all others. */
    void add(Write write) {
        lock.lock();
        try {
            backlog.add(write);
        } finally {
            lock.unlock();
        }
    }

    /** How many writes are owed. */
    int size() {
        lock.lock();
        try {
            return backlog.size();
        } finally {
            lock.unlock();
        }
    }

    /** Number in Valkey of the last write that it acknowledged. */
    long anchor() {
        lock.lock();
        try {
            return numbers.of(backlog.anchor());
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of the connection. */
    void close() {
        pipe.close();
    }

    /**
     * Writes all that is owed, in order, unless another thread is at it for too long.
     *
     * @param deadline on {@link System#nanoTime()}
     * @return null when nothing is owed any more, else why not all could be written
     */
    @Nullable
    String write(long deadline) {
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
     * @param failed is told why it could not be written
     * @return the last answer; {@code owing} when what was lost could not be written
     */
    String mended(Supplier<String> ask, Consumer<String> failed) {
        if (!lockWriting(CheckpointWriter.RETRY_LIMIT.toNanos())) {
            return "owing";
        }
        try {
            String answer = ask.get();
            boolean lost = answer.equals("lost");
            if (!lost && !answer.startsWith("behind ")) {
                return answer;
            }
            long deadline = System.nanoTime() + CheckpointWriter.RETRY_LIMIT.toNanos();
            String failure = recover(lost ? 0 : pipe.behind(answer), lost, deadline);
            if (failure == null) {
                failure = writeAll(deadline);
            }
            if (failure == null) {
                return ask.get();
            }
            failed.accept(failure);
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
                return countAgain(deadline);
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
                case Pipe.Trouble.Replaced replaced -> {
                    return replaced(replaced.message());
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

    /**
     * Once all is written again: how many are completed is known here; what a server that had forgotten the run makes of it is not right, as
     * it may still have some of the outcomes and does not count them again.
     */
    private @Nullable String countAgain(long deadline) {
        if (!countDoubtful) {
            return null;
        }
        long completed;
        long anchor;
        lock.lock();
        try {
            completed = backlog.completed();
            anchor = backlog.anchor();
        } finally {
            lock.unlock();
        }
        String failure = failure(pipe.count(completed, anchor, deadline));
        countDoubtful = failure != null;
        return failure;
    }

    /** Told before the event is let through, so that not one more statement is sent: this is no outage that the event log bridges. */
    private String replaced(String message) {
        String words = message + " (Valkey at " + server + ")";
        if (lease.lost(words)) {
            inbox.put(new RunInput.LeaseLost(words));
        }
        return message;
    }

    private @Nullable String failure(Pipe.@Nullable Trouble trouble) {
        return switch (trouble) {
            case Pipe.Trouble.Replaced replaced -> replaced(replaced.message());
            case Pipe.Trouble.Unreachable unreachable -> unreachable.message();
            case Pipe.Trouble.Refused refused -> refused.message();
            case null, default -> null;
        };
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
        Runnable rest = again;
        if (rest == null) {
            return "it was restarted or failed over and has lost what was written to it at this start";
        }
        boolean complete;
        long completed;
        lock.lock();
        try {
            completed = backlog.completed(); // too many until they are counted again: too few would hide a loss
            complete = backlog.rolledBack(last) && !(everything && manifest.completed() > 0);
        } finally {
            lock.unlock();
        }
        List<String> arguments = new ArrayList<>(List.of(run.beginArguments(manifest, completed)));
        arguments.addAll(lease.restoreArguments());
        countDoubtful |= everything || !complete;
        String failure = failure(pipe.restore(arguments.toArray(String[]::new), deadline));
        if (failure != null) {
            return failure;
        }
        try {
            rest.run();
        } catch (CheckpointStoreException e) {
            return e.getMessage();
        }
        inbox.put(complete
                ? new RunInput.Notice("checkpoints_rewritten",
                        "Valkey at " + server + " was restarted or failed over; what it may have lost is written again")
                : new RunInput.Notice("checkpoints_lost",
                        "Valkey at " + server + " has lost checkpoints of this run (restarted without its data, or"
                                + " flushed): only the last ones could be written again"));
        return null;
    }
}
