package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.LeftoverFinder;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said of rows that a failed or killed INSERT left, against what is really there. */
class LeftoversTest {
    private static final String SMALL_BLOCKS = " SETTINGS max_block_size = 10, max_insert_block_size = 10,"
            + " min_insert_block_size_rows = 10, min_insert_block_size_bytes = 1, max_threads = 1";

    @RegisterExtension
    static final Servers servers = Servers.with()
            .nodes(2)
            .user(TestUser.named("plain", "").grant("INSERT ON *.*").grant("SELECT ON *.*"))
            .user(TestUser.named("blind", "").grant("INSERT ON *.*").grant("SELECT ON system.processes"))
            .build();

    private final ClickHouseNode node = servers.node(0);
    private String database = "";

    @BeforeEach
    void table() {
        database = servers.freshDatabase();
        for (ClickHouseNode each : servers.nodes()) {
            each.query("CREATE TABLE " + database + ".`t-1` (n UInt64) ENGINE = MergeTree ORDER BY n");
        }
    }

    private ClickHouseSettings settings() {
        return Bench.in(Bench.settings(node, servers.node(1)), database);
    }

    private long rows(String table) {
        return node.number("SELECT count() FROM " + database + "." + table);
    }

    private static String failing(String table, int at) {
        return "INSERT INTO " + table + " SELECT number + throwIf(number = " + at + ") FROM numbers(100)"
                + SMALL_BLOCKS;
    }

    private static Leftover left(ExecutionReport end) {
        return switch (end) {
            case ExecutionReport.Failed failed -> failed.left();
            case ExecutionReport.Killed killed -> killed.left();
            default -> throw new AssertionError(end);
        };
    }

    private Leftover leftBy(String sql) {
        return leftBy(sql, SessionContext.EMPTY);
    }

    private Leftover leftBy(String sql, SessionContext session) {
        try (Bench bench = Bench.of(settings())) {
            return left(bench.run(sql, session));
        }
    }

    @Test
    void mergeTreesAndTheirViewsAreCountedExactly() {
        node.query("CREATE TABLE " + database + ".b (n UInt64) ENGINE = MergeTree ORDER BY n");
        node.query("CREATE MATERIALIZED VIEW " + database + ".v TO " + database + ".b AS SELECT n FROM " + database
                + ".`t-1` WHERE n % 2 = 0");
        Leftover.Rows left = assertInstanceOf(Leftover.Rows.class, leftBy(failing("`t-1`", 75)));
        assertTrue(left.exact());
        assertTrue(rows("`t-1`") > 0);
        assertEquals(Map.of(database + ".t-1", rows("`t-1`"), database + ".b", rows("b")), left.byTable());
        assertEquals(rows("`t-1`") + rows("b"), left.rows());
    }

    @Test
    void firstBlockThatFailsLeavesNothing() {
        assertEquals(Leftover.nothing(), leftBy(failing("`t-1`", 0)));
        assertEquals(0, rows("`t-1`"));
    }

    @Test
    void refusedStatementLeavesNothing() {
        assertEquals(Leftover.nothing(), leftBy("INSERT INTO nowhere SELECT 1"));
        assertEquals(Leftover.nothing(), leftBy("INSERT INTO `t-1` SELECT 1 1"));
    }

    @Test
    void refusalOfTheRequestThatTheLogDoesNotHoldLeavesNothing() {
        assertEquals(Leftover.nothing(), leftBy("INSERT INTO `t-1` SELECT 1",
                new SessionContext(null, Map.of("no_such_setting", "1"), Map.of(), List.of())));
    }

    @Test
    void syntaxErrorInLateDataLeavesRowsAlthoughItsCodeIsThatOfAnEarlyOne() {
        ExecutionReport.Failed end;
        try (Bench bench = Bench.of(settings())) {
            end = assertInstanceOf(ExecutionReport.Failed.class, bench.run("INSERT INTO `t-1`" + SMALL_BLOCKS
                    + " VALUES " + "(1),".repeat(50) + "(oops oops"));
        }
        assertEquals(62, end.failure().code(), end.failure().message());
        Leftover.Rows left = assertInstanceOf(Leftover.Rows.class, end.left());
        assertEquals(rows("`t-1`"), left.rows());
        assertTrue(left.exact() && left.rows() > 0, left.toString());
    }

    @Test
    void rowsInABufferAreNotCountedByParts() {
        node.query("CREATE TABLE " + database + ".buf AS " + database + ".`t-1` ENGINE = Buffer('" + database
                + "', 't-1', 1, 100, 100, 10000, 10000, 1000000, 1000000)");
        Leftover.Rows left = assertInstanceOf(Leftover.Rows.class, leftBy(failing("buf", 75)));
        assertTrue(!left.exact() && left.rows() >= rows("buf") && rows("buf") > 0, left + ", there: " + rows("buf"));
    }

    @Test
    void rowsThatADistributedTableHandedOnAreNotExact() {
        node.query("CREATE TABLE " + database + ".d AS " + database + ".`t-1` ENGINE = Distributed(" + servers.cluster()
                + ", '" + database + "', 't-1', n)");
        Leftover.Rows left = assertInstanceOf(Leftover.Rows.class, leftBy(failing("d", 75)));
        assertTrue(!left.exact() && left.rows() >= rows("d") && rows("d") > 0, left + ", there: " + rows("d"));
        assertEquals(Leftover.nothing(), leftBy(failing("d", 0)));
    }

    @Test
    void killedInsertIsCounted() {
        try (Bench bench = Bench.of(settings())) {
            RunEvent.Dispatched victim = bench.dispatch("INSERT INTO `t-1` SELECT number + sleepEachRow(0.02)"
                    + " FROM numbers(2000)" + SMALL_BLOCKS + ", function_sleep_max_microseconds_per_block = 0");
            String id = bench.start(victim);
            bench.reports.progress(id, p -> p.counters().writtenRows() >= 20);
            bench.cancel(victim);
            ExecutionReport.Killed end = bench.reports.end(id, ExecutionReport.Killed.class);
            Leftover.Rows left = assertInstanceOf(Leftover.Rows.class, end.left());
            assertTrue(left.exact() && left.rows() > 0, left.toString());
            assertEquals(rows("`t-1`"), left.rows());
        }
    }

    @Test
    void withoutTheGrantToFlushRowsAreNotExact() {
        try (Bench bench = Bench.of(Bench.as(settings(), "plain", ""))) {
            Leftover.Rows left = assertInstanceOf(Leftover.Rows.class, left(bench.run(failing("`t-1`", 75))));
            assertTrue(!left.exact() && left.rows() >= rows("`t-1`"), left.toString());
        }
    }

    @Test
    void logThatCannotBeReadTellsNothing() {
        try (Bench bench = Bench.of(Bench.as(settings(), "blind", ""))) {
            Leftover.Unknown left = assertInstanceOf(Leftover.Unknown.class, left(bench.run(failing("`t-1`", 75))));
            assertTrue(left.why().contains("Not enough privileges"), left.why());
        }
    }

    @Test
    void statementThatSwitchesItsLogOffTellsNothing() {
        try (Bench bench = Bench.of(settings())) {
            RunEvent.Dispatched d = bench.dispatch(failing("`t-1`", 75) + ", log_queries = 0");
            RunEvent.Dispatched untraced = new RunEvent.Dispatched(d.statement(), d.attempt(), d.sql(), d.session(),
                    d.timeout(), d.server(), false);
            bench.start(untraced);
            assertInstanceOf(Leftover.Unknown.class, left(bench.reports.end(d.attempt().queryId())));
        }
    }

    @Test
    void rowsThatTheServerPutsOffAreNotProvenAway() {
        assertInstanceOf(Leftover.Unknown.class, leftBy("INSERT INTO `t-1` SETTINGS async_insert = 1 VALUES ('x')"));
        assertEquals(Leftover.nothing(), leftBy("INSERT INTO `t-1` VALUES ('x')"));
    }

    @Test
    void afterARestartPartsAreNotExactAndAbsenceProvesNothing() {
        String id;
        try (Bench bench = Bench.of(settings())) {
            id = bench.start(failing("`t-1`", 75));
            assertTrue(assertInstanceOf(Leftover.Rows.class, left(bench.reports.end(id))).exact());
        }
        node.restart();
        try (ClickHouseCluster cluster = ClickHouseCluster.open(settings())) {
            cluster.check();
            LeftoverFinder finder = cluster.leftovers();
            Leftover.Rows left = assertInstanceOf(Leftover.Rows.class, finder.find(node.address(), id));
            assertTrue(!left.exact() && left.rows() >= rows("`t-1`"), left.toString());
            assertInstanceOf(Leftover.Unknown.class, finder.find(node.address(), "x" + id));
        }
    }
}
