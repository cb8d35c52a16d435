package io.github.cqr.adapters.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.port.EventHistory;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.script.StatementKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JsonLinesSinkTest {
    private static final StatementRef REF = new StatementRef(0, 1, "ab", 1, StatementKind.SELECT, null);
    private static final EventHistory NO_LOG = (_, _) -> {};

    private final JsonEventCodec codec = new JsonEventCodec(JsonEventCodec.SqlText.HASH);
    private final List<RunInput> news = new CopyOnWriteArrayList<>();

    private static Envelope event(long seq, boolean progress) {
        RunEvent event = progress
                ? new RunEvent.Progress(REF, new Attempt(1, "n", "q"), Counters.NONE, Duration.ZERO)
                : new RunEvent.Skipped(REF);
        return new Envelope(seq, Instant.EPOCH, "r", event);
    }

    private static JsonLinesSink.Options bounds(long progress, long memory, Duration close) {
        return new JsonLinesSink.Options("stdout", progress, memory, close);
    }

    private List<Envelope> written(ByteArrayOutputStream bytes) {
        List<Envelope> all = new ArrayList<>();
        bytes.toString(java.nio.charset.StandardCharsets.UTF_8).lines().forEach(
                line -> all.add(
                        Objects.requireNonNull(codec.decode(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
        return all;
    }

    /** A pipe whose reader does nothing until it is told to go on. */
    private static final class Pipe extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch reads = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            reached.countDown();
            try {
                if (!reads.await(60, TimeUnit.SECONDS)) {
                    throw new IOException("nobody reads");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            bytes.write(b, off, len);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void allLinesAreWrittenInOrderAndTheStreamIsClosed() throws InterruptedException {
        Pipe pipe = new Pipe();
        pipe.reads.countDown();
        JsonLinesSink sink = new JsonLinesSink(pipe, codec, NO_LOG, news::add, JsonLinesSink.Options.of("stdout"));
        List<Envelope> events = new ArrayList<>();
        for (int seq = 1; seq <= 20_000; seq++) {
            events.add(event(seq, false));
            sink.onEvent(events.getLast(), seq % 100 == 0);
        }
        sink.close();
        pipe.closed.await();
        assertEquals(events, written(pipe.bytes));
        assertEquals(List.of(), news);
    }

    @Test
    void aStalledReaderLosesProgressOnlyAndIsToldHowMuch() {
        Pipe pipe = new Pipe();
        List<Envelope> log = new CopyOnWriteArrayList<>();
        EventHistory history = (from, reader) -> {
            for (Envelope envelope : log.subList(Math.min((int) from - 1, log.size()), log.size())) {
                if (!reader.take(envelope, codec.encode(envelope))) {
                    return;
                }
            }
        };
        JsonLinesSink sink = new JsonLinesSink(pipe, codec, history, news::add,
                bounds(100_000, 200_000, Duration.ofSeconds(30)));
        List<Envelope> lifecycle = new ArrayList<>();
        List<Envelope> batch = new ArrayList<>();
        for (int seq = 1; seq <= 6_000; seq++) {
            Envelope envelope = event(seq, seq % 2 == 0);
            batch.add(envelope);
            if (seq % 2 == 1) {
                lifecycle.add(envelope);
            }
        }
        batch.forEach(envelope -> sink.onEvent(envelope, true));
        assertTrue(sink.droppedProgress() > 2_000, () -> "dropped " + sink.droppedProgress());
        // The log is ahead of the sink: what the ring brings later must not be written twice.
        log.addAll(batch);
        Envelope last = event(6_001, false);
        log.add(last);
        pipe.reads.countDown();
        sink.onEvent(last, true);
        lifecycle.add(last);
        sink.close();
        List<Envelope> written = written(pipe.bytes);
        assertEquals(lifecycle, written.stream().filter(e -> e.event() instanceof RunEvent.Skipped).toList());
        long progress = (long) written.size() - lifecycle.size();
        assertEquals(3_000, progress + sink.droppedProgress());
        assertEquals(List.of(new RunInput.Notice("progress_dropped", sink.droppedProgress()
                + " progress lines were not written to stdout: its reader was too slow")), news);
    }

    @Test
    void whatTheLogDoesNotHoldIsToldAsAGap() {
        Pipe pipe = new Pipe();
        JsonLinesSink sink = new JsonLinesSink(pipe, codec, NO_LOG, news::add,
                bounds(1_000, 2_000, Duration.ofSeconds(30)));
        for (int seq = 1; seq <= 1_000; seq++) {
            sink.onEvent(event(seq, false), true);
        }
        pipe.reads.countDown();
        assertThrows(IllegalStateException.class, sink::close);
        List<Envelope> written = written(pipe.bytes);
        assertEquals(List.of(new RunInput.Notice("output_gap", "events " + (written.size() + 1)
                + " to 1000 were not written to stdout: its reader was too slow, and the event log does not hold them")),
                news);
    }

    @Test
    void aReaderThatIsGoneEndsTheWritingWithOneWord() {
        OutputStream head = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        JsonLinesSink sink = new JsonLinesSink(head, codec, NO_LOG, news::add, JsonLinesSink.Options.of("stdout"));
        for (int seq = 1; seq <= 10_000; seq++) {
            sink.onEvent(event(seq, false), true);
        }
        sink.close();
        assertEquals(List.of(new RunInput.Notice("output_closed",
                "no more events are written to stdout, the run goes on: Broken pipe")), news);
        assertFalse(news.isEmpty());
    }

    @Test
    void closingDoesNotWaitForAReaderThatNeverReads() throws InterruptedException {
        Pipe pipe = new Pipe();
        JsonLinesSink sink = new JsonLinesSink(pipe, codec, NO_LOG, news::add,
                bounds(1 << 20, 1 << 24, Duration.ofMillis(200)));
        sink.onEvent(event(1, false), true);
        pipe.reached.await();
        IllegalStateException e = assertThrows(IllegalStateException.class, sink::close);
        assertEquals("the last events were not written to stdout: its reader was too slow", e.getMessage());
        pipe.reads.countDown();
    }

    @Test
    void manyLinesASecondGoToAFile(@TempDir Path dir) throws IOException {
        int count = 500_000;
        Path file = dir.resolve("events.jsonl");
        RunEvent completed = new RunEvent.Completed(
                new StatementRef(123_456, 654_321, "ab".repeat(32), 1, StatementKind.INSERT_SELECT, null),
                new Attempt(1, "clickhouse-1:8443", "cqr-0123456789ab-k3x-123456-1"), new Counters(1, 2, 3, 4, 5),
                Instant.EPOCH, Duration.ofNanos(1_234_567_890));
        long begin = System.nanoTime();
        JsonLinesSink sink = new JsonLinesSink(Files.newOutputStream(file), codec, NO_LOG, news::add,
                bounds(1L << 30, 1L << 30, Duration.ofSeconds(30)));
        for (int seq = 1; seq <= count; seq++) {
            sink.onEvent(new Envelope(seq, Instant.ofEpochMilli(seq), "r", completed), seq % 256 == 0);
        }
        sink.close();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("json lines: %,d completed events (%,d bytes) to a file in %.2f s: %,.0f events/s%n", count,
                Files.size(file), seconds, count / seconds);
        try (var lines = Files.lines(file)) {
            assertEquals(count, lines.count());
        }
        assertEquals(List.of(), news);
    }
}
