package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an INSERT SELECT whose client vanishes: why statements are sent without progress headers. */
class VanishedClientTest {
    private static final int ROWS = 100;
    private final Servers servers = Servers.shared();
    private final Http http = Http.to(servers.node());
    private final String id = "v-" + UUID.randomUUID();
    private final String table = servers.freshDatabase() + ".t";

    @BeforeEach
    void table() {
        http.send("CREATE TABLE " + table + " (n Float64) ENGINE = MergeTree ORDER BY n").good();
    }

    @AfterEach
    void end() {
        http.close();
    }

    /** Starts an INSERT of two seconds in twenty blocks, and vanishes once some of its rows are written. */
    private void vanishInTheMiddle(String setting, String value) {
        Caller running = http.call("INSERT INTO " + table + " SELECT number + sleepEachRow(0.02) FROM numbers(" + ROWS
                + ")"
                + " SETTINGS max_threads = 1, max_block_size = 5, max_insert_block_size = 5, min_insert_block_size_rows = 5,"
                + " min_insert_block_size_bytes = 1", "query_id", id, setting, value,
                "http_headers_progress_interval_ms", "50");
        Http.await(() -> rows() > 0, () -> "nothing is written: " + http.logged(id));
        running.vanish();
        assertTrue(rows() < ROWS, "the statement was over before its client vanished");
        http.awaitEnd(id);
    }

    private long rows() {
        return http.send("SELECT count() FROM " + table).number();
    }

    @Test
    void insertWithoutProgressHeadersGoesOnAndFinishes() {
        vanishInTheMiddle("send_progress_in_http_headers", "0");
        assertEquals(ROWS, rows());
        assertEquals("QueryStart 0,QueryFinish " + ROWS, http.logged(id));
    }

    @Test
    void insertGoesOnWhereReadingQueriesAreCancelled() {
        vanishInTheMiddle("cancel_http_readonly_queries_on_client_close", "1");
        assertEquals(ROWS, rows());
        assertEquals("QueryStart 0,QueryFinish " + ROWS, http.logged(id));
    }

    @Test
    void insertWithProgressHeadersDiesWithPartOfItsRows() {
        vanishInTheMiddle("send_progress_in_http_headers", "1");
        long stayed = rows();
        assertTrue(stayed > 0 && stayed < ROWS, stayed + " rows stayed");
        assertTrue(http.logged(id).startsWith("QueryStart 0,ExceptionWhileProcessing "), http.logged(id));
        assertEquals(stayed, http.parts(id, table));
        assertTrue(http.writtenRows(id) >= stayed, http.logged(id) + ", but " + stayed + " rows stayed");
    }
}
