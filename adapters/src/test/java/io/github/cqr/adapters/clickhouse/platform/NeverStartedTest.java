package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The proof that a statement never started, on a server that was there all the time: its session is closed, then its id is not among the
 * running ones, then the flushed log does not have it. In this order: a server lets go of the session first, then writes the log's line,
 * then takes the statement off the running ones.
 */
class NeverStartedTest {
    private static final int ROUNDS = 25;
    private static final int NOT_FOUND = 372;
    private static final int LOCKED = 373;
    private final Servers servers = Servers.shared();

    @Test
    void absenceAfterTheCloseIsProof() {
        String table = servers.freshDatabase() + ".t";
        String prefix = "n-" + UUID.randomUUID() + "-";
        int finished = 0;
        try (Http http = Http.to(servers.node())) {
            http.send("CREATE TABLE " + table + " (n UInt64) ENGINE = MergeTree ORDER BY n").good();
            for (int i = 0; i < ROUNDS; i++) {
                String id = prefix + i;
                http.send("SELECT 1", "session_id", id, "session_timeout", "60").good();
                // The client vanishes at another moment each time: with its request unread, at work, or answered.
                Caller caller = http.call("INSERT INTO " + table + " SELECT " + i, "query_id", id, "session_id", id,
                        "session_check", "1");
                for (int spin = 0; spin < i * 10000; spin++) {
                    Thread.onSpinWait();
                }
                if (i % 2 == 0) {
                    caller.vanish();
                } else {
                    caller.close();
                }
                Http.await(() -> closing(http, id).code() == NOT_FOUND, () -> "the session stays busy");
                http.awaitEnd(id);
                String logged = http.logged(id);
                long rows = http.send("SELECT count() FROM " + table + " WHERE n = " + i).number();
                assertEquals(rows == 1 ? "QueryStart 0,QueryFinish 1" : "", logged, id);
                finished += (int) rows;
            }
            assertEquals(finished, http.send("SELECT count() FROM " + table).number());
            assertTrue(finished > 0, "no request came through at all");
        }
    }

    private static Answer closing(Http http, String session) {
        Answer answer = http.send("SELECT 1", "session_id", session, "session_check", "1", "close_session", "1");
        assertTrue(answer.code() == 0 || answer.code() == NOT_FOUND || answer.code() == LOCKED, answer.toString());
        return answer;
    }
}
