package io.github.cqr.adapters.ring;

import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.Statement;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads a script ahead on a thread of its own, some statements and some text at most, so that the loop never waits for a disk. */
final class Prefetcher implements AutoCloseable {
    private static final int MAX_STATEMENTS = 1024;
    private static final long MAX_TEXT_CHARS = 4L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    private final ArrayDeque<Read> ready = new ArrayDeque<>();
    private final RunInbox inbox;
    private long readyChars;
    private boolean closed;

    /** What was read. */
    sealed interface Read {
        /** The next statement. */
        record Next(Statement statement) implements Read {}

        /** There is no further one. */
        record End() implements Read {}

        /** It cannot be read on. */
        record Broken(String message) implements Read {}
    }

    Prefetcher(StatementSource source, RunInbox inbox) {
        this.inbox = inbox;
        Thread.ofVirtual().name("cqr-prefetch").start(() -> readAll(source));
    }

    /** What comes next, or null when it is not read yet; the inbox is woken when it is. */
    @Nullable
    Read poll() {
        lock.lock();
        try {
            Read read = ready.poll();
            if (read instanceof Read.Next(Statement statement)) {
                readyChars -= statement.text().length();
                taken.signal();
            }
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the reading; the reading thread closes the source. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void readAll(StatementSource source) {
        try (source) {
            Statement statement = source.next();
            while (statement != null && offer(new Read.Next(statement), statement.text().length())) {
                statement = source.next();
            }
            offer(new Read.End(), 0);
        } catch (ScriptException e) {
            offer(new Read.Broken(e.position() + ": " + e.getMessage()), 0);
        } catch (Throwable e) { // also an Error: the run must hear that nothing more comes
            offer(new Read.Broken(Station.oneLine(e)), 0);
        }
    }

    /** False once closed. */
    private boolean offer(Read read, int chars) {
        lock.lock();
        try {
            while (!closed
                    && (ready.size() >= MAX_STATEMENTS || (!ready.isEmpty() && readyChars + chars > MAX_TEXT_CHARS))) {
                taken.awaitUninterruptibly();
            }
            if (closed) {
                return false;
            }
            ready.add(read);
            readyChars += chars;
            if (ready.size() == 1) {
                inbox.wake();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
