package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Size;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A terminal in memory: shows what is drawn, takes keys, can be stopped like one after Ctrl-S, and can break. */
final class FakeDisplay implements Display {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ConcurrentLinkedQueue<Event> keys = new ConcurrentLinkedQueue<>();
    private final List<String> calls = new ArrayList<>();
    private String shown = "";
    private int pictures;
    private volatile Size size = new Size(100, 30);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean heldUp;
    private volatile @Nullable String breaks;
    private volatile @Nullable String keysBreak;
    private volatile Runnable beforeSize = () -> {};
    private volatile Runnable beforeDrawing = () -> {};

    void resize(int columns, int rows) {
        size = new Size(columns, rows);
    }

    /** From now on the terminal takes nothing, until {@link #goOn}. */
    void stop() {
        gate = new CountDownLatch(1);
    }

    /** Waits until a picture is held up by the stopped terminal. */
    void awaitHeldUp() {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!heldUp) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing was drawn");
            }
            Thread.onSpinWait();
        }
    }

    void goOn() {
        gate.countDown();
    }

    /** From now on drawing fails. */
    void breakWith(String message) {
        breaks = message;
    }

    /** What happens from now on whenever its size is asked for, and whenever it is drawn on: an exception, say. */
    void trap(Runnable onSize, Runnable onDrawing) {
        beforeSize = onSize;
        beforeDrawing = onDrawing;
    }

    /** From now on reading keys fails, as when the terminal was closed. */
    void hangUp() {
        keysBreak = "Input/output error";
    }

    void press(String text) {
        text.chars().forEach(c -> keys.add(KeyEvent.ofChar((char) c)));
    }

    void press(KeyCode code) {
        keys.add(KeyEvent.ofKey(code));
    }

    void send(Event event) {
        keys.add(event);
    }

    /** Waits until the picture is as wanted, and returns it. */
    String await(Predicate<String> wanted) {
        long left = LIMIT.toNanos();
        lock.lock();
        try {
            while (!wanted.test(shown)) {
                if (left <= 0) {
                    throw new AssertionError("the screen shows\n" + shown);
                }
                left = changed.awaitNanos(left);
            }
            return shown;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    String await(String part) {
        return await(picture -> picture.contains(part));
    }

    int pictures() {
        lock.lock();
        try {
            return pictures;
        } finally {
            lock.unlock();
        }
    }

    /** What was done to the terminal besides drawing. */
    List<String> calls() {
        lock.lock();
        try {
            return List.copyOf(calls);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Size size() {
        beforeSize.run();
        return size;
    }

    @Override
    public @Nullable Event poll() throws IOException {
        String problem = keysBreak;
        if (problem != null) {
            throw new IOException(problem);
        }
        return keys.poll();
    }

    @Override
    public void enter() {
        note("enter");
    }

    @Override
    public void draw(Buffer picture) throws IOException {
        beforeDrawing.run();
        String problem = breaks;
        if (problem != null) {
            throw new IOException(problem);
        }
        heldUp = gate.getCount() > 0;
        try {
            if (!gate.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("nobody continued the terminal");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var text = new StringBuilder();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                text.append(picture.get(x, y).symbol());
            }
            text.append('\n');
        }
        lock.lock();
        try {
            shown = text.toString();
            pictures++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void leave() {
        note("leave");
    }

    @Override
    public void restoreInput() {
        note("restore input");
    }

    @Override
    public void close() {
        note("close");
    }

    private void note(String call) {
        lock.lock();
        try {
            calls.add(call);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
