package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code query_log} says of a query id, and when it says nothing. */
class QueryLogTest {
    private static final int SAME_ID_RUNS = 216;
    private final Servers servers = Servers.shared();
    private final Http http = Http.to(servers.node());
    private final String id = "q-" + UUID.randomUUID();
    private final String table = servers.freshDatabase() + ".t";

    @BeforeEach
    void table() {
        http.send("CREATE TABLE " + table + " (n UInt64) ENGINE = MergeTree ORDER BY n").good();
    }

    @AfterEach
    void end() {
        http.close();
    }

    @Test
    void lineOfAnEndedQueryIsThereAfterAFlush() {
        for (int i = 0; i < 10; i++) {
            String probe = id + "-" + i;
            http.send("SELECT 1", "query_id", probe).good();
            assertEquals("QueryStart 0,QueryFinish 0", http.logged(probe));
        }
    }

    @Test
    void lineOfARunningQueryIsThereAfterAFlush() {
        try (Caller running = http.call("SELECT sleep(1.5)", "query_id", id)) {
            http.awaitRunning(id);
            assertEquals("QueryStart 0", http.logged(id));
            assertTrue(running.answer().startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void commentArrives() {
        String comment = "{\"run\":\"a\\\"b\",\"occurrence\":1}";
        http.send("INSERT INTO " + table + " SELECT 1", "query_id", id, "log_comment", comment).good();
        http.send("SYSTEM FLUSH LOGS").good();
        assertEquals(comment, http.send("SELECT any(log_comment) FROM system.query_log WHERE query_id = '" + id
                + "' HAVING uniqExact(log_comment) = 1 AND count() = 2 FORMAT TSVRaw").good());
    }

    @Test
    void statementThatSwitchesLoggingOffHasNoLineButItsParts() {
        http.send("INSERT INTO " + table + " SELECT 1 SETTINGS log_queries = 0", "query_id", id, "log_queries", "1")
                .good();
        assertEquals("", http.logged(id));
        assertEquals(1, http.parts(id, table));
        assertEquals(1, http.send("SELECT count() FROM " + table).number());
    }

    @Test
    void failureWithLoggingOffHasNoLine() {
        assertEquals(395, http.send("SELECT throwIf(1) SETTINGS log_queries = 0", "query_id", id).code());
        assertEquals("", http.logged(id));
    }

    @ParameterizedTest
    @CsvSource({"log_queries,0,''", "log_queries_probability,0,''", "log_queries_min_query_duration_ms,60000,''",
            "log_queries_min_type,QUERY_FINISH,'QueryFinish 0'", "log_queries_min_type,EXCEPTION_WHILE_PROCESSING,''",
            "log_queries,1,'QueryStart 0,QueryFinish 0'"})
    void urlParametersThatThinTheLogOut(String setting, String value, String lines) {
        http.send("SELECT 1", "query_id", id, setting, value).good();
        assertEquals(lines, http.logged(id));
    }

    @ParameterizedTest
    @CsvSource({"log_queries = 0,''", "log_queries_min_query_duration_ms = 60000,''",
            "log_queries_min_type = QUERY_FINISH,'QueryFinish 0'",
            // Drawn before the statement's own settings are looked at.
            "log_queries_probability = 0,'QueryStart 0,QueryFinish 0'"})
    void statementsOwnSettingsThatThinTheLogOut(String setting, String lines) {
        http.send("SELECT 1 SETTINGS " + setting.replace("QUERY_FINISH", "'QUERY_FINISH'"), "query_id", id,
                "log_queries", "1", "log_queries_probability", "1", "log_queries_min_type", "QUERY_START",
                "log_queries_min_query_duration_ms", "0").good();
        assertEquals(lines, http.logged(id));
    }

    @Test
    void secondQueryOfARunningIdIsRefusedAndLeavesALineUnderThatId() {
        try (Caller running = http.call("SELECT sleep(1.5)", "query_id", id)) {
            http.awaitRunning(id);
            Answer second = http.send("INSERT INTO " + table + " SELECT 1", "query_id", id);
            assertEquals(SAME_ID_RUNS, second.code(), second.toString());
            assertEquals(500, second.status());
            assertTrue(second.body().contains("Query with id = " + id + " is already running"), second.body());
            assertTrue(running.answer().startsWith("HTTP/1.1 200"));
        }
        http.awaitEnd(id);
        // Who looks for the outcome of the first must not take the second's refusal for it.
        assertEquals("QueryStart 0,ExceptionBeforeStart 0,QueryFinish 0", http.logged(id));
        assertEquals(0, http.send("SELECT count() FROM " + table).number());
    }

    @Test
    void idOfAnEndedQueryIsTakenAgain() {
        http.send("INSERT INTO " + table + " SELECT 1", "query_id", id).good();
        http.send("INSERT INTO " + table + " SELECT 2", "query_id", id).good();
        assertEquals(2, http.send("SELECT count() FROM " + table).number());
    }

    @Test
    void requestsRefusedByTheHttpLayerHaveNoLine() {
        assertEquals(115, http.send("SELECT 1", "query_id", id, "no_such_setting", "1").code());
        assertEquals(372, http.send("SELECT 1", "query_id", id, "session_id", id, "session_check", "1").code());
        assertEquals("", http.logged(id));
    }

    @ParameterizedTest
    @CsvSource({"SELEC,62", "INSERT INTO no_such_table SELECT 1,60", "SELECT 1 SETTINGS no_such_setting = 1,115"})
    void refusedStatementsNeverStarted(String sql, int code) {
        assertEquals(code, http.send(sql, "query_id", id).code());
        assertEquals("ExceptionBeforeStart 0", http.logged(id));
    }
}
