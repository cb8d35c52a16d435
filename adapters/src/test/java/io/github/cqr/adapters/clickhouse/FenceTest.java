package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import io.github.cqr.domain.recovery.Takeover;
import io.github.cqr.domain.recovery.Verdict;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.fixtures.net.Direction;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The executor against who takes its run over, on a real server: what is late does nothing, and what runs is found. */
class FenceTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @RegisterExtension
    static final Servers servers = Servers.with().nodes(1).build();

    private final ClickHouseNode node = servers.node();
    private String database = "";
    private final TcpProxy proxy = TcpProxy.to(node.host(), node.httpPort());

    @BeforeEach
    void table() {
        database = servers.freshDatabase();
        node.query("CREATE TABLE " + database + ".t (n UInt64) ENGINE = MergeTree ORDER BY n");
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    private long rows() {
        return node.number("SELECT count() FROM " + database + ".t");
    }

    /** Another process takes over, by its own way to the node. */
    private Takeover.Findings takeOver(Bench former, List<RunEvent.Dispatched> open) throws InterruptedException {
        return takeOver(former, open, Duration.ZERO);
    }

    private Takeover.Findings takeOver(Bench former, List<RunEvent.Dispatched> open, Duration mayLive)
            throws InterruptedException {
        former.registry.takeLease();
        try (ClickHouseCluster cluster = ClickHouseCluster.open(Bench.settings(node))) {
            cluster.check();
            ServerBoot server = cluster.seen().get(node.address());
            List<OpenIntent> intents = open.stream()
                    .map(sent -> new OpenIntent(sent.attempt().queryId(), sent.statement().ordinal(),
                            new StatementId(sent.statement().hash(), 1), node.address(), 1, Instant.now(), 0, server,
                            true))
                    .toList();
            List<Registered> sessions = former.registry.sessions().stream()
                    .map(session -> new Registered(session.sessionId(), node.address(), session.server())).toList();
            return new Takeover(cluster.inspectors(), former.registry, Thread::sleep, Duration.ofMillis(100), LIMIT)
                    .run(intents, sessions, Set.of(), Duration.ofHours(1), mayLive, true);
        }
    }

    @Test
    void requestHeldBackUntilAfterTheTakeoverIsRefusedAndWritesNothing() throws InterruptedException {
        try (Bench bench = Bench.of(Bench.settings(proxy.address()))) {
            bench.succeed("SELECT 1");
            proxy.stall(Direction.TO_SERVER);
            RunEvent.Dispatched late = bench.dispatch("INSERT INTO " + database + ".t SELECT 7");
            bench.start(late);
            proxy.await(() -> proxy.bytesHeld(Direction.TO_SERVER) > 0, LIMIT);

            Takeover.Findings findings = takeOver(bench, List.of(late));
            Verdict verdict = findings.verdicts().values().iterator().next();
            assertTrue(verdict instanceof Verdict.NeverStarted, verdict.toString());

            proxy.pass();
            ExecutionReport.NotSent end = bench.reports.end(late.attempt().queryId(), ExecutionReport.NotSent.class);
            assertEquals("the run's lease is another process's", end.reason());
            assertEquals(0, rows());
            node.flushLogs();
            assertEquals(0, node.number("SELECT count() FROM system.query_log WHERE query_id = '"
                    + late.attempt().queryId() + "'"));
        }
    }

    @Test
    void sessionHeldBackWhileItIsMadeIsNotUsedAfterTheTakeover() throws InterruptedException {
        try (Bench bench = Bench.of(Bench.settings(proxy.address()))) {
            proxy.stall(Direction.TO_SERVER);
            RunEvent.Dispatched late = bench.dispatch("INSERT INTO " + database + ".t SELECT 7");
            bench.start(late);
            proxy.await(() -> proxy.bytesHeld(Direction.TO_SERVER) > 0, LIMIT);
            takeOver(bench, List.of(late));
            proxy.pass();
            ExecutionReport.NotSent end = bench.reports.end(late.attempt().queryId(), ExecutionReport.NotSent.class);
            assertEquals("the run's lease is another process's", end.reason());
            assertEquals(0, rows());
            assertEquals(List.of(), bench.registry.sessions());
        }
    }

    @Test
    void takerSeesWhatRunsAndAdoptsIt() throws InterruptedException {
        try (Bench taker = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched sent;
            try (Bench former = Bench.of(Bench.settings(node))) {
                sent = former.dispatch("INSERT INTO " + database + ".t SELECT number + sleepEachRow(0.04)"
                        + " FROM numbers(100) SETTINGS max_block_size = 5, max_threads = 1");
                former.start(sent);
                former.reports.progress(sent.attempt().queryId(), p -> true);
                former.executor.close();
                assertEquals(1, former.registry.sessions().size());
                Takeover.Findings findings = takeOver(former, List.of(sent));
                Verdict verdict = findings.verdicts().values().iterator().next();
                assertTrue(verdict instanceof Verdict.Running, verdict.toString());
            }
            String id = taker.adopt(sent);
            taker.reports.progress(id, p -> p.counters().readRows() > 0);
            ExecutionReport.Succeeded end = taker.reports.end(id, ExecutionReport.Succeeded.class);
            assertEquals(100, end.counters().writtenRows());
            assertEquals(100, rows());
        }
    }

    @Test
    void aFormerRunnerThatLivesCannotUseTheSessionOfWhatItHasRunningOnceItIsOver() throws InterruptedException {
        try (Bench former = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched sent = former
                    .dispatch("INSERT INTO " + database + ".t SELECT number + sleepEachRow(0.04)"
                            + " FROM numbers(50) SETTINGS max_block_size = 5, max_threads = 1");
            former.start(sent);
            former.reports.progress(sent.attempt().queryId(), p -> true);

            Takeover.Findings findings = takeOver(former, List.of(sent), Duration.ofMinutes(1));
            Verdict verdict = findings.verdicts().values().iterator().next();
            assertTrue(verdict instanceof Verdict.Completed, verdict.toString());

            RunEvent.Dispatched late = former.dispatch("INSERT INTO " + database + ".t SELECT 7");
            former.start(late);
            ExecutionReport.NotSent end = former.reports.end(late.attempt().queryId(), ExecutionReport.NotSent.class);
            assertEquals("the run's lease is another process's", end.reason());
            assertEquals(50, rows());
        }
    }

    @Test
    void adoptedStatementCanBeKilled() {
        try (Bench taker = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched sent;
            try (Bench former = Bench.of(Bench.settings(node))) {
                sent = former.dispatch("SELECT sum(sleepEachRow(0.05)) FROM numbers(2000) SETTINGS max_block_size = 1,"
                        + " function_sleep_max_microseconds_per_block = 0");
                former.start(sent);
                former.reports.progress(sent.attempt().queryId(), p -> true);
            }
            String id = taker.adopt(sent);
            taker.reports.progress(id, p -> true);
            taker.cancel(sent);
            taker.reports.end(id, ExecutionReport.Killed.class);
            assertEquals(0, node.number("SELECT count() FROM system.processes WHERE query_id = '" + id + "'"));
        }
    }

    @Test
    void everyStatementNamesASessionThatIsOnRecord() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            bench.succeed("INSERT INTO " + database + ".t SELECT 1");
            bench.succeed("INSERT INTO " + database + ".t SELECT 2");
            assertEquals(1, bench.registry.sessions().size());
            Registered session = bench.registry.sessions().getFirst();
            assertTrue(session.sessionId().startsWith("cqr-"), session.sessionId());
            // Closed behind its back, as when it was idle for long.
            node.query("SELECT 1", Map.of("session_id", session.sessionId(), "session_check", "1",
                    "close_session", "1"));
            bench.succeed("INSERT INTO " + database + ".t SELECT 3");
            assertEquals(1, bench.registry.sessions().size());
            assertNotEquals(session, bench.registry.sessions().getFirst());
            assertEquals(3, rows());
        }
    }

    @Test
    void closeEndsIdleSessions() {
        Bench bench = Bench.of(Bench.settings(node));
        bench.succeed("SELECT 1");
        assertEquals(1, bench.registry.sessions().size());
        bench.close();
        assertEquals(List.of(), bench.registry.sessions());
    }

    @Test
    void nothingIsSentWhileTheSessionCannotBePutOnRecord() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            bench.registry.fail(2);
            bench.succeed("INSERT INTO " + database + ".t SELECT 1");
            assertEquals(1, rows());
        }
    }

    @Test
    void nothingIsSentOnceTheLeaseIsInDoubt() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            bench.lease.lost();
            ExecutionReport.NotSent end = bench.reports.end(bench.start("INSERT INTO " + database + ".t SELECT 1"),
                    ExecutionReport.NotSent.class);
            assertTrue(end.reason().contains("lease"), end.reason());
            assertEquals(0, rows());
        }
    }

    @Test
    void statementForAFormerLifeOfTheServerIsNotSent() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched old = bench.dispatch("INSERT INTO " + database + ".t SELECT 1");
            node.restart();
            bench.start(old);
            ExecutionReport.NotSent end = bench.reports.end(old.attempt().queryId(), ExecutionReport.NotSent.class);
            assertTrue(end.reason().contains("restarted"), end.reason());
            assertEquals(2, bench.reports.all(RunInput.NodeSeen.class).size());
            bench.succeed("INSERT INTO " + database + ".t SELECT 1");
            assertEquals(1, rows());
        }
    }

    @Test
    void requestLostOnTheWayIsProvenNeverToHaveStarted() {
        try (Swallower between = Swallower.before(node, "INSERT INTO").lose();
                Bench bench = Bench.of(Bench.settings(between.address()))) {
            ExecutionReport.NotSent end = bench.reports.end(bench.start("INSERT INTO " + database + ".t SELECT 1"),
                    ExecutionReport.NotSent.class);
            assertTrue(end.reason().contains("it never started"), end.reason());
            assertEquals(List.of(), bench.registry.sessions());
            assertEquals(0, rows());
        }
    }

    @Test
    void withoutTheFenceALostRequestIsUnknown() {
        try (Swallower between = Swallower.before(node, "INSERT INTO").lose();
                Bench bench = Bench
                        .unfenced(Bench.patient(Bench.settings(between.address()), Duration.ofSeconds(2)))) {
            ExecutionReport.OutcomeUnknown end = bench.reports.end(
                    bench.start("INSERT INTO " + database + ".t SELECT 1"), ExecutionReport.OutcomeUnknown.class);
            assertTrue(end.reason().contains("still be on its way"), end.reason());
            assertEquals(List.of(), bench.registry.sessions());
        }
    }

    @Test
    void lostNodeIsToldOnceAndItsReturnToo() {
        try (Bench bench = Bench.waiting(Bench.patient(Bench.settings(proxy.address()), Duration.ofSeconds(2)))) {
            proxy.down();
            CompletableFuture.allOf(CompletableFuture.runAsync(() -> bench.run("SELECT 1")),
                    CompletableFuture.runAsync(() -> bench.run("SELECT 2"))).join();
            assertEquals(1, bench.reports.all(RunInput.NodeDown.class).size());
            proxy.pass();
            bench.reports.await(RunInput.NodeUp.class::isInstance, "return of the node");
            bench.succeed("SELECT 1");
            assertEquals(1, bench.reports.all(RunInput.NodeUp.class).size());
        }
    }

    @Test
    void returnOfARestartedServerTellsItsNewLifeFirst() {
        try (Bench bench = Bench.waiting(Bench.patient(Bench.settings(proxy.address()), Duration.ofSeconds(2)))) {
            ServerBoot before = bench.cluster.seen().get(proxy.address());
            proxy.down();
            bench.run("SELECT 1");
            node.restart();
            proxy.pass();
            bench.reports.await(RunInput.NodeUp.class::isInstance, "return of the node");
            List<RunInput.NodeSeen> lives = bench.reports.all(RunInput.NodeSeen.class);
            assertEquals(2, lives.size(), lives.toString());
            assertEquals(before, lives.getFirst().server());
            assertTrue(lives.getLast().server().bootedAt().isAfter(lives.getFirst().server().bootedAt()));
            assertEquals(Map.of(proxy.address(), lives.getLast().server()), bench.cluster.seen());
            List<RunInput> all = bench.reports.all();
            assertTrue(all.indexOf(lives.getLast()) < all.indexOf(new RunInput.NodeUp(proxy.address())));
        }
    }

    @Test
    void waitingForANodeOutlastsPatience() {
        try (Bench bench = Bench.waiting(Bench.patient(Bench.settings(proxy.address()), Duration.ofSeconds(1)))) {
            String id = bench.start("INSERT INTO " + database + ".t SELECT number + sleepEachRow(0.02)"
                    + " FROM numbers(100) SETTINGS max_block_size = 1, max_threads = 1");
            bench.reports.progress(id, p -> true);
            proxy.down();
            bench.reports.await(RunInput.NodeDown.class::isInstance, "loss of the node");
            proxy.pass();
            bench.reports.end(id, ExecutionReport.Succeeded.class);
            bench.reports.await(RunInput.NodeUp.class::isInstance, "return of the node");
            assertEquals(100, rows());
        }
    }
}
