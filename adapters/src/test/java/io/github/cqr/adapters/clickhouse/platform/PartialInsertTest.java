package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failed INSERT leaves in its tables, and which log tells it. */
class PartialInsertTest {
    private static final String BLOCKS_OF_TEN = " SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 10,"
            + " max_insert_block_size = 10, min_insert_block_size_rows = 10, min_insert_block_size_bytes = 1";
    private static final int THROW_IF = 395;
    private static final int KILLED = 394;
    private final Servers servers = Servers.shared();
    private final Http http = Http.to(servers.node());
    private final String id = "p-" + UUID.randomUUID();
    private final String database = servers.freshDatabase();
    private final String table = database + ".t";
    private final String target = database + ".target";

    @BeforeEach
    void tables() {
        http.send("CREATE TABLE " + table + " (n Float64) ENGINE = MergeTree ORDER BY n")
                .good();
        http.send("CREATE TABLE " + target + " (n Float64) ENGINE = MergeTree ORDER BY n").good();
    }

    @AfterEach
    void end() {
        http.close();
    }

    private void view(String expression) {
        http.send("CREATE MATERIALIZED VIEW " + database + ".view TO " + target + " AS SELECT " + expression
                + " AS n FROM "
                + table + " WHERE n % 2 = 0").good();
    }

    private Answer insert(String into, int failsAtRow) {
        return http
                .send("INSERT INTO " + into + " SELECT number + throwIf(number = " + failsAtRow + ") FROM numbers(100)"
                        + BLOCKS_OF_TEN, "query_id", id);
    }

    private long rows(String of) {
        return http.send("SELECT count() FROM " + of).number();
    }

    private void assertPartsTellWhatStayed() {
        assertEquals(rows(table), http.parts(id, table));
        assertEquals(rows(target), http.parts(id, target));
        assertTrue(http.writtenRows(id) >= rows(table) + rows(target), http.logged(id));
    }

    @Test
    void partsTellExactlyWhatStayedAndWrittenRowsTooMuch() {
        view("n");
        assertEquals(THROW_IF, insert(table, 75).code());
        assertPartsTellWhatStayed();
        assertTrue(rows(table) > 0 && rows(target) > 0, http.logged(id));
        assertTrue(http.writtenRows(id) > rows(table) + rows(target), http.logged(id));
    }

    @Test
    void blockOverSeveralPartitionsCanStayInPart() {
        String partitioned = database + ".partitioned";
        http.send("CREATE TABLE " + partitioned
                + " (n Float64) ENGINE = MergeTree ORDER BY n PARTITION BY intDiv(n, 5)").good();
        assertEquals(THROW_IF, insert(partitioned, 75).code());
        assertTrue(rows(partitioned) > 0);
        assertEquals(rows(partitioned), http.parts(id, partitioned));
        assertTrue(http.writtenRows(id) >= rows(partitioned), http.logged(id));
    }

    @Test
    void rowsStayInTheTableWhenItsViewFails() {
        view("n + throwIf(n = 4)");
        assertEquals(THROW_IF, insert(table, 1000).code());
        assertPartsTellWhatStayed();
        assertTrue(rows(table) > 0);
        assertEquals(0, rows(target));
    }

    @Test
    void rowsOfASingleBlockStayWhenTheViewFails() {
        view("n + throwIf(n = 4)");
        assertEquals(THROW_IF, http.send("INSERT INTO " + table + " VALUES (1), (2), (4)", "query_id", id).code());
        assertPartsTellWhatStayed();
        assertEquals(3, rows(table));
    }

    @Test
    void viewThatIsLetFailLeavesNoTrace() {
        view("n + throwIf(n = 4)");
        http.send("INSERT INTO " + table + " VALUES (1), (2), (4)", "query_id", id, "materialized_views_ignore_errors",
                "1")
                .good();
        assertEquals("QueryStart 0,QueryFinish 3", http.logged(id));
        assertEquals(0, rows(target));
    }

    @Test
    void killedInsertLeavesWhatPartsTell() {
        view("n");
        try (Caller running = http.call("INSERT INTO " + table + " SELECT number + sleepEachRow(0.01) FROM numbers(300)"
                + BLOCKS_OF_TEN, "query_id", id)) {
            Http.await(() -> rows(target) > 0, () -> "nothing is written: " + http.logged(id));
            http.send("KILL QUERY WHERE query_id = '" + id + "' SYNC").good();
            assertTrue(running.answer().contains("X-ClickHouse-Exception-Code: " + KILLED));
        }
        http.awaitEnd(id);
        assertTrue(http.logged(id).startsWith("QueryStart 0,ExceptionWhileProcessing "), http.logged(id));
        assertPartsTellWhatStayed();
        assertTrue(rows(table) > 0 && rows(table) < 300);
    }

    @Test
    void failureBeforeTheFirstBlockLeavesNothing() {
        view("n");
        assertEquals(THROW_IF, insert(table, 0).code());
        assertEquals("QueryStart 0,ExceptionWhileProcessing 0", http.logged(id));
        assertPartsTellWhatStayed();
        assertEquals(0, rows(table) + rows(target));
    }

    @Test
    void bufferTableKeepsRowsWithoutAPart() {
        String buffer = database + ".buffer";
        http.send("CREATE TABLE " + buffer + " AS " + table + " ENGINE = Buffer('" + database
                + "', 't', 1, 1000, 1000, 1000000, 1000000, 100000000, 100000000)").good();
        assertEquals(THROW_IF, insert(buffer, 75).code());
        assertEquals(70, rows(buffer));
        assertEquals(70, http.writtenRows(id));
        http.send("OPTIMIZE TABLE " + buffer).good();
        assertEquals(70, rows(table));
        assertEquals(0, http.allParts(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Memory", "Log", "TinyLog", "StripeLog", "Join(ANY, LEFT, n)", "Set"})
    void writtenRowsAreNeverTooFewForOtherEngines(String engine) {
        String other = database + ".other";
        http.send("CREATE TABLE " + other + " (n Float64) ENGINE = " + engine).good();
        assertEquals(THROW_IF, insert(other, 75).code());
        long stayed = engine.equals("Set")
                ? http.send("SELECT countIf(number IN " + other + ") FROM numbers(100)").number()
                : rows(other);
        assertTrue(http.writtenRows(id) >= stayed, engine + ": " + stayed + " stayed, " + http.logged(id));
        assertEquals(0, http.allParts(id));
    }
}
