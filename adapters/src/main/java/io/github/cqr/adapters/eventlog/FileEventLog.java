package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.port.EventHistory;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * The log of one run's process: JSON lines in a file of its own. At the end of each batch all that was gathered is given to the operating
 * system in one write, which is enough against a killed process; {@link Fsync#ALWAYS} also waits for the disk.
 *
 * <p><b>When it cannot write</b> (disk full, directory gone) it says so once, cuts a half-written line off again, keeps what it owes in
 * memory and tries again with later batches, once a second. The file is a whole prefix of the run's events at any time; if more is owed
 * than fits in memory it stays the prefix that it is then, as after a crash.
 */
public final class FileEventLog implements EventSink, EventHistory {
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int PREFIX_LENGTH = 24;
    private static final long MAX_OWED_BYTES = 64L << 20;
    private static final long A_SECOND = TimeUnit.SECONDS.toNanos(1);
    /** One mark per so many events makes a look-up by number read a few hundred kilobytes at most. */
    private static final int EVENTS_PER_MARK = 1024;

    private final Path path;
    private final LogFile file;
    private final EventCodec codec;
    private final Inbox inbox;
    private final Fsync fsync;
    private final Gathered owed = new Gathered();
    /** Sequence number to the file position of its line, for some events. */
    private final ConcurrentSkipListMap<Long, Long> marks = new ConcurrentSkipListMap<>();

    private volatile long written;
    private boolean failing;
    private boolean told;
    private boolean givenUp;
    private long lastTry = System.nanoTime();
    private long lastLook = System.nanoTime();

    /** Whether a batch waits for the disk. */
    public enum Fsync {
        /** No: a killed process loses nothing, a machine that loses power may lose the last seconds. */
        NEVER,
        /** Yes, each. */
        ALWAYS
    }

    /** Grows, and is written without being copied. */
    private static final class Gathered extends ByteArrayOutputStream {
        ByteBuffer view() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }

    FileEventLog(Path path, LogFile file, EventCodec codec, Inbox inbox, Fsync fsync) {
        this.path = path;
        this.file = file;
        this.codec = codec;
        this.inbox = inbox;
        this.fsync = fsync;
    }

    /**
     * Creates the log {@code {dir}/{run id prefix}-{start time}-{instance}.jsonl}, readable for its owner alone, and {@code dir} if it is
     * missing.
     *
     * @throws EventLogException if that is not possible; the message names the path and says why
     */
    public static FileEventLog create(Path dir, String runId, Instant startedAt, String instance, EventCodec codec,
            Inbox inbox, Fsync fsync) {
        Path path = dir.resolve(fileName(runId, startedAt, instance));
        try {
            return new FileEventLog(path, LogFile.create(path), codec, inbox, fsync);
        } catch (IOException e) {
            throw new EventLogException("cannot create the event log " + path + ": " + Reason.of(e), e);
        }
    }

    /**
     * Sees whether a log could be created, before anything is begun.
     *
     * @throws EventLogException if not; the message names the directory and says why
     */
    public static void check(Path dir) {
        Path probe = dir.resolve(".probe-" + ProcessHandle.current().pid());
        try {
            LogFile.create(probe).close();
            Files.delete(probe);
        } catch (IOException e) {
            throw new EventLogException("no event log can be written in " + dir + ": " + Reason.of(e), e);
        }
    }

    /** What the log of a run's process is called: only letters, digits, dots, underscores and hyphens, and never hidden. */
    static String fileName(String runId, Instant startedAt, String instance) {
        return namePrefix(runId) + START.format(startedAt) + "-" + safe(instance) + ".jsonl";
    }

    /** What the names of all logs of a run begin with; those of another run with a similar id may begin so too. */
    public static String namePrefix(String runId) {
        return safe(runId) + "-";
    }

    private static String safe(String id) {
        String plain = id.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[.-]", "_");
        String text = plain.isEmpty() ? "_" : plain;
        return text.substring(0, Math.min(PREFIX_LENGTH, text.length()));
    }

    /** Where the log is. */
    public Path path() {
        return path;
    }

    @Override
    public void onEvent(Envelope envelope, boolean endOfBatch) {
        if (!givenUp) {
            if (envelope.seq() % EVENTS_PER_MARK == 1) {
                marks.put(envelope.seq(), written + owed.size());
            }
            owed.writeBytes(codec.encode(envelope));
        }
        if (endOfBatch) {
            writeOwed(false);
        }
    }

    private void writeOwed(boolean atOnce) {
        long now = System.nanoTime();
        if (owed.size() == 0 || (failing && !atOnce && now - lastTry < A_SECOND)) {
            return;
        }
        lastTry = now;
        try {
            file.write(owed.view(), written);
            if (fsync == Fsync.ALWAYS) {
                file.force();
            }
            long end = written + owed.size();
            written = end; // one thread writes; readers of the history see whole lines only
            owed.reset();
            failing = false;
            lookForFile(now);
        } catch (IOException e) {
            failed(Reason.of(e));
        }
    }

    /** A deleted file takes writes as before, and keeps none of them. */
    private void lookForFile(long now) {
        if (now - lastLook >= A_SECOND) {
            lastLook = now;
            if (!file.exists()) {
                tell("the file was deleted");
            }
        }
    }

    private void failed(String why) {
        failing = true;
        try {
            file.truncate(written);
        } catch (IOException _) {
            // The next try writes over what was left there; a reader takes it for a torn last line until then.
        }
        tell(why);
        if (owed.size() > MAX_OWED_BYTES) {
            givenUp = true;
            owed.reset();
        }
    }

    private void tell(String why) {
        if (!told) {
            told = true;
            inbox.put(new RunInput.EventLogDown("cannot write the event log " + path + ": " + why));
        }
    }

    @Override
    public void close() {
        writeOwed(true);
        try {
            file.close();
        } catch (IOException e) {
            throw new EventLogException("cannot close the event log " + path + ": " + Reason.of(e), e);
        }
        if (failing) {
            throw new IllegalStateException("the last events are not in the event log " + path);
        }
    }

    @Override
    public void read(long fromSeq, Reader reader) {
        Map.Entry<Long, Long> mark = marks.floorEntry(fromSeq);
        long start = mark == null || mark.getValue() > written ? 0 : mark.getValue();
        EventLogReader.readLines(path, codec, start, written, (envelope, line) -> envelope.seq() < fromSeq
                || reader.take(envelope, line));
    }
}
