package io.github.cqr.adapters.eventlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** The first and the last line of a log, whatever is between them. */
final class LogEnds {
    /** The last event fits in far less. */
    private static final int TAIL_BYTES = 1 << 16;
    /** The first one names the nodes. */
    private static final int HEAD_BYTES = 1 << 20;

    private LogEnds() {}

    /** The first line, or the beginning of it if it has no end or is very long; empty for an empty log. */
    static byte[] first(LogBytes log) throws IOException {
        var lines = new Lines(log, 0, HEAD_BYTES);
        byte[] line = lines.next();
        return Objects.requireNonNullElseGet(line, lines::rest);
    }

    /** The last line, or the end of it if it is very long; empty for an empty log. */
    static byte[] last(LogBytes log) throws IOException {
        long size = log.size();
        var tail = ByteBuffer.allocate((int) Math.min(TAIL_BYTES, size));
        long start = size - tail.capacity();
        while (tail.hasRemaining() && log.read(tail, start + tail.position()) > 0) {
            // a file gives what it has
        }
        return lastOf(Arrays.copyOf(tail.array(), tail.position()));
    }

    private static byte[] lastOf(byte[] bytes) {
        int start = bytes.length - 1;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start < 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
    }
}
