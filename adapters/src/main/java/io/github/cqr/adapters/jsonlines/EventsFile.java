package io.github.cqr.adapters.jsonlines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of {@code --events}. What is in it stays: a run that is started again with the same options goes on behind what it wrote before, and
 * a shipper that has not come so far misses nothing.
 */
public final class EventsFile {
    private EventsFile() {}

    /**
     * Opens the file at its end. If it ends within a line, as after a process that was killed, that line is ended first.
     *
     * @throws IOException if it cannot be written
     */
    public static OutputStream open(Path path) throws IOException {
        boolean torn = Files.isRegularFile(path) && endsWithinALine(path);
        OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        if (torn) {
            out.write('\n');
        }
        return out;
    }

    private static boolean endsWithinALine(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
        }
    }
}
