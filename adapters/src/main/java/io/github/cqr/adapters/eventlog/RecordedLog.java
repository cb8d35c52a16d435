package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.replay.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * An event log to go through in any order, perhaps while it is still written: a last line without its end is none until it has one. Lines
 * that are no events are passed over and counted.
 */
public final class RecordedLog implements Recording {
    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final EventCodec codec;
    private long furthest;
    private long damaged;

    private RecordedLog(Path path, FileChannel channel, EventCodec codec) {
        this.path = path;
        this.channel = channel;
        this.codec = codec;
    }

    /**
     * Opens a log.
     *
     * @throws EventLogException if it cannot be read
     */
    public static RecordedLog open(Path path, EventCodec codec) {
        try {
            return new RecordedLog(path, FileChannel.open(path, StandardOpenOption.READ), codec);
        } catch (IOException e) {
            throw EventLogException.unreadable(path, e);
        }
    }

    /** How many lines were no events, as far as the log was read; lines of a newer version's events are not counted. */
    public long damaged() {
        return damaged;
    }

    @Override
    public Cursor from(long position) {
        return new Lines(position);
    }

    @Override
    public long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw EventLogException.unreadable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw EventLogException.unreadable(path, e);
        }
    }

    private @Nullable Envelope decoded(byte[] line, long end) {
        boolean first = end > furthest;
        furthest = Math.max(furthest, end);
        try {
            return codec.decode(line);
        } catch (IllegalArgumentException _) {
            damaged += first ? 1 : 0;
            return null;
        }
    }

    /** Reads whole lines, and not further than they go. */
    private final class Lines implements Cursor {
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
        /** What of a line has been read before the buffer was filled again. */
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private long position;

        Lines(long position) {
            this.position = position;
        }

        @Override
        public @Nullable Envelope next() {
            while (true) {
                byte[] line = line();
                if (line == null) {
                    return null;
                }
                position += line.length;
                Envelope envelope = decoded(line, position);
                if (envelope != null) {
                    return envelope;
                }
            }
        }

        /** The next line with its end, or null if there is no whole one. */
        private byte @Nullable [] line() {
            while (true) {
                int from = buffer.position();
                for (int i = from; i < buffer.limit(); i++) {
                    if (buffer.get(i) == '\n') {
                        head.write(buffer.array(), from, i + 1 - from);
                        buffer.position(i + 1);
                        byte[] line = head.toByteArray();
                        head.reset();
                        return line;
                    }
                }
                head.write(buffer.array(), from, buffer.limit() - from);
                if (!fill()) {
                    return null;
                }
            }
        }

        /** Reads what follows what was read; false if there is nothing. What was read of a line stays in the head. */
        private boolean fill() {
            try {
                buffer.clear();
                int read = channel.read(buffer, position + head.size());
                buffer.flip();
                return read > 0;
            } catch (IOException e) {
                throw EventLogException.unreadable(path, e);
            }
        }

        @Override
        public long position() {
            return position;
        }
    }
}
