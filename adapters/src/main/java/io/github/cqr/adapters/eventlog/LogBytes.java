package io.github.cqr.adapters.eventlog;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The lines of a log as bytes to read anywhere, whether its file is packed or not. Not thread-safe. */
interface LogBytes extends AutoCloseable {
    /**
     * Reads some bytes from {@code position} on, as many as come easily.
     *
     * @return how many; 0 or less where there is nothing (yet)
     */
    int read(ByteBuffer into, long position) throws IOException;

    /** The same bytes for another thread, as long as this one is open; it is not closed. */
    LogBytes another();

    /** How many there are now. */
    long size() throws IOException;

    @Override
    void close() throws IOException;

    /** Opens a log. What kind of file it is tells its content, not its name. */
    static LogBytes open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            if (!PackedLog.isPacked(file)) {
                return new Plain(file);
            }
            PackedLog packed = PackedLog.open(file);
            if (packed != null) {
                return packed;
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        file.close();
        return unpacked(path);
    }

    /** A file that another program has packed, and that can be read from its beginning alone: unpacked into a temporary one. */
    private static LogBytes unpacked(Path path) throws IOException {
        Path temporary = Files.createTempFile("cqr-log", ".jsonl");
        temporary.toFile().deleteOnExit(); // should the process be ended by a signal
        try (InputStream in = new ZstdInputStream(new BufferedInputStream(Files.newInputStream(path)));
                OutputStream out = Files.newOutputStream(temporary)) {
            var _ = in.transferTo(out);
        } catch (ZstdIOException _) {
            // it is cut off or damaged: what comes before that place is there, and its last line tells of it
        }
        return new Plain(FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE));
    }

    /** A file of lines. */
    record Plain(FileChannel file) implements LogBytes {
        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public LogBytes another() {
            return this; // it keeps no place
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
