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
            // The best batch of each: other work on the machine only ever adds.
            long with = Long.MAX_VALUE;
            long without = Long.MAX_VALUE;
            for (int sent = -BATCH; sent < REQUESTS; sent += BATCH) {
                long plain = nanosOf(http);
                long checked = nanosOf(http, fenced);
                // The first batch warms both ends up.
                if (sent >= 0) {
                    without = Math.min(without, plain);
                    with = Math.min(with, checked);
                }
            }
            assertTrue(with < 2 * without,
                    with / 1000 + " us with sessions, " + without / 1000 + " us without");
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
