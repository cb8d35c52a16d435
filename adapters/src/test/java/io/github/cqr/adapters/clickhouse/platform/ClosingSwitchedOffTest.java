package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server can be told not to close sessions on request, and does not say so: only a 372 afterwards proves that one is closed. */
class ClosingSwitchedOffTest {
    @RegisterExtension
    static final Servers servers = Servers.with().serverSetting("enable_http_close_session", "0").build();

    @Test
    void closingIsAcknowledgedAndNotDone() {
        String session = "s-" + UUID.randomUUID();
        try (Http http = Http.to(servers.node())) {
            http.send("SELECT 1", "session_id", session, "session_timeout", "60").good();
            http.send("SELECT 1", "session_id", session, "session_check", "1", "close_session", "1").good();
            assertEquals(1, http.send("SELECT 1", "session_id", session, "session_check", "1").number());
        }
    }
}
