package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.net.Direction;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.TestUser;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An HTTP session as a fence: who closes it knows that nothing sent in it can take effect any more. */
class SessionFenceTest {
    @RegisterExtension
    static final Servers servers = Servers.with().user(TestUser.named("other", "")).build();

    private static final int NOT_FOUND = 372;
    private static final int LOCKED = 373;
    private static final int BAD_TIMEOUT = 374;
    private final ClickHouseNode node = servers.node();
    private final Http http = Http.to(node);
    private final String session = "s-" + UUID.randomUUID();
    private String table = "";

    @BeforeEach
    void table() {
        table = servers.freshDatabase() + ".t";
        http.send("CREATE TABLE " + table + " (n Float64) ENGINE = MergeTree ORDER BY n").good();
    }

    @AfterEach
    void end() {
        http.close();
    }

    private void make(String id) {
        http.send("SELECT 1", "session_id", id, "session_timeout", "60").good();
    }

    private Answer insert(String id) {
        return http.send("INSERT INTO " + table + " SELECT 1", "session_id", id, "session_check", "1");
    }

    private Answer closing(String id) {
        return http.send("SELECT 1", "session_id", id, "session_check", "1", "close_session", "1");
    }

    private Caller slowInsert(String queryId) {
        return http.call("INSERT INTO " + table + " SELECT sleepEachRow(0.1) FROM numbers(15)", "session_id", session,
                "session_check", "1", "query_id", queryId, "max_block_size", "1");
    }

    private long rows() {
        return http.send("SELECT count() FROM " + table).number();
    }

    private static void assertGone(String id, Answer answer) {
        assertEquals(NOT_FOUND, answer.code(), answer.toString());
        assertEquals(500, answer.status());
        assertTrue(
                answer.body().startsWith("Code: 372. DB::Exception: Session " + id + " not found. (SESSION_NOT_FOUND)"),
                answer.body());
    }

    private static void assertBusy(String id, Answer answer) {
        assertEquals(LOCKED, answer.code(), answer.toString());
        assertEquals(500, answer.status());
        assertTrue(answer.body()
                .startsWith("Code: 373. DB::Exception: Session " + id
                        + " is locked by a concurrent client. (SESSION_IS_LOCKED)"),
                answer.body());
    }

    @Test
    void lateInsertIntoAClosedSessionIsRefused() {
        make(session);
        insert(session).good();
        closing(session).good();
        assertGone(session, insert(session));
        assertGone(session, closing(session));
        assertEquals(1, rows());
    }

    @Test
    void insertHeldBackByAProxyOverTheCloseIsRefused() {
        make(session);
        try (TcpProxy proxy = TcpProxy.to(node.host(), node.httpPort())) {
            proxy.stall(Direction.TO_SERVER);
            try (Http held = Http.through(proxy, node);
                    Caller late = held.call("INSERT INTO " + table + " SELECT 1", "session_id", session,
                            "session_check", "1")) {
                proxy.await(() -> proxy.bytesHeld(Direction.TO_SERVER) > 0, Http.PATIENCE);
                closing(session).good();
                proxy.release(Direction.TO_SERVER);
                assertTrue(late.answer().contains("X-ClickHouse-Exception-Code: 372"));
            }
        }
        assertEquals(0, rows());
    }

    @Test
    void sessionThatWasNeverMadeIsRefused() {
        assertGone(session, insert(session));
        assertGone(session, closing(session));
        assertEquals(0, rows());
    }

    @Test
    void checkIsWrittenAsOneAndNothingElse() {
        // "true" is taken for no check at all: it makes the session, and the statement runs.
        http.send("INSERT INTO " + table + " SELECT 1", "session_id", session, "session_check", "true").good();
        assertEquals(1, rows());
        insert(session).good();
    }

    @Test
    void idleSessionExpiresAfterTheTimeThatItWasMadeWith() {
        make(session);
        http.send("SELECT 1", "session_id", session, "session_check", "1", "session_timeout", "1").good();
        List<String> idle = IntStream.range(0, 400).mapToObj(i -> session + "-" + i).toList();
        idle.forEach(id -> http.send("SELECT 1", "session_id", id, "session_timeout", "1").good());
        // A look at a session makes it young again, so each is looked at once.
        Iterator<String> next = idle.iterator();
        AtomicReference<String> expired = new AtomicReference<>("");
        Http.await(() -> {
            expired.set(next.next());
            return http.send("SELECT 1", "session_id", expired.get(), "session_check", "1", "session_timeout", "60")
                    .code() == NOT_FOUND;
        }, () -> "no session expired");
        assertGone(expired.get(), insert(expired.get()));
        assertEquals(0, rows());
        insert(session).good();
    }

    @Test
    void timeOutHasALimit() {
        Answer answer = http.send("SELECT 1", "session_id", session, "session_timeout", "3601");
        assertEquals(BAD_TIMEOUT, answer.code(), answer.toString());
        assertTrue(answer.body().contains("larger than max_session_timeout: 3600"), answer.body());
        http.send("SELECT 1", "session_id", session, "session_timeout", "3600").good();
    }

    @Test
    void runningStatementKeepsItsSessionBusyUntilItsEnd() {
        make(session);
        try (Caller running = slowInsert(session)) {
            http.awaitRunning(session);
            assertBusy(session, closing(session));
            assertBusy(session, insert(session));
            assertTrue(running.answer().startsWith("HTTP/1.1 200"));
        }
        closing(session).good();
        assertGone(session, insert(session));
        assertEquals(15, rows());
    }

    @Test
    void statementWhoseClientHasVanishedKeepsItsSessionBusyUntilItsEnd() {
        make(session);
        Caller running = slowInsert(session);
        http.awaitRunning(session);
        running.vanish();
        assertBusy(session, closing(session));
        assertEquals(1, http.send("SELECT count() FROM system.processes WHERE query_id = '" + session + "'").number());
        Http.await(() -> closing(session).code() != LOCKED, () -> "the session stays busy");
        assertEquals(15, rows());
        assertGone(session, closing(session));
    }

    @Test
    void requestWhoseBodyIsStillOnItsWayKeepsItsSessionBusy() {
        make(session);
        try (Caller half = headInTheSession()) {
            assertBusy(session, closing(session));
            assertTrue(half.finish().answer().startsWith("HTTP/1.1 200"));
        }
        closing(session).good();
        assertEquals(1, rows());
    }

    /** The head of an INSERT that the server has read: it holds the session. */
    private Caller headInTheSession() {
        Caller half = head();
        while (http.send("SELECT 1", "session_id", session, "session_check", "1").code() != LOCKED) {
            if (half.answered()) {
                // It came just while this look held the session.
                assertTrue(half.finish().answer().contains("Code: 373"));
                half = head();
            }
        }
        return half;
    }

    private Caller head() {
        return http.callWithoutBody("INSERT INTO " + table + " SELECT 1", "session_id", session, "session_check", "1");
    }

    @Test
    void closingWorksWhateverItsStatementSays() {
        make(session);
        assertEquals(62, http.send("SELEC", "session_id", session, "session_check", "1", "close_session", "1").code());
        assertGone(session, insert(session));
    }

    @Test
    void sessionBelongsToItsUser() {
        make(session);
        try (Http other = Http.to(node, "other")) {
            // Another user's "not found" proves nothing.
            assertGone(session,
                    other.send("SELECT 1", "session_id", session, "session_check", "1", "close_session", "1"));
        }
        insert(session).good();
    }
}
