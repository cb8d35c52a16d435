package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.TestUser;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a user lacks, and whether sessions are found again. */
class RightsTest {
    @RegisterExtension
    static final Servers servers = Servers.with()
            .nodes(2)
            .user(TestUser.named("bare", "").grant("SELECT ON d.*"))
            .user(TestUser.named("plain", "").grant("SELECT ON system.processes").grant("SELECT ON system.query_log"))
            .user(TestUser.named("enough", "").grant("SELECT ON system.processes")
                    .grant("SELECT ON system.query_log*").grant("SELECT ON system.part_log*")
                    .grant("SYSTEM FLUSH LOGS ON *.*"))
            .user(TestUser.named("reader", "").readonly())
            .build();

    private final ClickHouseNode node = servers.node(0);

    private NodeGrants grants(String user) {
        node.query("SYSTEM FLUSH LOGS"); // the logs' tables appear with their first lines
        ClickHouseSettings settings = Bench.as(Bench.settings(node), user, "");
        try (ClickHouseCluster cluster = ClickHouseCluster.open(settings)) {
            var _ = cluster.check();
            return cluster.grants(settings.nodes().getFirst());
        }
    }

    private List<String> missing(String user) {
        NodeGrants grants = grants(user);
        assertEquals("", grants.trouble());
        return grants.missing().stream().map(NodeGrants.Missing::grant).toList();
    }

    private static @Nullable String fence(String address, String user) {
        ClickHouseSettings settings = Bench.as(Bench.settings(address), user, "");
        try (ClickHouseCluster cluster = ClickHouseCluster.open(settings)) {
            var _ = cluster.check();
            return cluster.fenceDoubt(settings.nodes().getFirst(), "fence-" + UUID.randomUUID());
        }
    }

    @Test
    void whoHasTheGrantsOfTheManualLacksNothing() {
        node.query("CREATE TABLE IF NOT EXISTS rights (n UInt8) ENGINE = MergeTree ORDER BY n");
        node.query("INSERT INTO rights VALUES (1)");
        assertEquals(List.of(), missing("enough"));
        assertEquals(List.of(), grants("enough").absent());
        assertEquals(List.of(), missing("default"));
    }

    @Test
    void eachMissingGrantIsNamed() {
        assertEquals(List.of("SYSTEM FLUSH LOGS ON *.*", "SELECT ON system.processes", "SELECT ON system.query_log*",
                "SELECT ON system.part_log*"), missing("bare"));
    }

    @Test
    void whoSeesOnlyTheNewestLogIsTold() {
        NodeGrants.Missing wildcard = grants("plain").missing().get(1);
        assertEquals("SELECT ON system.query_log*", wildcard.grant());
        assertEquals("the log of before an upgrade (query_log_0) is not seen, without any error",
                wildcard.consequence());
    }

    @Test
    void sessionsOfAServerAreFoundAgain() {
        assertNull(fence(node.address(), "default"));
        assertNull(fence(node.address(), "reader"), "a user who may only read can have sessions too");
    }

    @Test
    void behindALoadBalancerTheyAreNot() {
        try (Splitter splitter = Splitter.between(servers.node(0), servers.node(1))) {
            assertEquals("a session is not found again: requests to this address go to several servers",
                    fence(splitter.address(), "default"));
        }
    }

    @Test
    void anotherNodeIsRefused() {
        try (ClickHouseCluster cluster = ClickHouseCluster.open(Bench.settings(node))) {
            NodeAddress other = Bench.settings(servers.node(1)).nodes().getFirst();
            assertThrows(IllegalArgumentException.class, () -> cluster.grants(other));
        }
    }
}
