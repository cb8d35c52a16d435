package io.github.cqr.app.wiring;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.fence.LeaseKeeper;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.LeaseStore;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.port.TimeSource.Now;
import io.github.cqr.domain.run.LeaseTrust;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Renews the lease from its acquisition to its release, on a thread of its own: planning a big script takes longer than a lease lasts. */
final class LeaseThread implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final LeaseTrust trust = new LeaseTrust(LeaseTrust.TRUSTED);
    private final LeaseKeeper keeper;
    private final Thread thread;
    private final AtomicReference<@Nullable Inbox> inbox = new AtomicReference<>();
    private final AtomicReference<RunInput.LeaseRenewed> renewed;
    private volatile @Nullable String lost;

    /**
     * Begins to renew.
     *
     * @param acquiredAt when the request that took the lease was sent
     * @param seen the life of each node's server as last read
     */
    LeaseThread(LeaseStore store, Supplier<Map<String, ServerBoot>> seen, TimeSource time, Now acquiredAt) {
        trust.renewed(acquiredAt);
        renewed = new AtomicReference<>(new RunInput.LeaseRenewed(acquiredAt));
        keeper = new LeaseKeeper(store, seen, trust, time, this::put);
        thread = Thread.ofPlatform().daemon().name("lease").start(this::work);
    }

    /** What is looked at right before each send. */
    LeaseTrust trust() {
        return trust;
    }

    /** From now on the run is told of each renewal, and of the last one at once. */
    void deliverTo(Inbox run) {
        inbox.set(run);
        run.put(renewed.get());
        String message = lost;
        if (message != null) {
            run.put(new RunInput.LeaseLost(message));
        }
    }

    /**
     * A way into {@code run} for what writes under the lease: one that finds out that the lease is another process's stops all sending
     * before it says so.
     */
    Inbox watching(Inbox run) {
        return input -> {
            if (input instanceof RunInput.LeaseLost) {
                trust.lost();
            }
            run.put(input);
        };
    }

    /** Renews now, so that what the nodes are seen to be is on record. */
    void hurry() {
        boolean _ = keeper.renew();
    }

    private void put(RunInput input) {
        switch (input) {
            case RunInput.LeaseRenewed news -> renewed.set(news);
            case RunInput.LeaseLost news -> lost = news.message();
            default -> {
                // the keeper says nothing else
            }
        }
        Inbox run = inbox.get();
        if (run != null) {
            run.put(input);
        }
    }

    private void work() {
        try {
            do {
                Thread.sleep(LeaseTrust.RENEWED_EVERY);
            } while (keeper.renew());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        inbox.set(null);
        thread.interrupt();
        try {
            boolean _ = thread.join(CLOSE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
