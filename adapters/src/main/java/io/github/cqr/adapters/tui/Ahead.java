package io.github.cqr.adapters.tui;

import io.github.cqr.adapters.tui.render.Scene.Upcoming;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.mask.SecretMask;
import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.script.Statement;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** Reads the script a little ahead of the run, on a thread of its own, to show what comes next. A script that cannot be read shows nothing. */
final class Ahead implements AutoCloseable {
    private static final int SHOWN = 40;
    private static final int SQL_KEPT = 400;

    private final Supplier<StatementSource> script;
    private final IntPredicate done;
    private final Thread thread;
    private volatile int wanted;
    private volatile boolean closed;
    private volatile List<Upcoming> upcoming = List.of();
    private volatile int read;

    /**
     * Begins to read.
     *
     * @param script opens the script at its start
     * @param done says of a statement's place in the file that it is not to be run
     */
    Ahead(Supplier<StatementSource> script, IntPredicate done) {
        this.script = script;
        this.done = done;
        this.thread = Thread.ofPlatform().name("cqr-tui-ahead").daemon().start(this::readOn);
    }

    /** The statements from this place in the file on, as far as they were read by now. */
    List<Upcoming> from(int ordinal) {
        if (ordinal != wanted) {
            wanted = ordinal;
            LockSupport.unpark(thread);
        }
        List<Upcoming> all = upcoming;
        int first = 0;
        while (first < all.size() && all.get(first).statement().ordinal() < ordinal) {
            first++;
        }
        return all.subList(first, all.size());
    }

    /** Place in the file of the last statement that was read: another number means that there is more to show. */
    int read() {
        return read;
    }

    private void readOn() {
        var ahead = new ArrayDeque<Upcoming>();
        try (StatementSource source = script.get()) {
            boolean more = true;
            while (!closed) {
                int from = wanted;
                while (!ahead.isEmpty() && ahead.getFirst().statement().ordinal() < from) {
                    ahead.removeFirst();
                }
                while (more && ahead.size() < SHOWN && !closed) {
                    more = take(source.next(), from, ahead);
                }
                upcoming = List.copyOf(ahead);
                read = ahead.isEmpty() ? read : ahead.getLast().statement().ordinal();
                if (from == wanted && !closed) {
                    LockSupport.park(this);
                }
            }
        } catch (RuntimeException _) {
            upcoming = List.of(); // the run itself tells what is wrong with the script
        }
    }

    private boolean take(@org.jspecify.annotations.Nullable Statement statement, int from, ArrayDeque<Upcoming> ahead) {
        if (statement == null) {
            return false;
        }
        if (statement.ordinal() >= from && !done.test(statement.ordinal())) {
            ahead.add(new Upcoming(StatementRef.of(statement), SecretMask.head(statement.text(), SQL_KEPT)));
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
