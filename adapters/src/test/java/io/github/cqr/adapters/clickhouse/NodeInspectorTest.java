package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.NodeException;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.NodeInspector.Search;
import io.github.cqr.domain.port.NodeInspector.SessionEnd;
import io.github.cqr.domain.port.NodeInspector.Sighting;
import io.github.cqr.domain.port.NodeInspector.Sightings;
import io.github.cqr.domain.port.NodeInspector.State;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the never-twice protocol asks a node, on a real one. */
class NodeInspectorTest {
    private static final Duration BACK = Duration.ofHours(1);

    @RegisterExtension
    static final Servers servers = Servers.with()
            .nodes(1)
            .user(TestUser.named("plain", "").grant("SELECT ON *.*").grant("INSERT ON *.*"))
            .user(TestUser.named("blind", "").grant("SELECT ON system.processes"))
            .user(TestUser.named("unlogged", "").setting("log_queries", "0").fixed("log_queries"))
            .user(TestUser.named("reader", "").readonly())
            .build();

    private final ClickHouseNode node = servers.node();
    private final String id = "cqr-look-" + UUID.randomUUID().toString().substring(0, 8) + "-1-1";

    /** A question to a node. */
    private interface Question<T> {
        T ask(NodeInspector inspector) throws NodeException;
    }

    private <T> T as(String user, Question<T> question) throws NodeException {
        return with(Bench.as(Bench.settings(node), user, ""), question);
    }

    private static <T> T with(ClickHouseSettings settings, Question<T> question) throws NodeException {
        try (ClickHouseCluster cluster = ClickHouseCluster.open(settings)) {
            cluster.check();
            return question.ask(cluster.inspectors().getFirst());
        }
    }

    private Sightings look(Set<String> ids, Set<String> prefixes) throws NodeException {
        return as("default", inspector -> inspector.look(new Search(ids, prefixes, BACK)));
    }

    private CompletableFuture<String> slowly(String sql) {
        CompletableFuture<String> running = CompletableFuture.supplyAsync(
                () -> node.query(sql, Map.of("query_id", id)), Thread::startVirtualThread);
        while (node.number("SELECT count() FROM system.processes WHERE query_id = '" + id + "'") == 0) {
            Thread.onSpinWait();
        }
        return running;
    }

    private static Sighting only(Sightings seen) {
        assertEquals(1, seen.queries().size(), seen.toString());
        return seen.queries().values().iterator().next();
    }

    @Test
    void identityIsTheSameInOneLifeAndAnotherInTheNext() throws NodeException {
        ServerBoot first = as("default", NodeInspector::identify);
        assertEquals(node.address(), first.serverId());
        assertTrue(first.sameLife(as("plain", NodeInspector::identify)));
        node.restart();
        ServerBoot next = as("default", NodeInspector::identify);
        assertEquals(first.serverId(), next.serverId());
        assertTrue(next.bootedAt().isAfter(first.bootedAt()));
    }

    @Test
    void silentNodeIsSaidToBeSilent() {
        try (TcpProxy proxy = TcpProxy.to(node.host(), node.httpPort());
                ClickHouseCluster cluster = ClickHouseCluster.open(Bench.settings(proxy.address()))) {
            proxy.refuse();
            NodeException e = assertThrows(NodeException.class, () -> cluster.inspectors().getFirst().identify());
            assertTrue(e.silent());
            assertEquals("it refuses connections", e.why());
        }
    }

    @Test
    void refusalIsNotSilence() {
        NodeException e = assertThrows(NodeException.class,
                () -> with(Bench.as(Bench.settings(node), "default", "wrong"), NodeInspector::identify));
        assertFalse(e.silent());
        Failure.Server refusal = e.refusal();
        // AUTHENTICATION_FAILED, or REQUIRED_PASSWORD of a user that the server looks up otherwise.
        assertTrue(refusal != null && (refusal.code() == 516 || refusal.code() == 194), String.valueOf(refusal));
    }

    @Test
    void sessionIsMadeOnceAndEndsOnce() throws NodeException {
        SessionIds ids = new SessionIds("test");
        String session = ids.get();
        as("default", inspector -> {
            ServerBoot server = inspector.openSession(session);
            assertTrue(server.sameLife(inspector.identify()));
            assertEquals("1\n", node.query("SELECT 1", Map.of("session_id", session, "session_check", "1")));
            assertEquals(SessionEnd.CLOSED, inspector.closeSession(session));
            assertEquals(SessionEnd.CLOSED, inspector.closeSession(session));
            return server;
        });
        assertNotEquals(session, ids.get());
    }

    @Test
    void readOnlyUserHasSessionsToo() throws NodeException {
        assertEquals(SessionEnd.CLOSED, as("reader", inspector -> {
            inspector.openSession("ro-" + id);
            return inspector.closeSession("ro-" + id);
        }));
    }

    @Test
    void sessionInUseIsBusy() throws NodeException {
        as("default", inspector -> inspector.openSession(id));
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> node.query("SELECT sleep(2)",
                Map.of("session_id", id, "session_check", "1", "query_id", id)), Thread::startVirtualThread);
        while (node.number("SELECT count() FROM system.processes WHERE query_id = '" + id + "'") == 0) {
            Thread.onSpinWait();
        }
        assertEquals(SessionEnd.BUSY, as("default", inspector -> inspector.closeSession(id)));
        running.join();
        assertEquals(SessionEnd.CLOSED, as("default", inspector -> inspector.closeSession(id)));
    }

    @Test
    void runningQueryIsSeenWithoutAskingTheLog() throws NodeException {
        CompletableFuture<String> running = slowly(
                "SELECT sum(sleepEachRow(0.05)) FROM numbers(40) SETTINGS max_block_size = 1");
        Sightings seen = look(Set.of(id), Set.of());
        assertEquals(State.RUNNING, only(seen).state());
        assertTrue(only(seen).elapsed().isPositive());
        assertNull(seen.logDoubt());
        running.join();
    }

    @Test
    void finishedQueryIsFoundByItsPrefixWithItsLabel() throws NodeException {
        String prefix;
        String queryId;
        try (Bench bench = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched sent = bench.dispatch("SELECT 1");
            queryId = bench.start(sent);
            bench.reports.end(queryId, ExecutionReport.Succeeded.class);
            prefix = queryId.substring(0, queryId.length() - "0-1".length());
        }
        Sightings seen = look(Set.of(), Set.of(prefix, "nobody-"));
        Sighting sighting = only(seen);
        assertEquals(queryId, sighting.queryId());
        assertEquals(State.FINISHED, sighting.state());
        assertEquals(new NodeInspector.Label("gen-1", "inst", 0, new StatementId("a".repeat(64), 1), 0),
                sighting.label());
        assertNull(seen.logDoubt());
    }

    @Test
    void failureBeatsTheLineOfASecondRequestOfTheSameId() throws NodeException {
        CompletableFuture<String> running = slowly(
                "SELECT throwIf(number = 30) + sleepEachRow(0.05) FROM numbers(40) SETTINGS max_block_size = 1");
        assertThrows(RuntimeException.class, () -> node.query("SELECT 2", Map.of("query_id", id)));
        assertThrows(RuntimeException.class, running::join);
        Sighting sighting = only(look(Set.of(id), Set.of()));
        assertEquals(State.FAILED, sighting.state());
        assertEquals("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", sighting.failure() == null
                ? "none"
                : sighting.failure().name());
    }

    @Test
    void absenceIsProvenByOurOwnProbe() throws NodeException {
        Sightings seen = look(Set.of(id), Set.of("nobody-"));
        assertEquals(Map.of(), seen.queries());
        assertNull(seen.logDoubt());
        assertTrue(seen.server().sameLife(as("default", NodeInspector::identify)));
    }

    @Test
    void absenceIsProvenWithoutTheGrantToFlush() throws NodeException {
        node.query("SELECT 1", Map.of("query_id", id));
        Sightings seen = as("plain", inspector -> inspector.look(new Search(Set.of(id, "x" + id), Set.of(), BACK)));
        assertEquals(State.FINISHED, only(seen).state());
        assertNull(seen.logDoubt());
    }

    @Test
    void logThatCannotBeReadIsADoubt() throws NodeException {
        Sightings seen = as("blind", inspector -> inspector.look(new Search(Set.of(id), Set.of(), BACK)));
        assertTrue(String.valueOf(seen.logDoubt()).contains("Not enough privileges"), seen.logDoubt());
    }

    @Test
    void loggingThatTheProfileSwitchesOffIsADoubt() throws NodeException {
        Sightings seen = as("unlogged", inspector -> inspector.look(new Search(Set.of(id), Set.of(), BACK)));
        assertEquals("the user's profile forbids to change log_queries", seen.logDoubt());
    }

    @Test
    void queryOfAFormerLifeIsFoundInTheRenamedLog() throws NodeException {
        node.query("SELECT 1", Map.of("query_id", id));
        node.restart();
        assertEquals(State.FINISHED, only(look(Set.of(id), Set.of())).state());
    }

    @Test
    void queryThatDiedWithItsServerIsLost() throws NodeException {
        CompletableFuture<String> running = slowly(
                "SELECT sum(sleepEachRow(0.05)) FROM numbers(2000) SETTINGS max_block_size = 1,"
                        + " function_sleep_max_microseconds_per_block = 0");
        node.flushLogs();
        node.kill();
        assertThrows(RuntimeException.class, running::join);
        node.start();
        assertEquals(State.LOST, only(look(Set.of(id), Set.of())).state());
    }

    @Test
    void oldLinesAreNotRead() throws NodeException {
        node.query("SELECT 1", Map.of("query_id", id));
        node.query("SELECT sleep(3)");
        Sightings seen = as("default",
                inspector -> inspector.look(new Search(Set.of(id), Set.of(), Duration.ofSeconds(1))));
        assertEquals(Map.of(), seen.queries());
    }

    @Test
    void sessionOfAnEarlierStatementKeepsNothingOfIt() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            bench.succeed("SELECT 1", new SessionContext("system", Map.of("max_block_size", "77"), Map.of("p", "1"),
                    List.of()));
            bench.succeed("SELECT throwIf(getSetting('max_block_size') = 77 OR currentDatabase() = 'system')");
            assertEquals(1, bench.registry.sessions().size());
        }
    }
}
