package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a server that died knows afterwards of the statements that it was given: less than it did. */
class ServerDeathTest {
    /** A real server writes its logs every 7.5 s; here never by itself, so that no test depends on when it dies. */
    @RegisterExtension
    static final Servers servers = Servers.with().logsFlushedEvery(Duration.ofHours(1)).build();

    private static final int ROWS = 1000;
    private static final int NOT_FOUND = 372;
    private final ClickHouseNode node = servers.node();
    private final Http http = Http.to(node);
    private final String id = "d-" + UUID.randomUUID();
    private final String table = servers.freshDatabase() + ".t";

    @BeforeEach
    void table() {
        http.send("CREATE TABLE " + table + " (n UInt64, m UInt64) ENGINE = MergeTree ORDER BY n").good();
    }

    @AfterEach
    void end() {
        http.close();
    }

    private void insert(String queryId) {
        http.send("INSERT INTO " + table + " SELECT number, 0 FROM numbers(" + ROWS + ")", "query_id", queryId).good();
    }

    private long rows() {
        return http.send("SELECT count() FROM " + table).number();
    }

    private long logTables() {
        return http.send(
                "SELECT count() FROM system.tables WHERE database = 'system' AND match(name, '^query_log_[0-9]+$')")
                .number();
    }

    private long inNewestLog(String queryId) {
        return http.send("SELECT count() FROM system.query_log WHERE query_id = '" + queryId + "'").number();
    }

    @Test
    void acknowledgedInsertSurvivesAKillThatTheLogsForget() {
        insert(id + "-before");
        assertEquals("QueryStart 0,QueryFinish " + ROWS, http.logged(id + "-before"));
        insert(id);
        long second = http.send("SELECT uptime()").number() + 2;
        Http.await(() -> http.send("SELECT uptime()").number() >= second, () -> "uptime stands still");
        node.kill();
        node.start();
        assertEquals(2 * ROWS, rows());
        assertEquals("", http.logged(id));
        assertEquals(0, http.allParts(id));
        assertEquals("QueryStart 0,QueryFinish " + ROWS, http.logged(id + "-before"));
        assertEquals(ROWS, http.parts(id + "-before", table));
    }

    @Test
    void sessionsEndWithTheServer() {
        http.send("SELECT 1", "session_id", id, "session_timeout", "3600").good();
        node.kill();
        node.start();
        assertEquals(NOT_FOUND,
                http.send("INSERT INTO " + table + " SELECT 1, 1", "session_id", id, "session_check", "1").code());
        assertEquals(0, rows());
    }

    @Test
    void insertUnderWayAtAKillLeavesRowsAndAtMostItsStart() {
        Caller running = http.call("INSERT INTO " + table
                + " SELECT number, sleepEachRow(0.02) FROM numbers(500) SETTINGS max_threads = 1,"
                + " max_block_size = 5, max_insert_block_size = 5, min_insert_block_size_rows = 5, min_insert_block_size_bytes = 1",
                "query_id", id);
        http.awaitRunning(id);
        assertEquals("QueryStart 0", http.logged(id));
        Http.await(() -> rows() > 0, () -> "nothing is written");
        node.kill();
        running.close();
        node.start();
        assertTrue(rows() > 0);
        assertEquals("QueryStart 0", http.logged(id));
    }

    @Test
    void renamedLogIsReadTogetherWithTheNewOne() {
        insert(id + "-1");
        http.send("SYSTEM FLUSH LOGS").good();
        long before = logTables();
        node.kill();
        node.start();
        insert(id + "-2");
        assertEquals("QueryStart 0,QueryFinish " + ROWS, http.logged(id + "-1"));
        assertEquals("QueryStart 0,QueryFinish " + ROWS, http.logged(id + "-2"));
        assertEquals(before + 1, logTables());
        assertEquals(0, inNewestLog(id + "-1"));
        assertEquals(2, inNewestLog(id + "-2"));
        assertEquals(ROWS, http.parts(id + "-1", table));
    }

    @Test
    void mutationOfADyingServerFinishesAfterTheRestartWithoutALine() {
        try (Mutation mutation = Mutation.start(http, table, id)) {
            assertEquals(0, mutation.updatedRows());
            // The log's first line of an ALTER comes when it has ended.
            assertEquals("", http.logged(id));
            node.kill();
            node.start();
            Http.await(mutation::done, () -> "the mutation does not finish");
            assertEquals(Mutation.ROWS, mutation.updatedRows());
            assertEquals("", http.logged(id));
        }
    }
}
