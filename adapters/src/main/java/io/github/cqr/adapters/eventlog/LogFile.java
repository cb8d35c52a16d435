package io.github.cqr.adapters.eventlog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The few things that a log does to its file; a test puts a full disk in its place. */
interface LogFile extends AutoCloseable {
    /** Writes all of {@code bytes} to the operating system at {@code position}. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** Cuts the file to {@code size}. */
    void truncate(long size) throws IOException;

    /** Asks the disk to keep what was written. */
    void force() throws IOException;

    /** False when the file was deleted under us. */
    boolean exists();

    @Override
    void close() throws IOException;

    /** Writes one after the other from the beginning of the file on; closing it closes nothing. */
    default OutputStream stream() {
        return new OutputStream() {
            private long position;

            @Override
            public void write(int b) throws IOException {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                LogFile.this.write(ByteBuffer.wrap(bytes, offset, length), position);
                position += length;
            }
        };
    }

    /** Creates the file, readable for its owner alone, and the directories above it as far as they are missing. */
    static LogFile create(Path path) throws IOException {
        Path dir = path.toAbsolutePath().getParent();
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (dir != null) {
            Files.createDirectories(dir, attributes(posix, "rwx------"));
        }
        FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes(posix, "rw-------"));
        return new OfChannel(path, channel);
    }

    private static FileAttribute<?>[] attributes(boolean posix, String permissions) {
        return posix
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    /** The real file. */
    record OfChannel(Path path, FileChannel channel) implements LogFile {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public boolean exists() {
            return Files.exists(path);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
