package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.LeaseStore.Holder;
import java.time.Duration;
import java.time.Instant;

/**
 * The lease of a run as somebody sees it who does not want it.
 *
 * @param holder who holds it, or held it last
 * @param released true if that holder gave it back after a clean end
 * @param renewedAt when it was taken or renewed last, by Valkey's clock
 * @param sinceRenewal how long ago that was, by the same clock
 * @param expiresIn how long it lasts unless renewed; not positive when it is over
 * @param renewals how often it was renewed
 */
public record LeaseView(Holder holder, boolean released, Instant renewedAt, Duration sinceRenewal, Duration expiresIn,
        long renewals) {
    /** Whether somebody holds it now. */
    public boolean held() {
        return !released && expiresIn.isPositive();
    }
}
