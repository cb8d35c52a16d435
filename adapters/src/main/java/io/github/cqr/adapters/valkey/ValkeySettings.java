package io.github.cqr.adapters.valkey;

import java.time.Duration;

/**
 * Where checkpoints are kept and for how long.
 *
 * @param url {@code redis://[user:password@]host[:port][/db]}, {@code rediss://...} for TLS; it may hold a password
 * @param runId the run that the checkpoints belong to, any text
 * @param checkpointTtl how long an outcome is kept after it was written, at least a second; whole seconds count
 * @param commandTimeout how long one command, or the connection, may take before the server is taken for dead
 */
public record ValkeySettings(String url, String runId, Duration checkpointTtl, Duration commandTimeout) {
    /** The time-out that is used when there is no reason for another. */
    public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if the TTL is under a second or the time-out not positive
     */
    public ValkeySettings {
        if (checkpointTtl.toSeconds() < 1) {
            throw new IllegalArgumentException("the checkpoint TTL must be at least one second");
        }
        if (commandTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("the command time-out must be at least one millisecond");
        }
    }

    /** Settings with {@link #DEFAULT_COMMAND_TIMEOUT}. */
    public static ValkeySettings of(String url, String runId, Duration checkpointTtl) {
        return new ValkeySettings(url, runId, checkpointTtl, DEFAULT_COMMAND_TIMEOUT);
    }

    /** Without the URL, which may hold a password. */
    @Override
    public String toString() {
        return "ValkeySettings[runId=" + runId + ", checkpointTtl=" + checkpointTtl + ", commandTimeout="
                + commandTimeout + "]";
    }
}
