package io.github.cqr.domain.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.port.TimeSource.Now;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseTrustTest {
    private static final Instant WALL = Instant.parse("2026-02-09T14:30:00Z");
    private final LeaseTrust lease = new LeaseTrust(LeaseTrust.TRUSTED);

    private static Now at(long wallSeconds, long monotonicSeconds) {
        return new Now(WALL.plusSeconds(wallSeconds), Duration.ofSeconds(monotonicSeconds).toNanos());
    }

    @Test
    void beforeItsFirstRenewalItIsNotBelievedIn() {
        assertFalse(lease.holds(at(0, 0)));
    }

    @Test
    void itIsBelievedInFor45SecondsByBothClocks() {
        lease.renewed(at(0, 0));
        assertTrue(lease.holds(at(44, 44)));
        assertFalse(lease.holds(at(45, 45)));
    }

    @Test
    void aMachineThatWasFrozenSeesItByTheWallClock() {
        lease.renewed(at(0, 0));
        assertFalse(lease.holds(at(300, 1)));
    }

    @Test
    void aWallClockThatIsSetBackDoesNotProlongIt() {
        lease.renewed(at(0, 0));
        assertFalse(lease.holds(at(-3600, 46)));
    }

    @Test
    void whatIsLostStaysLost() {
        lease.renewed(at(0, 0));
        lease.lost();
        lease.renewed(at(1, 1));
        assertFalse(lease.holds(at(2, 2)));
    }
}
