package io.github.cqr.adapters.ring;

import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The run's mailbox. Any thread puts, the {@link RunLoop} takes. Inputs keep their order, except that progress of an attempt replaces
 * progress of the same attempt that was not taken yet: however slow the loop is, the mailbox holds one progress for each running attempt.
 */
public final class RunInbox implements Inbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Letter> letters = new ArrayDeque<>();
    private final Map<String, Letter> progress = new HashMap<>();
    private boolean woken;

    private volatile boolean eventLogDown;
    private volatile boolean checkpointsDown;

    private static final class Letter {
        private RunInput input;

        private Letter(RunInput input) {
            this.input = input;
        }
    }

    /** Makes an empty mailbox. */
    public RunInbox() {}

    @Override
    public void put(RunInput input) {
        lock.lock();
        try {
            noteDegraded(input);
            if (input instanceof RunInput.Execution(ExecutionReport.Progressed report)) {
                Letter waiting = progress.get(report.queryId());
                if (waiting != null) {
                    waiting.input = input;
                    return;
                }
                Letter letter = new Letter(input);
                progress.put(report.queryId(), letter);
                letters.add(letter);
            } else {
                letters.add(new Letter(input));
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets a waiting or the next {@link #take} return at once. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves all that is there to {@code into}, in order; waits up to {@code nanos} when there is nothing.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void take(Collection<? super RunInput> into, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (letters.isEmpty() && !woken && left > 0) {
                left = arrived.awaitNanos(left);
            }
            woken = false;
            letters.forEach(letter -> into.add(letter.input));
            letters.clear();
            progress.clear();
        } finally {
            lock.unlock();
        }
    }

    /**
     * False while neither the event log nor the checkpoints take writes, by what was put so far, taken or not. Then nothing may be sent:
     * no trace of it would be left.
     */
    boolean recordable() {
        return !(eventLogDown && checkpointsDown);
    }

    private void noteDegraded(RunInput input) {
        if (input instanceof RunInput.EventLogDown) {
            eventLogDown = true;
        } else if (input instanceof RunInput.CheckpointsDown) {
            checkpointsDown = true;
        } else if (input instanceof RunInput.CheckpointsUp) {
            checkpointsDown = false;
        }
    }
}
