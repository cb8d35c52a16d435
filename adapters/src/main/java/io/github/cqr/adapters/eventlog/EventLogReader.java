package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.port.EventHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads event logs, of any size and packed or not, line by line. */
public final class EventLogReader {
    private EventLogReader() {}

    /**
     * A line that is no event.
     *
     * @param line its 1-based number
     * @param torn true for a last line without its end: its writer was killed or is still writing; nothing to worry about
     * @param message one sentence for a person
     */
    public record Problem(long line, boolean torn, String message) {}

    /**
     * Gives every event of a log to {@code events}, in order. A line that is no event goes to {@code problems}, and reading goes on;
     * events of a newer version are passed over. Lines are decoded on several threads, and given on the caller's.
     *
     * @throws EventLogException if the file cannot be read
     */
    public static void read(Path path, EventCodec codec, Consumer<Envelope> events, Consumer<Problem> problems) {
        read(path, codec, false, events, problems);
    }

    /**
     * The same without the {@code progress} events, which are most of a log and are not even looked into; but for the last line, if that is one: it
     * says until when there was a run.
     *
     * @throws EventLogException if the file cannot be read
     */
    public static void readButProgress(Path path, EventCodec codec, Consumer<Envelope> events,
            Consumer<Problem> problems) {
        read(path, codec, true, events, problems);
    }

    private static void read(Path path, EventCodec codec, boolean butProgress, Consumer<Envelope> events,
            Consumer<Problem> problems) {
        try (LogBytes log = LogBytes.open(path)) {
            var decoding = new Decoding(codec, butProgress, Decoding.BLOCK);
            decoding.all(log, (number, envelope, problem) -> {
                if (envelope != null) {
                    events.accept(envelope);
                } else {
                    problems.accept(
                            new Problem(number, false, "line " + number + " of " + path + " is no event: " + problem));
                }
            });
            byte[] last = decoding.last();
            Envelope progress = last == null ? null : decoded(codec, last);
            if (progress != null) {
                events.accept(progress);
            }
            if (decoding.rest().length > 0) {
                torn(path, codec, decoding, events, problems);
            }
        } catch (IOException e) {
            throw EventLogException.unreadable(path, e);
        }
    }

    /** All of a last line may be there but its end. */
    private static void torn(Path path, EventCodec codec, Decoding decoding, Consumer<Envelope> events,
            Consumer<Problem> problems) {
        Envelope envelope;
        try {
            envelope = codec.decode(decoding.rest());
        } catch (IllegalArgumentException _) {
            problems.accept(new Problem(decoding.lines() + 1, true,
                    "the last line of " + path + " was not written to its end"));
            return;
        }
        if (envelope != null) {
            events.accept(envelope);
        }
    }

    /** Reads the lines between two positions, as far as they can be read. */
    static void readLines(Path path, EventCodec codec, long from, long to, EventHistory.Reader reader) {
        try (LogBytes log = LogBytes.open(path)) {
            var lines = new Lines(log, from, to);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                Envelope envelope = decoded(codec, line);
                if (envelope != null && !reader.take(envelope, line)) {
                    return;
                }
            }
        } catch (IOException _) {
            // By contract what cannot be read is left out; the caller sees the gap.
        }
    }

    private static @Nullable Envelope decoded(EventCodec codec, byte[] line) {
        try {
            return codec.decode(line);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
