package io.github.cqr.adapters.eventlog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Goes through a log's lines, as far as they are whole; what comes later is found when it is asked for later. */
final class Lines {
    private static final int BUFFER = 1 << 16;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST = ONES << 7;
    private static final long FEEDS = ONES * '\n';

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
            int end = end(buffer.array(), from, buffer.limit());
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

    /** Behind the first line feed between two places, negative if there is none. Eight bytes at a time: logs are large. */
    static int end(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long others = (long) LONGS.get(bytes, at) ^ FEEDS; // a line feed becomes 0
            long feeds = (others - ONES) & ~others & HIGHEST; // the lowest bit that is set marks the first 0
            if (feeds != 0) {
                return at + Long.numberOfTrailingZeros(feeds) / Byte.SIZE + 1;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n') {
                return at + 1;
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
