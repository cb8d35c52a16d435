package io.github.cqr.adapters.clickhouse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the cluster, and as whom.
 *
 * @param nodes at least one
 * @param user ClickHouse user
 * @param password its password
 * @param database default database of statements, null for the user's own
 * @param secure TLS, with the server's certificate and host name verified
 * @param caCert PEM file of the authority to trust instead of the platform's, or null
 * @param clientCert PEM file of the certificate to show, or null; its key must be given too
 * @param clientKey PEM file of its key, PKCS#8, not encrypted
 * @param pollInterval how often progress is asked for
 * @param connectTimeout how long a connection may take to be made
 * @param patience how long a node that does not answer is asked again, and a kill is waited for, before the outcome is called unknown
 * @param runId the run's id, for {@code log_comment}
 * @param instance random name of this process, for {@code log_comment} and the HTTP user agent
 * @param version version of this program, for the HTTP user agent
 */
public record ClickHouseSettings(
        List<NodeAddress> nodes,
        String user,
        Secret password,
        @Nullable String database,
        boolean secure,
        @Nullable Path caCert,
        @Nullable Path clientCert,
        @Nullable Path clientKey,
        Duration pollInterval,
        Duration connectTimeout,
        Duration patience,
        String runId,
        String instance,
        String version) {
    /** How often progress is asked for unless the operator says otherwise (PRD section 5). */
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(500);

    /** How long a connection may take to be made unless the operator says otherwise. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** How long a silent node is asked again unless the operator says otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(5);

    /** How long a small question of our own may take. */
    Duration questionLimit() {
        return patience.compareTo(LONGEST_QUESTION) < 0 ? patience : LONGEST_QUESTION;
    }

    /**
     * Checks what does not need the network.
     *
     * @throws IllegalArgumentException if something contradicts itself; the message is one sentence
     */
    public ClickHouseSettings {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("no ClickHouse node is named");
        }
        if ((clientCert == null) != (clientKey == null)) {
            throw new IllegalArgumentException("a client certificate needs its key, and a key its certificate");
        }
        if (!secure && (caCert != null || clientCert != null)) {
            throw new IllegalArgumentException("certificates are given, but TLS is switched off");
        }
        if (!pollInterval.isPositive() || !connectTimeout.isPositive() || !patience.isPositive()) {
            throw new IllegalArgumentException("intervals and time-outs must be longer than zero");
        }
    }
}
