package io.github.cqr.adapters.eventlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.Random;
import org.jspecify.annotations.Nullable;
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

    private static final List<String> BROKEN = List.of("{}{}\n", "{} 1\n", " \n", "1\n", "[]\n", "{\"event\":\n", "}\n",
            "{\"event\":\"paused\",\"seq\":1}\n", "\"\n", "{\"event\":\"pau\n", "{\"event\":\"lunch\"}{\n", "\u0000\n");

    private record Taken(long number, @Nullable Envelope envelope, boolean problem) {}

    /** Whatever the length of the lines and of the blocks, and whether a block begins with a line or in the middle of one. */
    @Test
    void blocksOfAnyLengthGiveTheSameLines() throws IOException {
        var random = new Random(3);
        for (int round = 0; round < 300; round++) {
            var text = new ByteArrayOutputStream();
            List<Taken> expected = new ArrayList<>();
            int count = random.nextInt(30);
            for (int i = 1; i <= count; i++) {
                int kind = random.nextInt(6);
                var paused = new Envelope(i, java.time.Instant.EPOCH, "r",
                        new RunEvent.Paused("p".repeat(random.nextInt(400))));
                switch (kind) {
                    case 0 -> text.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
                    case 1 -> text.writeBytes("{\"event\":\"lunch\"}\n".getBytes(StandardCharsets.UTF_8));
                    case 2 ->
                        text.writeBytes(BROKEN.get(random.nextInt(BROKEN.size())).getBytes(StandardCharsets.UTF_8));
                    default -> text.writeBytes(codec.encode(paused));
                }
                if (kind != 1) {
                    expected.add(new Taken(i, kind > 2 ? paused : null, kind <= 2));
                }
            }
            byte[] torn = "{\"event\":".repeat(random.nextInt(2)).getBytes(StandardCharsets.UTF_8);
            text.writeBytes(torn);
            Path log = Files.write(dir.resolve("run.jsonl"), text.toByteArray());
            try (LogBytes bytes = LogBytes.open(log)) {
                List<Taken> taken = new ArrayList<>();
                var decoding = new Decoding(codec, false, 1 + random.nextInt(round % 2 == 0 ? 20 : 3_000));
                decoding.all(bytes, (number, envelope, problem) -> taken
                        .add(new Taken(number, envelope, problem != null)));
                assertEquals(expected, taken);
                assertEquals(count, decoding.lines());
                assertArrayEquals(torn, decoding.rest());
            }
        }
    }

    @Test
    void theFirstLineFeedIsFoundAnywhere() {
        var random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(12) == 0 ? (byte) '\n' : random.nextInt(3) == 0 ? (byte) 11 : bytes[i];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int expected = -1;
            for (int i = to - 1; i >= from; i--) {
                expected = bytes[i] == '\n' ? i + 1 : expected;
            }
            assertEquals(expected, Lines.end(bytes, from, to));
        }
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
