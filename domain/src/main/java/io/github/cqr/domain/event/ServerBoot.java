package io.github.cqr.domain.event;

import java.time.Duration;
import java.time.Instant;

/**
 * One life of a ClickHouse server: which server, and since when it runs. A server that was restarted may have lost what its logs held
 * in memory, so absence from its logs proves nothing across two lives.
 *
 * @param serverId {@code serverUUID()}, or the node's address where that is all zeros
 * @param bootedAt {@code now() - uptime()}, read on the server: clocks of two machines are never compared
 */
public record ServerBoot(String serverId, Instant bootedAt) {
    /** {@code uptime()} counts whole seconds, so two readings of one life can differ by almost two. */
    public static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** Whether both are readings of the same life of the same server. */
    public boolean sameLife(ServerBoot other) {
        return serverId.equals(other.serverId)
                && Duration.between(bootedAt, other.bootedAt).abs().compareTo(TOLERANCE) <= 0;
    }
}
