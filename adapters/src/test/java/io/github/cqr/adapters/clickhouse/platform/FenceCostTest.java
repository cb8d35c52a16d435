package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the fence costs: nothing that could be measured. */
class FenceCostTest {
    private static final int REQUESTS = 500;
    private static final int BATCH = 50;
    private final Servers servers = Servers.shared();

    @Test
    void requestsInASessionTakeNoTwiceAsLong() {
        String session = "c-" + UUID.randomUUID();
        try (Http http = Http.to(servers.node())) {
            http.send("SELECT 1", "session_id", session, "session_timeout", "60").good();
            String[] fenced = {"session_id", session, "session_check", "1"};
            long with = 0;
            long without = 0;
            for (int sent = -BATCH; sent < REQUESTS; sent += BATCH) {
                long plain = nanosOf(http);
                long checked = nanosOf(http, fenced);
                // The first batch warms both ends up.
                if (sent >= 0) {
                    without += plain;
                    with += checked;
                }
            }
            assertTrue(with < 2 * without,
                    with / 1_000_000 + " ms with sessions, " + without / 1_000_000 + " ms without");
        }
    }

    private static long nanosOf(Http http, String... parameters) {
        long start = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
            http.send("SELECT 1", parameters).good();
        }
        return System.nanoTime() - start;
    }
}
