package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.adapters.clickhouse.NodeCheck.Problem;
import io.github.cqr.adapters.clickhouse.NodeNote.Topic;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said at the start about what the never-twice protocol needs, on real nodes. */
class NodeNotesTest {
    @RegisterExtension
    static final Servers servers = Servers.with()
            .nodes(2)
            .user(TestUser.named("full", "").grant("SELECT ON system.processes").grant("SELECT ON system.query_log*")
                    .grant("SELECT ON system.part_log*").grant("SYSTEM FLUSH LOGS ON *.*"))
            .user(TestUser.named("poor", "").grant("INSERT ON *.*"))
            .user(TestUser.named("newest", "").grant("SELECT ON system.processes").grant("SELECT ON system.query_log")
                    .grant("SELECT ON system.part_log").grant("SYSTEM FLUSH LOGS ON *.*"))
            .user(TestUser.named("unlogged", "").setting("log_queries", "0").fixed("log_queries"))
            .user(TestUser.named("sampled", "").setting("log_queries_probability", "0.5")
                    .fixed("log_queries_probability"))
            .build();

    private final ClickHouseNode node = servers.node(0);

    private ClusterCheck check(ClickHouseSettings settings, boolean fence) {
        try (ClickHouseCluster cluster = ClickHouseCluster.open(settings)) {
            return cluster.check(fence);
        }
    }

    private List<NodeNote> notes(String user) {
        ClusterCheck check = check(Bench.as(Bench.settings(node), user, ""), true);
        return assertInstanceOf(NodeCheck.Ready.class, check.nodes().getFirst()).notes();
    }

    @Test
    void userWithTheDocumentedGrantsLacksNothing() {
        assertEquals(List.of(), notes("full"));
    }

    @Test
    void eachMissingGrantIsNamedWithTheStatementThatGivesIt() {
        List<NodeNote> notes = notes("poor");
        assertEquals(List.of(Topic.GRANT), notes.stream().map(NodeNote::topic).distinct().toList());
        assertEquals(
                List.of("GRANT SYSTEM FLUSH LOGS ON *.* TO poor", "GRANT SELECT ON system.processes TO poor",
                        "GRANT SELECT ON system.query_log* TO poor", "GRANT SELECT ON system.part_log* TO poor"),
                notes.stream().map(NodeNote::remedy).toList());
    }

    @Test
    void grantThatMissesRenamedLogsIsNamed() {
        NodeNote note = notes("newest").getFirst();
        assertEquals("GRANT SELECT ON system.query_log* TO newest", note.remedy());
        assertTrue(note.says().contains("query_log_0"), note.says());
    }

    @Test
    void logThatIsSwitchedOffOrSampledByTheProfileIsSaid() {
        for (String user : List.of("unlogged", "sampled")) {
            List<NodeNote> notes = notes(user);
            assertEquals(List.of(Topic.FORBIDDEN_SETTING, Topic.QUERY_LOG),
                    notes.stream().map(NodeNote::topic).toList(), notes.toString());
            assertTrue(notes.get(1).says().contains("the query log proves nothing"), notes.toString());
        }
    }

    @Test
    void warningNamesAllNodesOnce() {
        ClickHouseSettings settings = Bench.as(Bench.settings(node, servers.node(1)), "newest", "");
        List<RunInput.Notice> warnings = check(settings, true).warnings();
        assertEquals(1, warnings.size(), warnings.toString());
        assertEquals("grant_missing", warnings.getFirst().code());
        assertTrue(warnings.getFirst().message().contains(node.address() + ", " + servers.node(1).address()),
                warnings.toString());
    }

    @Test
    void clocksOfOneMachineAgree() {
        NodeCheck.Ready ready = assertInstanceOf(NodeCheck.Ready.class,
                check(Bench.settings(node), true).nodes().getFirst());
        assertTrue(ready.clockSkew().abs().compareTo(Duration.ofSeconds(5)) < 0, ready.toString());
    }

    @Test
    void loadBalancerWithoutStickinessIsAProblemUnlessThereIsNoFence() {
        try (Swallower balancer = Swallower.balancing(node, servers.node(1))) {
            ClickHouseSettings settings = Bench.settings(balancer.address());
            NodeCheck.Unusable said = check(settings, true).unusable().getFirst();
            assertEquals(Problem.SESSIONS, said.problem());
            assertTrue(said.message().contains("--no-session-fence"), said.message());
            assertTrue(said.message().contains("load balancer"), said.message());
            assertEquals(List.of(), check(settings, false).unusable());
        }
    }

    @Test
    void serverThatDoesNotCloseSessionsIsAProblemUnlessThereIsNoFence() {
        try (Servers odd = Servers.with().serverSetting("enable_http_close_session", "0").build().start()) {
            ClickHouseSettings settings = Bench.settings(odd.node());
            NodeCheck.Unusable said = check(settings, true).unusable().getFirst();
            assertEquals(Problem.SESSIONS, said.problem());
            assertTrue(said.message().contains("enable_http_close_session"), said.message());
            assertTrue(said.message().contains("--no-session-fence"), said.message());
            assertEquals(List.of(), check(settings, false).unusable());
        }
    }

    @Test
    void everyTopicHasACodeOfItsOwn() {
        assertEquals(Topic.values().length, Stream.of(Topic.values()).map(Topic::code).distinct().count());
    }
}
