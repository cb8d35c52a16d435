package io.github.cqr.adapters.ring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Ends things within a bounded time, whatever they do. */
final class Shutdown {
    private static final Duration THREAD_LIMIT = Duration.ofSeconds(1);

    private Shutdown() {}

    /** Closes {@code sink}; returns what went wrong, or null. */
    static @Nullable String close(String name, AutoCloseable sink, Duration limit) {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofVirtual().name("cqr-close " + name).start(() -> {
            try {
                sink.close();
            } catch (Throwable e) { // the others are still to be closed
                thrown.set(e);
            } finally {
                done.countDown();
            }
        });
        if (!await(done, limit)) {
            return name + " did not close within " + limit.toSeconds() + " s";
        }
        Throwable e = thrown.get();
        return e == null ? null : name + " could not be closed: " + Station.oneLine(e);
    }

    /** Waits for threads that were told to end; one that is stuck in its sink is left alone. Says whether the caller was interrupted. */
    static boolean join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(THREAD_LIMIT);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private static boolean await(CountDownLatch done, Duration limit) {
        boolean interrupted = false;
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
