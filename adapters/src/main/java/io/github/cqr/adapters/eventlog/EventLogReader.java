package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.port.EventHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads event logs, of any size, line by line. */
public final class EventLogReader {
    private static final int BUFFER = 1 << 16;

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
     * events of a newer version are passed over.
     *
     * @throws EventLogException if the file cannot be read
     */
    public static void read(Path path, EventCodec codec, Consumer<Envelope> events, Consumer<Problem> problems) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                InputStream in = Channels.newInputStream(file)) {
            eachLine(in, Long.MAX_VALUE, (number, line, whole) -> {
                try {
                    Envelope envelope = codec.decode(line);
                    if (envelope != null) {
                        events.accept(envelope);
                    }
                } catch (IllegalArgumentException e) {
                    problems.accept(new Problem(number, !whole, whole
                            ? "line " + number + " of " + path + " is no event: " + e.getMessage()
                            : "the last line of " + path + " was not written to its end"));
                }
                return true;
            });
        } catch (IOException e) {
            throw EventLogException.unreadable(path, e);
        }
    }

    /** Reads the lines between two positions, as far as they can be read. */
    static void readLines(Path path, EventCodec codec, long from, long to, EventHistory.Reader reader) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ).position(from);
                InputStream in = Channels.newInputStream(file)) {
            eachLine(in, to - from, (_, line, whole) -> {
                Envelope envelope = whole ? decoded(codec, line) : null;
                return envelope == null || reader.take(envelope, line);
            });
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

    @FunctionalInterface
    private interface Line {
        boolean take(long number, byte[] bytes, boolean whole);
    }

    private static void eachLine(InputStream in, long limit, Line sink) throws IOException {
        byte[] buffer = new byte[BUFFER];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long number = 1;
        long left = limit;
        int length = in.read(buffer, 0, (int) Math.min(BUFFER, left));
        while (length > 0) {
            left -= length;
            int start = 0;
            for (int i = 0; i < length; i++) {
                if (buffer[i] == '\n') {
                    line.write(buffer, start, i + 1 - start);
                    start = i + 1;
                    if (!sink.take(number, line.toByteArray(), true)) {
                        return;
                    }
                    number++;
                    line.reset();
                }
            }
            line.write(buffer, start, length - start);
            length = in.read(buffer, 0, (int) Math.min(BUFFER, left));
        }
        if (line.size() > 0) {
            sink.take(number, line.toByteArray(), false);
        }
    }
}
