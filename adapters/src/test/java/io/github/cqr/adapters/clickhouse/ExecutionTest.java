package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent, and what the server's answer is taken for, on real servers. */
class ExecutionTest {
    private final ClickHouseNode node = Servers.shared().node(0);
    private final ClickHouseNode other = Servers.shared().node(1);
    private final String database = Servers.shared().freshDatabase();
    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.of(Bench.in(Bench.settings(node, other), database));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static SessionContext set(String name, String value) {
        return new SessionContext(null, Map.of(name, value), Map.of(), List.of());
    }

    private String first(String table) {
        return node.query("SELECT * FROM " + database + "." + table).strip();
    }

    private void table(String columns) {
        node.query("CREATE TABLE " + database + ".t (" + columns + ") ENGINE = MergeTree ORDER BY tuple()");
    }

    @Test
    void statementTakesEffectWithItsCounters() {
        bench.succeed("CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n");
        ExecutionReport.Succeeded end = bench.succeed("INSERT INTO t SELECT number FROM numbers(1000)");
        assertEquals(1000, end.counters().readRows());
        assertEquals(1000, end.counters().writtenRows());
        assertEquals(8000, end.counters().readBytes());
        assertEquals(1000, node.number("SELECT count() FROM " + database + ".t"));
    }

    @Test
    void eachNodeGetsItsOwn() {
        RunEvent.Dispatched there = bench.dispatch("CREATE TABLE there (n UInt8) ENGINE = Memory", 1,
                SessionContext.EMPTY,
                null);
        bench.reports.end(bench.start(there), ExecutionReport.Succeeded.class);
        assertEquals(1, other.number("EXISTS " + database + ".there"));
        assertEquals(0, node.number("EXISTS " + database + ".there"));
    }

    @Test
    void sessionTravels() {
        table("a String, b String, c String");
        node.query("CREATE DATABASE IF NOT EXISTS " + database + "_other ENGINE = Atomic");
        bench.succeed(
                "INSERT INTO " + database
                        + ".t SELECT getSetting('max_block_size')::String, {x:String}, currentDatabase()",
                new SessionContext(database + "_other", Map.of("max_block_size", "4321"), Map.of("x", "a&b='ü %"),
                        List.of()));
        assertEquals("4321\ta&b=\\'ü %\t" + database + "_other", first("t"));
    }

    @Test
    void rolesTravel() {
        ExecutionReport.Failed end = assertInstanceOf(ExecutionReport.Failed.class,
                bench.run("SELECT 1", new SessionContext(null, Map.of(), Map.of(), List.of("cqr_no_such_role"))));
        assertEquals("UNKNOWN_ROLE", end.failure().name());
        assertTrue(end.failure().message().contains("cqr_no_such_role"), end.failure().message());
    }

    @Test
    void inlineDataArrivesUntouched() {
        table("a String, b String");
        bench.succeed("INSERT INTO t VALUES ('x', '{fn now()}'), ('?', '{d ''2024-01-01''}')");
        bench.succeed("INSERT INTO t FORMAT CSV\n\"1;2\",\"ü€😀\"\n\"3\",\"\"\n");
        bench.succeed("INSERT INTO t FORMAT TSV\ny\t\n");
        bench.succeed("INSERT INTO t FORMAT JSONEachRow\n{\"a\":\"j\",\"b\":\"\\u00e4\"}");
        assertEquals(List.of("1;2|ü€😀", "3|", "?|{d '2024-01-01'}", "j|ä", "x|{fn now()}", "y|"),
                node.query("SELECT concat(a, '|', b) FROM " + database + ".t ORDER BY a FORMAT TSVRaw").lines()
                        .toList());
    }

    @Test
    void megabytesOfInlineDataArrive() {
        table("a String");
        String row = "('" + "ü".repeat(500) + "'),\n";
        assertEquals(20_000, bench.succeed("INSERT INTO t VALUES " + row.repeat(20_000)).counters().writtenRows());
        assertEquals(20_000L * 1000, node.number("SELECT sum(length(a)) FROM " + database + ".t"));
    }

    @Test
    void settingsClauseComesOverSessionAndSessionOverOurs() {
        table("a String");
        String read = "SELECT getSetting('async_insert')::String";
        bench.succeed("INSERT INTO t " + read);
        assertEquals("false", first("t"));
        node.query("TRUNCATE TABLE " + database + ".t");
        bench.succeed("INSERT INTO t " + read, set("async_insert", "1"));
        assertEquals("true", first("t"));
        node.query("TRUNCATE TABLE " + database + ".t");
        bench.succeed("INSERT INTO t " + read + " SETTINGS async_insert = 1");
        assertEquals("true", first("t"));
    }

    @Test
    void ourSettingsAndLogCommentAreInTheQueryLog() {
        String id = bench.start("SELECT 1");
        bench.reports.end(id, ExecutionReport.Succeeded.class);
        node.flushLogs();
        assertEquals(
                "QueryStart\tQueryFinish\t{\"run_id\":\"run-1\",\"generation\":\"gen-1\",\"instance\":\"inst\",\"hash\":\""
                        + "a".repeat(64)
                        + "\",\"occurrence\":1,\"ordinal\":0,\"undo\":0}\t1",
                node.query("SELECT any(type)::String, anyLast(type)::String, any(log_comment),"
                        + " startsWith(any(http_user_agent), 'clickhouse-query-runner/1.2.3 (inst)')"
                        + " FROM (SELECT * FROM system.query_log WHERE query_id = '" + id
                        + "' ORDER BY event_time_microseconds) FORMAT TSVRaw").strip());
    }

    @Test
    void resultsAreReadToTheEndAndThrownAway() {
        ExecutionReport.Succeeded end = bench
                .succeed("SELECT number, toString(number) FROM numbers(300000) FORMAT JSONEachRow");
        assertEquals(300_000, end.counters().readRows());
    }

    @Test
    void earlyErrorIsAFailureWithTheWholeMessage() {
        ExecutionReport.Failed end = assertInstanceOf(ExecutionReport.Failed.class, bench.run("SELEC 1"));
        assertEquals(62, end.failure().code());
        assertEquals("SYNTAX_ERROR", end.failure().name());
        assertTrue(end.failure().message().startsWith("Code: 62. DB::Exception: Syntax error"),
                end.failure().message());
        assertTrue(end.failure().message().endsWith(")"), end.failure().message());
    }

    @Test
    void longMessageIsWholeAndItsCharactersAreNot() {
        String text = "ü\\n  ".repeat(2000);
        ExecutionReport.Failed end = assertInstanceOf(ExecutionReport.Failed.class,
                bench.run("SELECT throwIf(1, '" + text + "')"));
        assertTrue(end.failure().message().contains("ü\n  ".repeat(2000)), end.failure().message());
        assertEquals("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", end.failure().name());
    }

    private static final String LATE = "SELECT throwIf(number = 3000000, 'too late') AS x, number FROM numbers(5000000) FORMAT TSV";

    @Test
    void lateErrorIsAFailure() {
        assertLate(bench.run(LATE, set("max_block_size", "1000")));
    }

    @Test
    void lateErrorInTheMiddleOfTheAnswerIsAFailure() {
        assertLate(bench.run(LATE, new SessionContext(null, Map.of("max_block_size", "1000", "wait_end_of_query", "0"),
                Map.of(), List.of())));
    }

    @Test
    void lateErrorAfterStatementsOwnSettingsIsAFailure() {
        assertLate(bench
                .run(LATE.replace(" FORMAT", " SETTINGS http_wait_end_of_query = 0, max_block_size = 1000 FORMAT")));
        assertLate(bench.run(LATE.replace(" FORMAT",
                " SETTINGS http_write_exception_in_output_format = 1, max_block_size = 1000 FORMAT")));
    }

    @Test
    void lateErrorWithinAFormatThatHoldsItIsAFailure() {
        assertLate(bench.run(LATE.replace("TSV", "JSON"), new SessionContext(null,
                Map.of("max_block_size", "1000", "wait_end_of_query", "0", "http_write_exception_in_output_format",
                        "1"),
                Map.of(), List.of())));
    }

    private static void assertLate(ExecutionReport end) {
        ExecutionReport.Failed failed = assertInstanceOf(ExecutionReport.Failed.class, end);
        Failure.Server failure = assertInstanceOf(Failure.Server.class, failed.failure());
        assertEquals(395, failure.code(), failure.message());
        assertEquals("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", failure.name());
        assertTrue(failure.message().contains("too late"), failure.message());
    }

    @Test
    void partialInsertIsAFailureWithItsRows() {
        table("n UInt64");
        ExecutionReport.Failed end = assertInstanceOf(ExecutionReport.Failed.class,
                bench.run("INSERT INTO t SELECT if(throwIf(number = 3000, 'stop') = 0, number, 0) FROM numbers(5000)"
                        + " SETTINGS max_block_size = 500, max_threads = 1, max_insert_block_size = 500, min_insert_block_size_rows = 500,"
                        + " min_insert_block_size_bytes = 1, max_insert_threads = 1"));
        assertEquals(395, end.failure().code());
        long stayed = node.number("SELECT count() FROM " + database + ".t");
        assertTrue(stayed > 0 && end.counters().writtenRows() >= stayed, stayed + " stayed, report " + end.counters());
    }

    @Test
    void twoHundredAtOnceSucceed() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ids.add(bench.start(bench.dispatch("SELECT sleep(0.2), " + i, 0,
                    set("max_threads", "1"), null)));
        }
        ids.forEach(id -> bench.reports.end(id, ExecutionReport.Succeeded.class));
        ids.forEach(id -> assertEquals(1, bench.reports.ends(id).size()));
    }

    @Test
    void progressArrives() {
        String id = bench.start(
                "SELECT sum(sleepEachRow(0.01)) FROM numbers(200) SETTINGS max_block_size = 10, max_threads = 1");
        ExecutionReport.Progressed progress = bench.reports.progress(id, p -> p.counters().readRows() > 0);
        assertTrue(progress.elapsed().toMillis() > 0, progress.toString());
        assertTrue(progress.counters().totalRows() >= progress.counters().readRows(), progress.toString());
        bench.reports.end(id, ExecutionReport.Succeeded.class);
    }

    @Test
    void nothingIsSentWhileSendingIsNotAllowed() {
        bench.executor.allowSending(false, "the lease is gone");
        ExecutionReport.NotSent end = assertInstanceOf(ExecutionReport.NotSent.class,
                bench.run("CREATE TABLE never (n UInt8) ENGINE = Memory"));
        assertEquals("the lease is gone", end.reason());
        assertEquals(0, node.number("EXISTS " + database + ".never"));
        bench.executor.allowSending(true, "");
        bench.succeed("SELECT 1");
    }

    @Test
    void sameIdRunningAlreadyIsAwaited() {
        table("n UInt64");
        RunEvent.Dispatched dispatched = bench.dispatch("INSERT INTO t SELECT 1");
        String id = dispatched.attempt().queryId();
        // What a proxy does that sends a request twice: the first is under way when ours arrives.
        Thread first = Thread.ofVirtual().start(() -> node.query(
                "INSERT INTO " + database
                        + ".t SELECT number + sleepEachRow(0.02) FROM numbers(100) SETTINGS max_block_size = 1",
                Map.of("query_id", id)));
        while (node.number("SELECT count() FROM system.processes WHERE query_id = '" + id + "'") == 0) {
            Thread.onSpinWait();
        }
        bench.start(dispatched);
        assertEquals(100, bench.reports.end(id, ExecutionReport.Succeeded.class).counters().writtenRows());
        assertTrue(first.isAlive() || node.number("SELECT count() FROM " + database + ".t") == 100);
    }
}
