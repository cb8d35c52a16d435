package io.github.cqr.adapters.jsonlines;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.EventHistory;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON lines to a stream that somebody reads: a pipe, a terminal, a file. It writes on a thread of its own, so a reader
 * that stalls holds up nobody.
 *
 * <p>While the reader stalls, progress is dropped, and once it reads on the run is told how much (a {@code warning}). All other events
 * are kept: in memory up to a bound, and beyond it they are read again from the event log. A reader that goes away ({@code | head}) ends
 * the writing, and the run is told once.
 */
public final class JsonLinesSink implements EventSink {
    private static final long LOG_LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** How many such waits the event log is given to write what was published. */
    private static final int LONGEST_LAG = 60;

    private final Options options;
    private final OutputStream out;
    private final LineEncoder encoder;
    private final EventHistory history;
    private final Inbox inbox;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private long queuedBytes;
    /** The first event that is not in memory any more, 0 when all are. */
    private long missingFrom;
    private long lastKept;
    private long dropped;
    private long droppedUntold;
    private boolean closing;
    private boolean gone;
    private boolean gap;
    private int waited;

    /**
     * Bounds of a sink.
     *
     * @param name what it is called in messages: {@code stdout}, or a file's name
     * @param progressBytes how much may wait before progress is dropped
     * @param memoryBytes how much may wait in memory at all
     * @param closeLimit how long closing waits for the reader
     */
    public record Options(String name, long progressBytes, long memoryBytes, Duration closeLimit) {
        /** A megabyte, 16 megabytes, two seconds. */
        public static Options of(String name) {
            return new Options(name, 1L << 20, 16L << 20, Duration.ofSeconds(2));
        }
    }

    /**
     * Starts the sink.
     *
     * @param out where the lines go; closed at the end, so give standard output in a wrapper that only flushes
     * @param encoder makes the lines
     * @param history the run's event log, for what the reader was too slow for
     */
    public JsonLinesSink(OutputStream out, LineEncoder encoder, EventHistory history, Inbox inbox, Options options) {
        this.options = options;
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.encoder = encoder;
        this.history = history;
        this.inbox = inbox;
        // A platform thread: a blocked write to a pipe would hold one of the few carriers of virtual threads.
        this.writer = Thread.ofPlatform().daemon().name("cqr-lines " + options.name()).start(this::writeAll);
    }

    @Override
    public void onEvent(Envelope envelope, boolean endOfBatch) {
        boolean progress = envelope.event() instanceof RunEvent.Progress;
        byte[] line = encoder.encode(envelope);
        lock.lock();
        try {
            if (gone) {
                return;
            }
            if (progress && (missingFrom > 0 || queuedBytes > options.progressBytes())) {
                dropped++;
                droppedUntold++;
                return;
            }
            lastKept = progress ? lastKept : envelope.seq();
            if (missingFrom > 0) {
                return; // it will be read from the log
            }
            if (queuedBytes > 0 && queuedBytes + line.length > options.memoryBytes()) {
                missingFrom = envelope.seq();
            } else {
                queue.add(line);
                queuedBytes += line.length;
            }
            if (endOfBatch || queuedBytes > options.progressBytes()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many progress events were not written so far. */
    public long droppedProgress() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes what waits, for at most the close limit.
     *
     * @throws IllegalStateException if lines are left that the reader did not take; or that the log did not hold
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean ended = false;
        try {
            ended = writer.join(options.closeLimit());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            boolean left = !gone && (!ended || gap);
            gone = true;
            if (left) {
                throw new IllegalStateException((ended ? "some" : "the last") + " events were not written to "
                        + options.name() + ": its reader was too slow");
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        try (out) {
            while (true) {
                ArrayDeque<byte[]> lines = next();
                if (lines == null) {
                    return;
                }
                if (lines.isEmpty()) {
                    readAgain();
                }
                for (byte[] line : lines) {
                    out.write(line);
                    written(line.length);
                }
            }
        } catch (IOException | RuntimeException e) {
            readerGone(e);
        }
    }

    /** What waits; empty when the log is to be read; null at the end. Flushes before it waits. */
    private @Nullable ArrayDeque<byte[]> next() throws IOException {
        if (nothingWaits()) {
            out.flush();
            tellDropped();
        }
        lock.lock();
        try {
            while (queue.isEmpty() && missingFrom == 0 && !closing && !gone) {
                changed.awaitUninterruptibly();
            }
            if (gone || (queue.isEmpty() && missingFrom == 0)) {
                return null;
            }
            ArrayDeque<byte[]> lines = queue;
            queue = new ArrayDeque<>();
            return lines;
        } finally {
            lock.unlock();
        }
    }

    private boolean nothingWaits() {
        lock.lock();
        try {
            return queue.isEmpty() && missingFrom == 0;
        } finally {
            lock.unlock();
        }
    }

    private void written(long bytes) {
        lock.lock();
        try {
            queuedBytes -= bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Writes from the log what memory had no room for, until nothing is missing any more. */
    private void readAgain() throws IOException {
        var reading = new Object() {
            long next = missingFrom();
            @Nullable
            IOException failure;
        };
        history.read(reading.next, (envelope, _) -> {
            if (envelope.seq() > lastKept()) {
                return false; // the log is ahead: the ring brings this one yet
            }
            try {
                if (!(envelope.event() instanceof RunEvent.Progress)) {
                    out.write(encoder.encode(envelope));
                }
                reading.next = envelope.seq() + 1;
                return true;
            } catch (IOException e) {
                reading.failure = e;
                return false;
            }
        });
        if (reading.failure != null) {
            throw reading.failure;
        }
        caughtUpTo(reading.next);
    }

    /** The log's writer may be a little behind this sink; then wait for it. When it does not come, the gap is told and left. */
    private void caughtUpTo(long next) {
        boolean moved;
        long gapFrom = 0;
        long gapTo;
        lock.lock();
        try {
            moved = next > missingFrom;
            waited = moved ? 0 : waited + 1;
            missingFrom = next > lastKept ? 0 : next;
            gapTo = lastKept;
            if (waited > (closing ? 1 : LONGEST_LAG)) {
                gapFrom = missingFrom;
                waited = 0;
                missingFrom = 0;
                gap |= gapFrom > 0;
            }
        } finally {
            lock.unlock();
        }
        if (gapFrom > 0) {
            inbox.put(new RunInput.Notice("output_gap", "events " + gapFrom + " to " + gapTo + " were not written to "
                    + options.name() + ": its reader was too slow, and the event log does not hold them"));
        } else if (!moved) {
            LockSupport.parkNanos(LOG_LAG_NANOS);
        }
    }

    private long missingFrom() {
        lock.lock();
        try {
            return missingFrom;
        } finally {
            lock.unlock();
        }
    }

    private long lastKept() {
        lock.lock();
        try {
            return lastKept;
        } finally {
            lock.unlock();
        }
    }

    private void tellDropped() {
        long untold;
        lock.lock();
        try {
            untold = droppedUntold;
            droppedUntold = 0;
        } finally {
            lock.unlock();
        }
        if (untold > 0) {
            inbox.put(new RunInput.Notice("progress_dropped",
                    untold + " progress lines were not written to " + options.name() + ": its reader was too slow"));
        }
    }

    private void readerGone(Exception e) {
        lock.lock();
        try {
            if (gone) {
                return;
            }
            gone = true;
            queue.clear();
            queuedBytes = 0;
        } finally {
            lock.unlock();
        }
        inbox.put(new RunInput.Notice("output_closed",
                "no more events are written to " + options.name() + ", the run goes on: " + e.getMessage()));
    }
}
