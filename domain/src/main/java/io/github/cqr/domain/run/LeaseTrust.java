package io.github.cqr.domain.run;

import io.github.cqr.domain.port.TimeSource.Now;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process may still believe that the run's lease is its own (DESIGN 6, rule 2): for a while after it sent its last
 * successful renewal, by both of its clocks. The monotonic clock of a frozen machine stands still, and the wall clock may be set back; only
 * both together are believed. Thread-safe.
 */
public final class LeaseTrust {
    /** How long a lease lasts unless renewed, by the store's clock. */
    public static final Duration LASTS = Duration.ofSeconds(60);

    /** How often it is renewed. */
    public static final Duration RENEWED_EVERY = Duration.ofSeconds(10);

    /** How long it is believed in: shorter than it lasts by more than what a request takes. */
    public static final Duration TRUSTED = Duration.ofSeconds(45);

    private final Duration limit;
    private volatile @Nullable Now renewed;
    private volatile boolean lost;

    /** @param limit how long it is believed in, see {@link #TRUSTED} */
    public LeaseTrust(Duration limit) {
        this.limit = limit;
    }

    /** A renewal that was sent at {@code sentAt} succeeded. */
    public void renewed(Now sentAt) {
        renewed = sentAt;
    }

    /** It is another process's, for good. */
    public void lost() {
        lost = true;
    }

    /** Whether a statement may be sent now. */
    public boolean holds(Now now) {
        Now last = renewed;
        return !lost && last != null && now.nanos() - last.nanos() < limit.toNanos()
                && Duration.between(last.wall(), now.wall()).compareTo(limit) < 0;
    }
}
