package io.github.cqr.adapters.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.run.QueryIds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogsTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final String BACKFILL = QueryIds.sha256("backfill.sql");

    @TempDir
    private Path dir;

    private final EndsCodec codec = new EndsCodec();
    private Path runs;
    private EventLogs logs;

    @BeforeEach
    void begin() throws IOException {
        runs = Files.createDirectories(dir.resolve("runs"));
        logs = new EventLogs(runs, codec);
    }

    /** A log that was started so many minutes after the first one, with some pauses in between. */
    private Path write(String runId, String instance, String file, int minutes, RunEvent... last) throws IOException {
        Instant at = START.plusSeconds(minutes * 60L);
        var lines = new ByteArrayOutputStream();
        lines.writeBytes(codec.encode(new Envelope(1, at, runId, EndsCodec.started(instance, file))));
        for (int seq = 2; seq < 3_000; seq++) {
            lines.writeBytes(codec.encode(new Envelope(seq, at, runId, new RunEvent.Paused("somebody"))));
        }
        for (RunEvent event : last) {
            lines.writeBytes(codec.encode(new Envelope(3_000, at.plusSeconds(5), runId, event)));
        }
        return Files.write(runs.resolve(FileEventLog.fileName(runId, at, instance)), lines.toByteArray());
    }

    private String complaint(String what) {
        return String.valueOf(assertThrows(EventLogException.class, () -> logs.find(what)).getMessage());
    }

    @Test
    void allAreListedTheNewestFirstByTheirFirstAndLastLine() throws IOException {
        Path first = write(BACKFILL, "aaaa1111", "backfill.sql", 0, EndsCodec.finished(1));
        Path third = write(BACKFILL, "bbbb2222", "backfill.sql", 20);
        Path second = write("nightly", "cccc3333", "x.sql", 10, EndsCodec.finished(0));
        Files.writeString(runs.resolve("other.jsonl"), "no event\n");
        Files.createFile(runs.resolve("empty.jsonl"));
        Files.createFile(runs.resolve("0123.lock"));
        List<EventLogs.Log> all = logs.all();
        assertEquals(List.of(third, second, first), all.stream().map(EventLogs.Log::path).toList());
        EventLogs.Log oldest = all.getLast();
        assertEquals(BACKFILL, oldest.runId());
        assertEquals("aaaa1111", oldest.instance());
        assertEquals("backfill.sql", oldest.file());
        assertEquals(START, oldest.startedAt());
        assertEquals(Files.size(first), oldest.bytes());
        assertEquals(new EventLogs.End(START.plusSeconds(5), (RunEvent.RunFinished) EndsCodec.finished(1)),
                oldest.end());
        assertNull(all.getFirst().end());
        assertEquals(List.of(third, first), logs.of(BACKFILL).stream().map(EventLogs.Log::path).toList());
    }

    @Test
    void aTornLastLineIsNoEnd() throws IOException {
        Path log = write("nightly", "cccc3333", "x.sql", 0, EndsCodec.finished(0));
        byte[] bytes = Files.readAllBytes(log);
        assertNotNull(Objects.requireNonNull(logs.look(log)).end());
        for (int cut = 3; cut < 20; cut++) {
            Files.write(log, Arrays.copyOf(bytes, bytes.length - cut));
            assertNull(Objects.requireNonNull(logs.look(log)).end(), "cut " + cut);
        }
    }

    @Test
    void aDirectoryThatIsNotThereHoldsNoLogs() {
        assertEquals(List.of(), new EventLogs(dir.resolve("none"), codec).all());
    }

    @Test
    void aLogIsFoundByPathRunFileAndBeginning() throws IOException {
        Path old = write(BACKFILL, "aaaa1111", "backfill.sql", 0, EndsCodec.finished(1));
        Path newest = write(BACKFILL, "bbbb2222", "backfill.sql", 20);
        Path other = write("nightly load", "cccc3333", "x.sql", 10, EndsCodec.finished(0));
        assertEquals(old, logs.find(old.toString()));
        assertEquals(old, logs.find(old.getFileName().toString()));
        assertEquals(newest, logs.find(BACKFILL));
        assertEquals(newest, logs.find("backfill.sql"));
        assertEquals(newest, logs.find(BACKFILL.substring(0, 4)));
        assertEquals(old, logs.find("aaaa"));
        assertEquals(other, logs.find("nightly load"));
        assertEquals(other, logs.find("nigh"));
    }

    @Test
    void aQueryFileThatIsThereIsNotTakenForALog() throws IOException {
        Path script = Files.writeString(dir.resolve("s.sql"), "SELECT 1;\n");
        Path log = write(QueryIds.sha256(script.toString()), "aaaa1111", script.toString(), 0);
        assertEquals(log, logs.find(script.toString()));
    }

    @Test
    void aBeginningThatIsSharedNamesTheOnesItCouldBe() throws IOException {
        write("nightly1", "aaaa1111", "x.sql", 0);
        write("nightly2", "bbbb2222", "y.sql", 1);
        assertEquals("'nightly' is not enough to tell which run is meant: run nightly2 of y.sql, run nightly1 of "
                + "x.sql; give more of it", complaint("nightly"));
        assertEquals(runs.resolve(FileEventLog.fileName("nightly1", START, "aaaa1111")), logs.find("nightly1"));
    }

    @Test
    void whatIsNotFoundIsSaidWithWhatIsClose() throws IOException {
        String kinds = ": it is neither a log, a run's id, a query file as it was given to cqr, nor the beginning of "
                + "an id";
        assertEquals("no event log of 'zzzz' in " + runs + kinds
                + "; there are no event logs at all (is it the right --state-dir?)", complaint("zzzz"));
        write(BACKFILL, "aaaa1111", "backfill.sql", 0);
        write(BACKFILL, "bbbb2222", "backfill.sql", 1);
        assertEquals("no event log of './backfill.sql' in " + runs + kinds
                + "; runs are named by the file as it was written, and there are some of backfill.sql",
                complaint("./backfill.sql"));
        assertEquals("no event log of 'aaa' in " + runs + kinds + "; there are runs of backfill.sql",
                complaint("aaa"));
        for (int i = 0; i < 4; i++) {
            write("n" + i, "dddd000" + i, i + ".sql", 10 + i);
        }
        assertEquals("no event log of 'zzzz' in " + runs + kinds
                + "; there are runs of 3.sql, 2.sql, 1.sql and 2 more", complaint("zzzz"));
    }
}
