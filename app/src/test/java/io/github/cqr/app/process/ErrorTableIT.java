package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.net.Ports;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PRD's error table and the exit codes, line by line, as far as the servers stay up. */
class ErrorTableIT {
    private static final Servers SERVERS = Servers.shared();

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");

    @BeforeEach
    void start() {
        cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
    }

    private static void assertNoStackTrace(Result result) {
        assertFalse(result.err().contains("\tat "), result.err());
        assertFalse(result.err().contains("Exception in thread"), result.err());
    }

    @Test
    void aSyntaxErrorStopsTheBatchAndIsReportedWithTextNodeAndMessage() {
        String script = cqr.script("a.sql", "INSERT INTO t SELECT 0", "SELEC nonsense", "INSERT INTO t SELECT 2");
        Result result = cqr.run("--concurrency", "1", script);
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.err().contains("failed statement 1 (line 2) on 127.0.0.1:"), result.err());
        assertTrue(result.err().contains("code 62, SYNTAX_ERROR"), result.err());
        assertTrue(result.err().contains("statement: SELEC nonsense"), result.err());
        assertTrue(result.err().contains("Syntax error: failed at position 1"), result.err());
        assertEquals(List.of(0), Cqr.rows(SERVERS, cqr.database()));
        assertNoStackTrace(result);
    }

    @Test
    void afterMendingTheFileTheRunGoesOnFromThere() {
        String script = cqr.script("a.sql", "INSERT INTO t SELECT 0", "INSERT INTO t SELECT throwIf(1)",
                "INSERT INTO t SELECT 2");
        assertEquals(1, cqr.run("--concurrency", "1", script).exitCode());
        cqr.script("a.sql", "INSERT INTO t SELECT 0", "INSERT INTO t SELECT 1", "INSERT INTO t SELECT 2");
        Result result = cqr.run("--concurrency", "1", script);
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.err().contains("1 skipped as completed"), result.err());
        assertEquals(Cqr.upTo(3), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void onFailureWhatRunsFinishesOrIsCancelled() {
        String[] statements = {"INSERT INTO t SELECT 0 FROM numbers(1) WHERE sleepEachRow(2) = 0", "SELECT throwIf(1)",
                "INSERT INTO t SELECT 2"};
        Result finished = cqr.run("--concurrency", "2", cqr.script("a.sql", statements));
        assertEquals(1, finished.exitCode(), finished.err());
        assertEquals(List.of(0), Cqr.rows(SERVERS, cqr.database()));

        Cqr other = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, other.database());
        Result cancelled = other.run("--concurrency", "2", "--cancel-on-failure", other.script("a.sql", statements));
        assertEquals(1, cancelled.exitCode(), cancelled.err());
        assertTrue(cancelled.err().contains("cancelled statement 0"), cancelled.err());
        assertEquals(List.of(), Cqr.rows(SERVERS, other.database()));
    }

    @Test
    void aStatementThatTakesTooLongIsKilledAndOneThatIsSlowOrStuckIsTold() {
        Result timed = cqr.run("--statement-timeout", "2s", "--slow-after", "1s", "--stuck-after", "1s",
                cqr.script("t.sql", "SELECT sleepEachRow(2.5) FROM numbers(30) SETTINGS max_block_size = 1"));
        assertEquals(1, timed.exitCode(), timed.err());
        assertTrue(timed.err().contains("failed statement 0 (line 1) on ") && timed.err().contains("2s"), timed.err());
        assertTrue(timed.err().contains("slow: statement 0 "), timed.err());
        assertTrue(timed.err().contains("stuck: statement 0 "), timed.err());
        for (ClickHouseNode node : SERVERS.nodes()) {
            assertEquals("0",
                    node.query("SELECT count() FROM system.processes WHERE query LIKE 'SELECT sleepEachRow(2.5)%'")
                            .strip(),
                    "it does not go on");
        }
    }

    @Test
    void aFailedStatementHasAFailedCheckpoint() {
        cqr.run("--run-id", cqr.database(), cqr.script("a.sql", "SELECT throwIf(1, 'on purpose')"));
        List<String> keys = SERVERS.valkey().keys("cqr:" + cqr.database() + ":*");
        assertEquals(1, keys.size());
        String value = String.valueOf(SERVERS.valkey().text("GET", keys.getFirst()));
        assertTrue(value.contains("\"status\":\"failed\"") && value.contains("on purpose"), value);
    }

    @Test
    void aNodeThatDoesNotAnswerStopsTheRunBeforeItBegins() {
        String script = cqr.script("a.sql", "INSERT INTO t SELECT 0");
        Result result = cqr.hosts(SERVERS.node(0).address() + ",127.0.0.1:" + Ports.free()).run(script);
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.err().contains("1 of 2 nodes cannot be used"), result.err());
        assertEquals(List.of(), Cqr.rows(SERVERS, cqr.database()));
        assertNoStackTrace(result);
    }

    @Test
    void aValkeyThatDoesNotAnswerStopsTheRunBeforeItBegins() {
        int port = Ports.free();
        Result result = cqr.valkey("redis://:secret@127.0.0.1:" + port)
                .run(cqr.script("a.sql", "INSERT INTO t SELECT 0"));
        assertEquals(3, result.exitCode(), result.err());
        assertTrue(result.err().contains("127.0.0.1:" + port), result.err());
        assertFalse(result.err().contains("secret"), result.err());
        assertEquals(List.of(), Cqr.rows(SERVERS, cqr.database()));
        assertNoStackTrace(result);
    }

    @Test
    void aMissingFileIsSaid() {
        Result result = cqr.run("missing.sql");
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("missing.sql"), result.err());
        assertNoStackTrace(result);
    }

    @Test
    void anEmptyFileIsNoError() {
        for (String content : List.of("", "-- only a comment", ";;;")) {
            Result result = cqr.valkey("redis://127.0.0.1:" + Ports.free()).run(cqr.script("empty.sql", content));
            assertEquals(0, result.exitCode(), result.err());
            assertTrue(result.err().contains("empty.sql holds no statement"), result.err());
        }
    }

    @Test
    void whenAllIsCompletedThereIsNothingToDo() {
        String script = cqr.script("a.sql", "SET max_threads = 1", "INSERT INTO t SELECT 0", "INSERT INTO t SELECT 0");
        assertEquals(0, cqr.run(script).exitCode());
        Result again = cqr.hosts("127.0.0.1:" + Ports.free()).run("--accept-target", script);
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.err().contains("nothing to do: all 2 statements"), again.err());
        assertEquals(List.of(0, 0), Cqr.rows(SERVERS, cqr.database()), "the same text twice is two statements");
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        String script = cqr.script("a.sql", "SELECT 1");
        for (String[] arguments : List.of(new String[]{"--concurency", "2", "a.sql"},
                new String[]{"--concurrency", "0", "a.sql"},
                new String[]{}, new String[]{"-"}, new String[]{"--host", "a:9000", script})) {
            Result result = cqr.run(arguments);
            assertEquals(2, result.exitCode(), result.err());
            assertTrue(result.err().startsWith("cqr: "), result.err());
            assertNoStackTrace(result);
        }
    }

    @Test
    void aScriptThatCannotBeSplitIsReportedWithItsPlaceBeforeAnythingRuns() {
        Result result = cqr.run(cqr.script("a.sql", "INSERT INTO t SELECT 0", "SELECT 'open"));
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("a.sql:2:8:"), result.err());
        assertEquals(List.of(), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void aBadSetFailsAtItsOwnLine() {
        Result result = cqr.run("--concurrency", "4",
                cqr.script("a.sql", "INSERT INTO t SELECT 0", "SET no_such_setting = 1", "INSERT INTO t SELECT 2"));
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.err().contains("failed statement 1 (line 2)"), result.err());
        assertTrue(result.err().contains("UNKNOWN_SETTING"), result.err());
        List<Integer> rows = Cqr.rows(SERVERS, cqr.database());
        assertTrue(!rows.contains(2), "what stands behind it did not run");
        boolean withdrawn = result.err().contains("1 failed") && result.err().contains("0 completed");
        assertEquals(withdrawn ? List.of() : List.of(0), rows, result.err());
    }

    @Test
    void anotherSpellingOfThePathIsNoOtherRun() {
        String script = cqr.script("a.sql", "INSERT INTO t SELECT 0");
        assertEquals(0, cqr.run(script).exitCode());
        Result result = cqr.run("./" + script);
        assertEquals(4, result.exitCode(), result.err());
        assertTrue(result.err().contains("path '" + script + "'"), result.err());
        assertEquals(List.of(0), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void anotherTargetIsNoOtherRun() {
        String script = cqr.script("a.sql", "INSERT INTO t SELECT 0");
        assertEquals(0, cqr.run("--host", SERVERS.node(0).address(), script).exitCode());
        Result result = cqr.run("--host", SERVERS.node(1).address(), script);
        assertEquals(4, result.exitCode(), result.err());
        assertTrue(result.err().contains("--accept-target"), result.err());
        Result database = cqr.run("--host", SERVERS.node(0).address(), "--database", "default", script);
        assertEquals(4, database.exitCode(), database.err());
    }
}
