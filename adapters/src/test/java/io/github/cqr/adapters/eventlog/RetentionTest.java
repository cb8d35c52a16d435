package io.github.cqr.adapters.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.RunEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration EVER = Duration.ofDays(100_000);

    @TempDir
    private Path dir;

    private EventLogs.Log log(String runId, int daysAgo, int bytes, String generation, @Nullable Integer exitCode) {
        Instant started = NOW.minus(Duration.ofDays(daysAgo)).minusSeconds(60);
        var start = new RunEvent.RunStarted(1, "1", "i" + daysAgo, generation, runId + ".sql", 3, 0, List.of("n"), 2, 2,
                null);
        EventLogs.End end = exitCode == null
                ? null
                : new EventLogs.End(started.plusSeconds(60), (RunEvent.RunFinished) EndsCodec.finished(exitCode));
        return new EventLogs.Log(dir.resolve(runId + "-" + daysAgo + ".jsonl"), runId, started, start, end, bytes);
    }

    private EventLogs.Log ended(int daysAgo, int bytes) {
        return log("r", daysAgo, bytes, "g", 0);
    }

    @Test
    void countAgeAndSizeEachHaveTheirSay() {
        List<EventLogs.Log> all = List.of(ended(1, 10), ended(2, 20), ended(3, 30), ended(4, 40));
        assertEquals(List.of(), new Retention(4, EVER, 100).decide(all, NOW).gone());
        assertEquals(all.subList(2, 4), new Retention(2, EVER, 100).decide(all, NOW).gone());
        assertEquals(all.subList(3, 4), new Retention(9, Duration.ofDays(3), 100).decide(all, NOW).gone());
        assertEquals(all.subList(2, 4), new Retention(9, EVER, 59).decide(all, NOW).gone());
        assertEquals(all, new Retention(0, EVER, 100).decide(all, NOW).gone());
    }

    @Test
    void whatTheStoreMayLackStays() {
        EventLogs.Log died = log("r", 5, 10, "g", null);
        EventLogs.Log lostStore = log("s", 6, 10, "g", 3);
        EventLogs.Log failed = log("t", 7, 10, "g", 1);
        List<EventLogs.Log> all = List.of(died, lostStore, failed);
        Retention none = new Retention(0, Duration.ofDays(1), 0);
        assertEquals(List.of(failed), none.decide(all, NOW).gone());
        assertEquals(List.of(died, lostStore), none.decide(all, NOW).owing());
        assertTrue(EventLogs.owes(died));
        EventLogs.settled(died.path());
        assertFalse(EventLogs.owes(died), "a later run has written what it owed");
        assertEquals(List.of(died, failed), none.decide(all, NOW).gone());
    }

    @Test
    void whatAResetForgotIsOwedNoMore() {
        EventLogs.Log newer = log("r", 1, 10, "g2", 0);
        EventLogs.Log died = log("r", 5, 10, "g1", null);
        EventLogs.Log ofAnother = log("s", 6, 10, "g1", null);
        Retention.Decision decision = new Retention(1, EVER, 100).decide(List.of(newer, died, ofAnother), NOW);
        assertEquals(List.of(died), decision.gone());
        assertEquals(List.of(ofAnother), decision.owing());
    }
}
