package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.port.SessionRegistry;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.run.LeaseTrust;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the executor of one run is given besides the cluster.
 *
 * @param generation of the run's checkpoints, for {@code log_comment}
 * @param registry where sessions are put on record before they are used; null to send without sessions ({@code --no-session-fence})
 * @param sessionIds gives session ids that nobody has used or will use, see {@link SessionIds}
 * @param lease looked at right before each send; null for a run without a lease
 * @param time the clocks that the lease is judged by
 * @param waitForNode true to wait for a silent node for as long as it takes, and to tell as soon as it answers again
 *            ({@code --on-node-loss continue})
 */
public record ExecutorOptions(String generation, @Nullable SessionRegistry registry, Supplier<String> sessionIds,
        @Nullable LeaseTrust lease, TimeSource time, boolean waitForNode) {}
