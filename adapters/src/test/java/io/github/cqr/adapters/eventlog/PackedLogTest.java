package io.github.cqr.adapters.eventlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedLogTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path dir;

    private final EndsCodec codec = new EndsCodec();

    /** A log of about {@code bytes}, every line of which is another. */
    private byte[] lines(int bytes) {
        var random = new Random(bytes);
        var out = new ByteArrayOutputStream();
        out.writeBytes(codec.encode(new Envelope(1, START, "r", EndsCodec.started("aaaa1111", "a.sql"))));
        for (int seq = 2; out.size() < bytes; seq++) {
            out.writeBytes(codec.encode(new Envelope(seq, START, "r",
                    new RunEvent.Paused(Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(40))))));
        }
        out.writeBytes(codec.encode(new Envelope(9_999_999, START.plusSeconds(9), "r", EndsCodec.finished(0))));
        return out.toByteArray();
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(dir.resolve("r-20260102T030405Z-aaaa1111.jsonl"), bytes);
    }

    private List<Envelope> read(Path log, List<EventLogReader.Problem> problems) {
        List<Envelope> events = new ArrayList<>();
        EventLogReader.read(log, codec, events::add, problems::add);
        return events;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, PackedLog.FRAME_BYTES, 3 * PackedLog.FRAME_BYTES + 77, 200 * PackedLog.FRAME_BYTES})
    void everyOtherProgramUnpacksIt(int bytes) throws IOException {
        byte[] plain = lines(bytes);
        Path log = write(plain);
        Path packed = EventLogs.pack(log);
        assertEquals(log + ".zst", packed.toString());
        assertFalse(Files.exists(log));
        assertEquals(1, Objects.requireNonNull(dir.toFile().list()).length, "nothing else is left");
        try (var in = new ZstdInputStream(Files.newInputStream(packed))) {
            assertArrayEquals(plain, in.readAllBytes());
        }
        assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions
                .toString(Files.getPosixFilePermissions(packed)), "readable for its owner alone, as it was");
    }

    @Test
    void anyPartOfItCanBeRead() throws IOException {
        byte[] plain = lines(5 * PackedLog.FRAME_BYTES);
        var random = new Random(7);
        try (LogBytes log = LogBytes.open(EventLogs.pack(write(plain)))) {
            assertEquals(plain.length, log.size());
            for (int i = 0; i < 500; i++) {
                int from = random.nextInt(plain.length);
                var into = ByteBuffer.allocate(1 + random.nextInt(100_000));
                int length = log.read(into, from);
                assertTrue(length > 0);
                assertArrayEquals(Arrays.copyOfRange(plain, from, from + length),
                        Arrays.copyOf(into.array(), length));
            }
            assertTrue(log.read(ByteBuffer.allocate(1), plain.length) <= 0, "there is nothing behind its end");
        }
    }

    @Test
    void allReadersTakeItAsTheyTakeTheFileThatItWas() throws IOException {
        Path log = write(lines(3 * PackedLog.FRAME_BYTES));
        EventLogs logs = new EventLogs(dir, codec);
        List<Envelope> events = read(log, new ArrayList<>());
        EventLogs.Log looked = Objects.requireNonNull(logs.look(log));
        Path packed = EventLogs.pack(log);
        List<EventLogReader.Problem> problems = new ArrayList<>();
        assertEquals(events, read(packed, problems));
        assertEquals(List.of(), problems);
        EventLogs.Log now = logs.all().getFirst();
        assertEquals(packed, now.path());
        assertTrue(now.isPacked());
        assertEquals(looked.start(), now.start());
        assertEquals(looked.end(), now.end());
        assertTrue(now.bytes() < looked.bytes());
        assertEquals(packed, logs.find("aaaa1111"));
        assertEquals(packed, logs.find(packed.toString()));
        try (RecordedLog recorded = RecordedLog.open(packed, codec)) {
            var cursor = recorded.from(0);
            List<Long> positions = new ArrayList<>();
            for (Envelope expected : events) {
                positions.add(cursor.position());
                assertEquals(expected, cursor.next());
            }
            assertNull(cursor.next());
            int middle = events.size() / 2;
            assertEquals(events.get(middle), recorded.from(positions.get(middle)).next());
        }
    }

    @Test
    void oneThatAnotherProgramPackedIsReadToo() throws IOException {
        byte[] plain = lines(2 * PackedLog.FRAME_BYTES);
        List<Envelope> events = read(write(plain), new ArrayList<>());
        Path other = Files.write(dir.resolve("other.jsonl.zst"), Zstd.compress(plain, 19));
        assertEquals(events, read(other, new ArrayList<>()));
        byte[] whole = Files.readAllBytes(other);
        Files.write(other, Arrays.copyOf(whole, whole.length / 2)); // its download was cut off
        List<EventLogReader.Problem> problems = new ArrayList<>();
        List<Envelope> some = read(other, problems);
        assertEquals(events.subList(0, some.size()), some);
        assertTrue(problems.size() <= 1, problems::toString);
    }

    @Test
    void aDamagedPartCostsThatPartAlone() throws IOException {
        byte[] plain = lines(4 * PackedLog.FRAME_BYTES);
        List<Envelope> events = read(write(plain), new ArrayList<>());
        Path packed = EventLogs.pack(write(plain));
        byte[] bytes = Files.readAllBytes(packed);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(packed, bytes);
        List<EventLogReader.Problem> problems = new ArrayList<>();
        List<Envelope> some = read(packed, problems);
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().message().contains(" of " + packed + " is no event"));
        assertTrue(some.size() > events.size() / 2 && some.size() < events.size(),
                some.size() + " of " + events.size());
        assertTrue(events.containsAll(some));
        assertEquals(events.getLast(), some.getLast());
    }

    @Test
    void aProcessThatDiedWhilePackingLosesNothing() throws IOException {
        Path log = write(lines(1000));
        Path packed = EventLogs.pack(log);
        write(lines(1000));
        Files.write(dir.resolve(packed.getFileName() + ".part"), new byte[]{1, 2, 3});
        EventLogs logs = new EventLogs(dir, codec);
        assertEquals(List.of(log), logs.all().stream().map(EventLogs.Log::path).toList(), "it is listed once");
        assertEquals(packed, EventLogs.pack(log), "and packed again");
        assertNotNull(logs.look(packed));
        assertThrows(EventLogException.class, () -> EventLogs.pack(log), "it is gone");
    }
}
