package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.fixtures.net.Direction;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.TestUser;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that break, at every moment, between the executor and a real server. */
class BrokenConnectionTest {
    private static final String SLOW_INSERT = "INSERT INTO %s.t SELECT number + sleepEachRow(0.04) FROM numbers(100)"
            + " SETTINGS max_block_size = 5, max_insert_block_size = 5, min_insert_block_size_rows = 5, min_insert_block_size_bytes = 1, max_threads = 1";

    @RegisterExtension
    static final Servers servers = Servers.with()
            .nodes(2)
            .user(TestUser.named("plain", "").grant("INSERT ON *.*").grant("SELECT ON system.processes")
                    .grant("SELECT ON system.query_log"))
            .user(TestUser.named("poor", "").grant("INSERT ON *.*").grant("SELECT ON system.processes"))
            .build();

    private final ClickHouseNode node = servers.node(0);
    private String database = "";
    private TcpProxy proxy = TcpProxy.to(node.host(), node.httpPort());

    @BeforeEach
    void table() {
        database = servers.freshDatabase();
        node.query("CREATE TABLE " + database + ".t (n UInt64) ENGINE = MergeTree ORDER BY n");
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    private Bench bench(Duration patience) {
        return Bench.of(Bench.patient(Bench.settings(proxy.address()), patience));
    }

    private long rows() {
        return node.number("SELECT count() FROM " + database + ".t");
    }

    @Test
    void idleCutDoesNotDisturbAnInsert() {
        try (Bench bench = bench(Duration.ofSeconds(10))) {
            proxy.cutIdleAfter(Duration.ofSeconds(1));
            String id = bench.start(SLOW_INSERT.formatted(database));
            ExecutionReport.Succeeded end = bench.reports.end(id, ExecutionReport.Succeeded.class);
            assertEquals(100, end.counters().writtenRows());
            assertEquals(100, rows());
            assertTrue(end.elapsed().toMillis() >= 4000, end.toString());
            assertEquals(1, bench.reports.ends(id).size());
            node.flushLogs();
            assertEquals(1, node.number(
                    "SELECT count() FROM system.query_log WHERE type = 'QueryStart' AND query_id = '" + id + "'"));
        }
    }

    @Test
    void progressGoesOnAfterTheCut() {
        try (Bench bench = bench(Duration.ofSeconds(10))) {
            String id = bench.start(
                    "SELECT sum(sleepEachRow(0.04)) FROM numbers(100) SETTINGS max_block_size = 1, max_threads = 1");
            bench.reports.progress(id, p -> true);
            proxy.cut();
            bench.reports.progress(id, p -> p.counters().readRows() > 60);
            bench.reports.end(id, ExecutionReport.Succeeded.class);
        }
    }

    @Test
    void cutOfAFailingStatementEndsInItsFailure() {
        try (Bench bench = bench(Duration.ofSeconds(10))) {
            String id = bench
                    .start("SELECT sum(throwIf(number = 60, 'no further') + sleepEachRow(0.03)) FROM numbers(100)"
                            + " SETTINGS max_block_size = 1, max_threads = 1");
            bench.reports.progress(id, p -> true);
            proxy.cut();
            ExecutionReport.Failed end = bench.reports.end(id, ExecutionReport.Failed.class);
            assertEquals("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", end.failure().name());
            assertTrue(end.failure().message().contains("no further"), end.failure().message());
        }
    }

    @Test
    void killAfterTheCutIsAKill() {
        try (Bench bench = bench(Duration.ofSeconds(10))) {
            RunEvent.Dispatched victim = bench.dispatch(SLOW_INSERT.formatted(database));
            String id = bench.start(victim);
            bench.reports.progress(id, p -> true);
            proxy.cut();
            bench.cancel(victim);
            bench.reports.end(id, ExecutionReport.Killed.class);
        }
    }

    @Test
    void answerLostOnTheWayIsFoundInTheLog() {
        try (Bench bench = bench(Duration.ofSeconds(2))) {
            RunEvent.Dispatched dispatched = bench.dispatch("INSERT INTO " + database + ".t SELECT sleep(2)");
            String id = bench.start(dispatched);
            bench.reports.progress(id, p -> true);
            proxy.stall(Direction.TO_CLIENT);
            while (node.number("SELECT count() FROM system.processes WHERE query_id = '" + id + "'") > 0) {
                Thread.onSpinWait();
            }
            proxy.cut();
            proxy.pass();
            ExecutionReport.Succeeded end = bench.reports.end(id, ExecutionReport.Succeeded.class);
            assertEquals(1, end.counters().writtenRows());
            assertEquals(1, rows());
        }
    }

    @Test
    void lostAnswerOnAConnectionThatNobodyClosedIsFound() {
        try (Swallower swallower = Swallower.before(node, "INSERT INTO");
                Bench bench = Bench.of(Bench.patient(Bench.settings(swallower.address()), Duration.ofSeconds(2)))) {
            String id = bench.start("INSERT INTO " + database + ".t SELECT 1");
            assertEquals(1, bench.reports.end(id, ExecutionReport.Succeeded.class).counters().writtenRows());
            assertEquals(1, rows());
        }
    }

    @Test
    void newestLogServesWhereTheTableFunctionIsForbidden() {
        try (Swallower swallower = Swallower.before(node, "INSERT INTO").refuse("FROM merge(");
                Bench bench = Bench.of(Bench.patient(Bench.settings(swallower.address()), Duration.ofSeconds(2)))) {
            String id = bench.start("INSERT INTO " + database + ".t SELECT 1");
            assertEquals(1, bench.reports.end(id, ExecutionReport.Succeeded.class).counters().writtenRows());
            // Once at the check and once by the executor, which keeps it in mind.
            assertEquals(2, swallower.refusals());
        }
    }

    private String cutInTheMiddle(Bench bench) {
        String id = bench.start(SLOW_INSERT.formatted(database));
        bench.reports.progress(id, p -> true);
        proxy.cut();
        return id;
    }

    @Test
    void userWhoMayNotFlushLogsIsServed() {
        try (Bench bench = Bench.of(Bench.as(Bench.settings(proxy.address()), "plain", ""))) {
            assertEquals(100,
                    bench.reports.end(cutInTheMiddle(bench), ExecutionReport.Succeeded.class).counters().writtenRows());
        }
    }

    @Test
    void userWhoMayNotReadTheLogGetsAReason() {
        try (Bench bench = Bench.of(
                Bench.patient(Bench.as(Bench.settings(proxy.address()), "poor", ""), Duration.ofSeconds(2)))) {
            ExecutionReport.OutcomeUnknown end = bench.reports.end(cutInTheMiddle(bench),
                    ExecutionReport.OutcomeUnknown.class);
            assertTrue(end.reason().contains("Not enough privileges"), end.reason());
        }
    }

    @Test
    void refusedIsNotSentAndTheNodeIsDown() {
        try (Bench bench = bench(Duration.ofSeconds(2))) {
            proxy.cutIdleAfter(Duration.ofMillis(100));
            proxy.await(() -> proxy.openConnections() == 0, Duration.ofSeconds(10));
            proxy.refuse();
            String id = bench.start("INSERT INTO " + database + ".t SELECT 1");
            ExecutionReport.NotSent end = bench.reports.end(id, ExecutionReport.NotSent.class);
            assertTrue(end.reason().contains("it refuses connections"), end.reason());
            RunInput.NodeDown down = bench.reports.all(RunInput.NodeDown.class).getFirst();
            assertEquals(proxy.address(), down.node());
            assertTrue(down.message().contains("it refuses connections"), down.message());
            assertEquals(0, rows());
            proxy.pass();
            bench.succeed("INSERT INTO " + database + ".t SELECT 1");
        }
    }

    @Test
    void cutUploadIsUnknownOrFailedButNeverRepeated() {
        try (Bench bench = bench(Duration.ofSeconds(2))) {
            proxy.cutAfter(Direction.TO_SERVER, 400_000);
            String id = bench.start("INSERT INTO " + database + ".t VALUES " + "(1),\n".repeat(1_000_000));
            ExecutionReport end = bench.reports.end(id);
            boolean never = end instanceof ExecutionReport.NotSent;
            assertTrue(never || end instanceof ExecutionReport.Failed || end instanceof ExecutionReport.OutcomeUnknown,
                    end.toString());
            node.flushLogs();
            assertTrue(node.number(
                    "SELECT count() FROM system.query_log WHERE type = 'QueryStart' AND query_id = '" + id
                            + "'") <= (never ? 0 : 1));
            assertTrue(!never || node.number("SELECT count() FROM " + database + ".t") == 0, end.toString());
        }
    }

    @Test
    void heldBackRequestIsUnknown() {
        try (Bench bench = bench(Duration.ofSeconds(2))) {
            bench.succeed("SELECT 1");
            proxy.stall(Direction.TO_SERVER);
            String id = bench.start("INSERT INTO " + database + ".t SELECT 7");
            proxy.await(() -> proxy.bytesHeld(Direction.TO_SERVER) > 0, Duration.ofSeconds(10));
            proxy.cut();
            ExecutionReport.OutcomeUnknown end = bench.reports.end(id, ExecutionReport.OutcomeUnknown.class);
            assertTrue(end.reason().contains("connection broke"), end.reason());
        }
    }

    @Test
    void closedIdleConnectionIsNotNoticed() {
        try (Bench bench = bench(Duration.ofSeconds(2))) {
            bench.succeed("INSERT INTO " + database + ".t SELECT 1");
            long before = proxy.connections();
            proxy.cutIdleAfter(Duration.ofMillis(100));
            proxy.await(() -> proxy.openConnections() == 0, Duration.ofSeconds(10));
            ExecutionReport end = bench.run("INSERT INTO " + database + ".t SELECT 2");
            assertTrue(end instanceof ExecutionReport.Succeeded, end.toString());
            assertTrue(proxy.connections() > before);
            assertEquals(2, rows());
        }
    }

    @Test
    void killedNodeIsDownAndTheOutcomeUnknown() {
        try (Bench bench = bench(Duration.ofSeconds(2))) {
            String id = bench.start(SLOW_INSERT.formatted(database));
            bench.reports.progress(id, p -> true);
            node.kill();
            try {
                ExecutionReport.OutcomeUnknown end = bench.reports.end(id, ExecutionReport.OutcomeUnknown.class);
                assertTrue(end.reason().contains("does not answer"), end.reason());
                assertEquals(1, bench.reports.all(RunInput.NodeDown.class).size());
            } finally {
                node.start();
            }
        }
    }

    @Test
    void nodeThatReturnsWithinPatienceWithoutTheEndIsUnknown() {
        try (Bench bench = bench(Duration.ofSeconds(10))) {
            String id = bench.start(SLOW_INSERT.formatted(database));
            bench.reports.progress(id, p -> true);
            node.kill();
            node.start();
            ExecutionReport.OutcomeUnknown end = bench.reports.end(id, ExecutionReport.OutcomeUnknown.class);
            assertTrue(end.reason().contains("query log"), end.reason());
            assertTrue(bench.reports.all(RunInput.NodeDown.class).isEmpty());
        }
    }
}
