package io.github.cqr.domain.fence;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.LeaseStore;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.port.TimeSource.Now;
import io.github.cqr.domain.run.LeaseTrust;
import java.util.Map;
import java.util.function.Supplier;

/** Keeps the run's lease alive: one call of {@link #renew} every {@link LeaseTrust#RENEWED_EVERY}, by one thread. */
public final class LeaseKeeper {
    private final LeaseStore store;
    private final Supplier<Map<String, ServerBoot>> seen;
    private final LeaseTrust trust;
    private final TimeSource time;
    private final Inbox inbox;

    /**
     * @param seen the life of each node's server as last read
     * @param trust what is looked at before each send
     */
    public LeaseKeeper(LeaseStore store, Supplier<Map<String, ServerBoot>> seen, LeaseTrust trust, TimeSource time,
            Inbox inbox) {
        this.store = store;
        this.seen = seen;
        this.trust = trust;
        this.time = time;
        this.inbox = inbox;
    }

    /**
     * Renews once. The lease counts from before the request was sent, since nobody knows how long it was on its way.
     *
     * @return false when the lease is lost for good
     */
    public boolean renew() {
        Map<String, ServerBoot> lives = seen.get();
        Now sentAt = time.now();
        LeaseStore.Renewal renewal;
        try {
            renewal = store.renew(lives, LeaseTrust.LASTS);
        } catch (CheckpointStoreException away) {
            return true; // the checkpoint writer tells of the outage, and the trust in the lease runs out by itself
        }
        return switch (renewal) {
            case LeaseStore.Renewal.Renewed _ -> {
                trust.renewed(sentAt);
                inbox.put(new RunInput.LeaseRenewed(sentAt));
                yield true;
            }
            case LeaseStore.Renewal.Owing _ -> true;
            case LeaseStore.Renewal.Lost lost -> {
                trust.lost();
                inbox.put(new RunInput.LeaseLost(lost.message()));
                yield false;
            }
        };
    }
}
