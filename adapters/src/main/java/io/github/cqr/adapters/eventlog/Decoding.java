package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventCodec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the lines of a log on all processors and gives what they hold in their order. Few lines are on their way at any time, whatever the
 * length of the log.
 */
final class Decoding {
    /** Lines that are decoded in one go. */
    private static final int BATCH = 512;

    private static final Line NONE = new Line(null, null);

    private final EventCodec codec;
    private final Predicate<byte[]> passOver;
    private final Sink sink;
    private final int ahead = 2 * Runtime.getRuntime().availableProcessors();
    private final Queue<Future<List<Line>>> coming = new ArrayDeque<>();

    /** What takes the lines, one after the other, on the thread that reads. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a line.
         *
         * @param envelope its event; null for one of a newer version, and for none
         * @param problem why it is no event, or null
         */
        void take(@Nullable Envelope envelope, @Nullable String problem);
    }

    private record Line(@Nullable Envelope envelope, @Nullable String problem) {}

    /** @param passOver lines that are not decoded: they are none of those that are looked for */
    Decoding(EventCodec codec, Predicate<byte[]> passOver, Sink sink) {
        this.codec = codec;
        this.passOver = passOver;
        this.sink = sink;
    }

    /** Decodes one line. */
    static void decode(EventCodec codec, byte[] line, Sink sink) {
        Line decoded = decode(codec, line);
        sink.take(decoded.envelope(), decoded.problem());
    }

    private static Line decode(EventCodec codec, byte[] line) {
        try {
            return new Line(codec.decode(line), null);
        } catch (IllegalArgumentException e) {
            return new Line(null, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Decodes all that there are.
     *
     * @return the last line if it was passed over, else null
     */
    byte @Nullable [] all(Lines lines) throws IOException {
        byte[] last = null;
        try (ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().daemon().name("cqr-decode-", 0).factory())) {
            List<byte[]> batch = new ArrayList<>(BATCH);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                batch.add(line);
                last = line;
                if (batch.size() == BATCH) {
                    hand(pool, batch);
                    batch = new ArrayList<>(BATCH);
                }
            }
            hand(pool, batch);
            while (!coming.isEmpty()) {
                takeFirst();
            }
        }
        return last != null && passOver.test(last) ? last : null;
    }

    private void hand(ExecutorService pool, List<byte[]> batch) {
        if (coming.size() == ahead) {
            takeFirst();
        }
        coming.add(pool
                .submit(() -> batch.stream().map(line -> passOver.test(line) ? NONE : decode(codec, line)).toList()));
    }

    private void takeFirst() {
        try {
            for (Line line : coming.remove().get()) {
                sink.take(line.envelope(), line.problem());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted while a log was read").initCause(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
