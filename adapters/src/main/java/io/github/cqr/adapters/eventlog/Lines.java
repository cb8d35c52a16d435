package io.github.cqr.adapters.eventlog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Goes through a log's lines, as far as they are whole; what comes later is found when it is asked for later. */
final class Lines {
    private static final int BUFFER = 1 << 16;

    private final LogBytes bytes;
    private final long to;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    /** What of a line has been read before the buffer was filled again. */
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private long position;

    /**
     * The lines of a part of the log.
     *
     * @param from where the first one begins
     * @param to nothing is read from there on
     */
    Lines(LogBytes bytes, long from, long to) {
        this.bytes = bytes;
        this.position = from;
        this.to = to;
    }

    /** All lines from {@code from} on. */
    Lines(LogBytes bytes, long from) {
        this(bytes, from, Long.MAX_VALUE);
    }

    /** The next line with its end, or null if there is no whole one. */
    byte @Nullable [] next() throws IOException {
        do {
            int from = buffer.position();
            int end = end(from);
            if (end >= 0) {
                byte[] line = line(from, end);
                buffer.position(end);
                position += line.length;
                return line;
            }
            head.write(buffer.array(), from, buffer.limit() - from);
            buffer.limit(0);
        } while (fill());
        return null;
    }

    /** Behind the end of the line that begins in the buffer, negative if that is not in it. */
    private int end(int from) {
        byte[] array = buffer.array();
        for (int i = from; i < buffer.limit(); i++) {
            if (array[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private byte[] line(int from, int end) {
        if (head.size() == 0) {
            return Arrays.copyOfRange(buffer.array(), from, end);
        }
        head.write(buffer.array(), from, end - from);
        byte[] line = head.toByteArray();
        head.reset();
        return line;
    }

    /** Reads what follows what was read; false if there is nothing. What was read of a line stays in the head. */
    private boolean fill() throws IOException {
        long at = position + head.size();
        buffer.clear().limit(Math.clamp(to - at, 0, BUFFER));
        int read = buffer.hasRemaining() ? bytes.read(buffer, at) : 0;
        buffer.flip();
        return read > 0;
    }

    /** Where the next line begins. */
    long position() {
        return position;
    }

    /** What is there of a line that has no end, after {@link #next} gave null. */
    byte[] rest() {
        return head.toByteArray();
    }
}
