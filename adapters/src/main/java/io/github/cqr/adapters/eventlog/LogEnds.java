package io.github.cqr.adapters.eventlog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The first and the last line of a log, whatever is between them. */
final class LogEnds {
    /** The last event fits in far less. */
    private static final int TAIL_BYTES = 1 << 16;
    /** The first one names the nodes. */
    private static final int HEAD_BYTES = 1 << 20;
    private static final int BUFFER = 1 << 12;

    private LogEnds() {}

    /** The first line without its end, empty for an empty file. */
    static byte[] first(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            var line = new ByteArrayOutputStream(BUFFER);
            byte[] buffer = new byte[BUFFER];
            int length = in.read(buffer);
            while (length > 0 && line.size() < HEAD_BYTES) {
                for (int i = 0; i < length; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, 0, i);
                        return line.toByteArray();
                    }
                }
                line.write(buffer, 0, length);
                length = in.read(buffer);
            }
            return line.toByteArray();
        }
    }

    /** The last line, or the end of it if it is very long; empty for an empty file. */
    static byte[] last(Path log) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            long size = channel.size();
            var tail = ByteBuffer.allocate((int) Math.min(TAIL_BYTES, size));
            long start = size - tail.capacity();
            while (tail.hasRemaining() && channel.read(tail, start + tail.position()) >= 0) {
                // a file gives what it has
            }
            return lastOf(Arrays.copyOf(tail.array(), tail.position()));
        }
    }

    private static byte[] lastOf(byte[] bytes) {
        int start = bytes.length - 1;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start < 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
    }
}
