package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session keeps: what a statement set in it, and nothing that came as a URL parameter. */
class SessionStateTest {
    private static final String STATE = "SELECT concat(toString(getSetting('max_threads')), ' ', currentDatabase())";
    private static final int UNKNOWN_PARAMETER = 456;
    private final Servers servers = Servers.shared();
    private final Http http = Http.to(servers.node());
    private final String database = servers.freshDatabase();
    private final String session = "s-" + UUID.randomUUID();
    private final String outside = http.send(STATE).good();

    @BeforeEach
    void make() {
        http.send("SELECT 1", "session_id", session, "session_timeout", "60").good();
    }

    @AfterEach
    void end() {
        http.send("SELECT 1", "session_id", session, "session_check", "1", "close_session", "1").good();
        http.close();
    }

    private Answer inSession(String sql, String... more) {
        String[] parameters = new String[more.length + 4];
        parameters[0] = "session_id";
        parameters[1] = session;
        parameters[2] = "session_check";
        parameters[3] = "1";
        System.arraycopy(more, 0, parameters, 4, more.length);
        return http.send(sql, parameters);
    }

    @Test
    void urlParametersHoldForTheirRequestAlone() {
        assertEquals("7 " + database, inSession(STATE, "max_threads", "7", "database", database).good());
        assertEquals(outside, inSession(STATE).good());
        assertEquals("5", inSession("SELECT {p:UInt8}", "param_p", "5").good());
        assertEquals(UNKNOWN_PARAMETER, inSession("SELECT {p:UInt8}").code());
    }

    @Test
    void sessionMadeWithUrlParametersDoesNotKeepThem() {
        String other = session + "-other";
        String settings = "SELECT getSetting('max_threads')";
        assertEquals("7", http.send(settings, "session_id", other, "session_timeout", "60", "max_threads", "7").good());
        assertEquals(outside, http.send(STATE, "session_id", other, "session_check", "1").good());
    }

    @Test
    void settingsOfAStatementHoldForItAlone() {
        assertEquals("7", inSession("SELECT getSetting('max_threads') SETTINGS max_threads = 7").good());
        assertEquals(outside, inSession(STATE).good());
    }

    @Test
    void setAndUseAsStatementsStick() {
        inSession("SET max_threads = 9").good();
        inSession("SET param_z = 6").good();
        inSession("USE " + database).good();
        assertEquals("9 " + database, inSession(STATE).good());
        assertEquals("6", inSession("SELECT {z:UInt8}").good());
        // A URL parameter goes before what sticks, for its request.
        assertEquals("3 default", inSession(STATE, "max_threads", "3", "database", "default").good());
        assertEquals("9 " + database, inSession(STATE).good());
        assertEquals(outside, http.send(STATE).good());
    }

    @Test
    void setWithoutASessionLeavesNothing() {
        http.send("SET max_threads = 9").good();
        assertEquals(outside, http.send(STATE).good());
    }
}
