package io.github.cqr.adapters.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.ReportFold;
import io.github.cqr.fixtures.builder.Progresses;
import io.github.cqr.fixtures.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogReaderTest {
    private final JsonEventCodec codec = new JsonEventCodec(JsonEventCodec.SqlText.HASH);

    @TempDir
    private Path dir;

    private Path write(List<Envelope> events) throws IOException {
        var lines = new ByteArrayOutputStream();
        events.forEach(envelope -> lines.writeBytes(codec.encode(envelope)));
        return Files.write(dir.resolve("run.jsonl"), lines.toByteArray());
    }

    @Test
    void manyLinesComeInTheirOrderWithTheirNumbers() throws IOException {
        var lines = new ByteArrayOutputStream();
        for (int seq = 1; seq <= 20_000; seq++) {
            lines.writeBytes(seq % 1_000 == 0
                    ? "no event\n".getBytes(StandardCharsets.UTF_8)
                    : codec.encode(new Envelope(seq, java.time.Instant.EPOCH, "r", new RunEvent.Paused("p" + seq))));
        }
        Path log = Files.write(dir.resolve("run.jsonl"), lines.toByteArray());
        List<Long> read = new ArrayList<>();
        List<Long> damaged = new ArrayList<>();
        EventLogReader.read(log, codec, envelope -> read.add(envelope.seq()), problem -> damaged.add(problem.line()));
        assertEquals(20_000 - 20, read.size());
        assertEquals(read.stream().sorted().toList(), read);
        assertEquals(java.util.stream.LongStream.rangeClosed(1, 20).map(i -> i * 1_000).boxed().toList(), damaged);
    }

    /** Also where the process died while statements ran: a report then ends with the last that was heard of them. */
    @Test
    void aReportNeedsNoProgressButTheLast() throws IOException {
        int endingInProgress = 0;
        for (long seed = 0; seed < 25; seed++) {
            for (List<Envelope> without : Simulation.logs(seed)) {
                List<Envelope> events = Progresses.into(without);
                for (int length = events.size(); length > 0; length -= 1 + events.size() / 7) {
                    Path log = write(events.subList(0, length));
                    endingInProgress += events.get(length - 1).event() instanceof RunEvent.Progress ? 1 : 0;
                    var all = new ReportFold();
                    EventLogReader.read(log, codec, all::apply, _ -> {});
                    var most = new ReportFold();
                    List<RunEvent> seen = new ArrayList<>();
                    EventLogReader.readButProgress(log, codec, envelope -> {
                        seen.add(envelope.event());
                        most.apply(envelope);
                    }, _ -> {});
                    assertEquals(all.report(), most.report(), "seed " + seed);
                    long progress = seen.stream().filter(RunEvent.Progress.class::isInstance).count();
                    assertTrue(progress <= 1, "none but the last");
                }
            }
        }
        assertTrue(endingInProgress > 0, "some end so");
    }
}
