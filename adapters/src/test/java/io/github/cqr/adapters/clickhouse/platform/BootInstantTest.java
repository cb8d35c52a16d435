package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.server.Servers;
import java.util.LongSummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The instant at which a server booted, by its own clock, tells one life of it from the next. */
class BootInstantTest {
    @RegisterExtension
    static final Servers servers = Servers.with().build();

    private static final String BOOT_MILLIS = "SELECT toUnixTimestamp64Milli(now64(3)) - uptime() * 1000";
    private static final long TOLERANCE_MILLIS = 2000;

    @Test
    void isTheSameAcrossRequestsAndAnotherAfterARestart() {
        try (Http http = Http.to(servers.node())) {
            // Over a second and more, as uptime counts whole seconds.
            Http.await(() -> http.send("SELECT uptime()").number() >= 2, () -> "uptime stands still");
            LongSummaryStatistics seen = new LongSummaryStatistics();
            long end = http.send("SELECT uptime()").number() + 2;
            Http.await(() -> {
                seen.accept(http.send(BOOT_MILLIS).number());
                return http.send("SELECT uptime()").number() >= end;
            }, () -> "uptime stands still");
            assertTrue(seen.getMax() - seen.getMin() < TOLERANCE_MILLIS, seen.toString());
            assertTrue(seen.getMax() - seen.getMin() <= 1100, "uptime is not whole seconds any more: " + seen);

            servers.node().kill();
            servers.node().start();
            long after = http.send(BOOT_MILLIS).number();
            assertTrue(after - seen.getMax() > TOLERANCE_MILLIS, seen + ", then " + after);
        }
    }
}
