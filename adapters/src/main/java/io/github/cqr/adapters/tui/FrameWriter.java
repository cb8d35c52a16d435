package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes pictures to the terminal on a thread of its own, the only one that a terminal stopped by Ctrl-S can hold up. It keeps one picture: a
 * newer one replaces one that was not written yet.
 */
final class FrameWriter {
    private final Display display;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<Order> orders = new ArrayDeque<>();
    private @Nullable Buffer picture;
    private boolean ended;
    private volatile @Nullable String broken;

    private record Order(Kind kind, CountDownLatch done, @Nullable Runnable after) {}

    private enum Kind {
        ENTER, LEAVE, END
    }

    FrameWriter(Display display) {
        this.display = display;
        Thread.ofPlatform().name("cqr-tui-writer").daemon().start(this::work);
    }

    /** Why nothing can be written any more, or null. */
    @Nullable
    String broken() {
        return broken;
    }

    /** Shows a picture as soon as the terminal takes one. */
    void show(Buffer next) {
        lock.lock();
        try {
            picture = next;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the terminal over; pictures of before are forgotten. */
    void enter() {
        order(Kind.ENTER, null);
    }

    /** Gives the terminal back; says whether that was done within the limit. */
    boolean leave(Duration limit) {
        return await(order(Kind.LEAVE, null), limit);
    }

    /** Gives the terminal back for good, does {@code after}, and ends the thread; says whether that was done within the limit. */
    boolean end(Runnable after, Duration limit) {
        return await(order(Kind.END, after), limit);
    }

    private CountDownLatch order(Kind kind, @Nullable Runnable after) {
        var done = new CountDownLatch(1);
        lock.lock();
        try {
            picture = null;
            if (ended) {
                done.countDown(); // the terminal has been given back, and nobody is left to do anything
            } else {
                ended = kind == Kind.END;
                orders.add(new Order(kind, done, after));
                work.signal();
            }
        } finally {
            lock.unlock();
        }
        return done;
    }

    private static boolean await(CountDownLatch done, Duration limit) {
        try {
            return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void work() {
        boolean ended = false;
        while (!ended) {
            Order order = null;
            Buffer next = null;
            lock.lock();
            try {
                while (orders.isEmpty() && picture == null) {
                    work.awaitUninterruptibly();
                }
                order = orders.poll();
                if (order == null) {
                    next = picture;
                    picture = null;
                }
            } finally {
                lock.unlock();
            }
            ended = carryOut(order, next);
        }
    }

    private boolean carryOut(@Nullable Order order, @Nullable Buffer next) {
        try {
            if (next != null && broken == null) {
                display.draw(next);
            }
            if (order != null) {
                carryOut(order);
            }
        } catch (IOException | RuntimeException | Error e) { // an Error too: the next order is to give the terminal back
            broken = e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString();
        } finally {
            if (order != null) {
                order.done().countDown();
            }
        }
        return order != null && order.kind() == Kind.END;
    }

    private void carryOut(Order order) throws IOException {
        switch (order.kind()) {
            case ENTER -> display.enter();
            case LEAVE -> display.leave();
            case END -> {
                boolean left = false;
                try {
                    display.leave();
                    left = true;
                } finally {
                    if (!left) {
                        display.restoreInput();
                    }
                    display.close();
                    if (order.after() != null) {
                        order.after().run();
                    }
                }
            }
        }
    }
}
