package io.github.cqr.adapters.eventlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.port.RunInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    private Path dir;

    private final List<RunInput> news = new ArrayList<>();
    private final EventCodec codec = new Plain();

    /** A line for a pause: its number and who asked. Other codecs have their own tests. */
    private static final class Plain implements EventCodec {
        @Override
        public byte[] encode(Envelope envelope) {
            String by = ((RunEvent.Paused) envelope.event()).by();
            return ("<" + envelope.seq() + " " + by + ">\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Envelope decode(byte[] line) {
            String text = new String(line, StandardCharsets.UTF_8).strip();
            if (!text.startsWith("<") || !text.endsWith(">")) {
                throw new IllegalArgumentException("no brackets");
            }
            String[] parts = text.substring(1, text.length() - 1).split(" ", 2);
            return event(Long.parseLong(parts[0]), parts[1]);
        }
    }

    /** Takes so many bytes; what is beyond is lost, as on a full disk. */
    private static final class Disk implements LogFile {
        private byte[] content = new byte[0];
        private int room;
        private int forced;
        private boolean there = true;

        private Disk(int room) {
            this.room = room;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            int wanted = (int) position + bytes.remaining();
            int taken = Math.min(wanted, room);
            content = Arrays.copyOf(content, Math.max(content.length, taken));
            bytes.get(content, (int) position, Math.max(0, taken - (int) position));
            if (taken < wanted) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void truncate(long size) {
            content = Arrays.copyOf(content, (int) Math.min(size, content.length));
        }

        @Override
        public void force() {
            forced++;
        }

        @Override
        public boolean exists() {
            return there;
        }

        @Override
        public void close() {}

        private String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    private static Envelope event(long seq, String by) {
        return new Envelope(seq, START, "run", new RunEvent.Paused(by));
    }

    private FileEventLog create(FileEventLog.Fsync fsync) {
        return FileEventLog.create(dir.resolve("state/cqr"), "../My run:7", START, "k3x", codec, news::add, fsync);
    }

    private static List<Envelope> events(int count) {
        List<Envelope> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(event(i, "by" + i));
        }
        return all;
    }

    private record Read(List<Envelope> events, List<EventLogReader.Problem> problems) {}

    private Read read(Path path) {
        Read read = new Read(new ArrayList<>(), new ArrayList<>());
        EventLogReader.read(path, codec, read.events()::add, read.problems()::add);
        return read;
    }

    @Test
    void aLogIsWrittenAtTheEndOfEachBatchAndReadBack() throws IOException {
        FileEventLog log = create(FileEventLog.Fsync.ALWAYS);
        assertEquals("_._My_run_7-20260102T030405Z-k3x.jsonl", log.path().getFileName().toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(log.path())));
        assertEquals("rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("state/cqr"))));
        log.onEvent(event(1, "a"), false);
        assertEquals(0, Files.size(log.path()));
        log.onEvent(event(2, "b"), true);
        assertEquals("<1 a>\n<2 b>\n", Files.readString(log.path()));
        log.onEvent(event(3, "c"), false);
        log.close();
        assertEquals(new Read(List.of(event(1, "a"), event(2, "b"), event(3, "c")), List.of()), read(log.path()));
        assertEquals(List.of(), news);
    }

    @Test
    void whatCannotBeCreatedIsSaidWithItsPath() throws IOException {
        Files.writeString(dir.resolve("state"), "a file");
        EventLogException e = assertThrows(EventLogException.class, () -> create(FileEventLog.Fsync.NEVER));
        assertTrue(String.valueOf(e.getMessage()).startsWith("cannot create the event log " + dir), e::toString);
    }

    @Test
    void aFullDiskIsToldOnceTheTornLineIsCutAndTheRestFollowsWhenThereIsRoom() {
        Disk disk = new Disk(10);
        FileEventLog log = new FileEventLog(Path.of("x.jsonl"), disk, codec, news::add, FileEventLog.Fsync.NEVER);
        log.onEvent(event(1, "a"), true);
        log.onEvent(event(2, "b"), true);
        log.onEvent(event(3, "c"), true);
        assertEquals("<1 a>\n", disk.text());
        assertEquals(List.of(
                new RunInput.EventLogDown("cannot write the event log x.jsonl: No space left on device")), news);
        disk.room = 1000;
        log.onEvent(event(4, "d"), false);
        log.close();
        assertEquals("<1 a>\n<2 b>\n<3 c>\n<4 d>\n", disk.text());
        assertEquals(1, news.size());
        assertEquals(0, disk.forced);
    }

    @Test
    void aDiskThatStaysFullFailsTheClosing() {
        Disk disk = new Disk(3);
        FileEventLog log = new FileEventLog(Path.of("x.jsonl"), disk, codec, news::add, FileEventLog.Fsync.NEVER);
        log.onEvent(event(1, "a"), true);
        assertThrows(IllegalStateException.class, log::close);
        assertEquals("", disk.text());
    }

    @Test
    void aLogCutAnywhereInItsLastLineGivesAllBeforeIt() throws IOException {
        FileEventLog log = create(FileEventLog.Fsync.NEVER);
        List<Envelope> events = events(5);
        events.forEach(e -> log.onEvent(e, true));
        log.close();
        byte[] whole = Files.readAllBytes(log.path());
        int lastLine = codec.encode(events.getLast()).length;
        for (int cut = 0; cut <= lastLine; cut++) {
            Path path = dir.resolve("cut" + cut);
            Files.write(path, Arrays.copyOf(whole, whole.length - cut));
            Read read = read(path);
            boolean lastIsWhole = cut <= 1;
            assertEquals(lastIsWhole ? events : events.subList(0, 4), read.events(), "cut " + cut);
            boolean torn = !lastIsWhole && cut < lastLine;
            assertEquals(torn
                    ? List.of(new EventLogReader.Problem(5, true,
                            "the last line of " + path + " was not written to its end"))
                    : List.of(), read.problems(), "cut " + cut);
        }
    }

    @Test
    void aDamagedLineInTheMiddleIsNumberedAndTheRestIsRead() throws IOException {
        Path path = dir.resolve("damaged");
        Files.writeString(path, "<1 a>\n<2 b\n<3 c>\n");
        assertEquals(new Read(List.of(event(1, "a"), event(3, "c")), List.of(
                new EventLogReader.Problem(2, false, "line 2 of " + path + " is no event: no brackets"))), read(path));
        EventLogException e = assertThrows(EventLogException.class, () -> read(dir.resolve("none")));
        assertEquals("cannot read the event log " + dir.resolve("none") + ": it does not exist", e.getMessage());
    }

    @Test
    void historyBeginsAnywhereAndEndsWhereTheWriterIs() {
        FileEventLog log = create(FileEventLog.Fsync.NEVER);
        List<Envelope> events = events(5_000);
        events.forEach(e -> log.onEvent(e, e.seq() % 100 == 0 && e.seq() <= 4_900));
        for (int from : new int[]{1, 2, 1024, 1025, 1026, 3_000, 4_900, 4_901, 6_000}) {
            List<Envelope> read = new ArrayList<>();
            log.read(from, (envelope, line) -> {
                assertArrayEquals(codec.encode(envelope), line);
                return read.add(envelope);
            });
            assertEquals(events.subList(Math.min(from - 1, 4_900), 4_900), read, "from " + from);
        }
        List<Envelope> three = new ArrayList<>();
        log.read(2_000, (envelope, _) -> {
            three.add(envelope);
            return three.size() < 3;
        });
        assertEquals(events.subList(1_999, 2_002), three);
        log.close();
    }
}
