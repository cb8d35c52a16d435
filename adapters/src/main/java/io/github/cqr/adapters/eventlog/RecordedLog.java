package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.replay.Recording;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An event log to go through in any order, perhaps while it is still written: a last line without its end is none until it has one. Lines
 * that are no events are passed over and counted.
 */
public final class RecordedLog implements Recording {
    private final Path path;
    private final LogBytes log;
    private final EventCodec codec;
    private long furthest;
    private long damaged;

    private RecordedLog(Path path, LogBytes log, EventCodec codec) {
        this.path = path;
        this.log = log;
        this.codec = codec;
    }

    /**
     * Opens a log.
     *
     * @throws EventLogException if it cannot be read
     */
    public static RecordedLog open(Path path, EventCodec codec) {
        try {
            return new RecordedLog(path, LogBytes.open(path), codec);
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
        return new Events(position);
    }

    @Override
    public long size() {
        try {
            return log.size();
        } catch (IOException e) {
            throw EventLogException.unreadable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            log.close();
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
    private final class Events implements Cursor {
        private final Lines lines;

        Events(long position) {
            this.lines = new Lines(log, position);
        }

        @Override
        public @Nullable Envelope next() {
            try {
                for (byte[] line = lines.next(); line != null; line = lines.next()) {
                    Envelope envelope = decoded(line, lines.position());
                    if (envelope != null) {
                        return envelope;
                    }
                }
                return null;
            } catch (IOException e) {
                throw EventLogException.unreadable(path, e);
            }
        }

        @Override
        public long position() {
            return lines.position();
        }
    }
}
