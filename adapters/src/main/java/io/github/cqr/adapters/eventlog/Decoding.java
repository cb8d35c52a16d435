package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes the lines of a log on all processors, block by block, and gives what they hold in their order. Few blocks are on their way at
 * any time, whatever the length of the log.
 */
final class Decoding {
    /** Bytes of lines that are decoded in one go: some frames of a packed log, so that few are unpacked for two of them. */
    static final int BLOCK = 4 * PackedLog.FRAME_BYTES;
    /** Most lines that begin in a block end within so many bytes behind it. */
    private static final int BEHIND = 4096;

    private static final byte[] NOTHING = {};

    private final EventCodec codec;
    private final boolean butProgress;
    private final int blockBytes;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Queue<Future<Block>> coming = new ArrayDeque<>();
    /** Those that are not at work. */
    private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();
    private byte @Nullable [] last;
    private byte[] rest = NOTHING;
    private long number;

    /** What takes the lines, one after the other, on the thread that asked for them. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a line that is no event of a newer version.
         *
         * @param number of the line, from 1
         * @param envelope its event, or null
         * @param problem why it is no event, or null
         */
        void take(long number, @Nullable Envelope envelope, @Nullable String problem);
    }

    /** A line; {@code number} is counted from the first one of its block, from 1. */
    private record Line(int number, @Nullable Envelope envelope, @Nullable String problem) {}

    /** The lines that begin in a block. */
    private static final class Block {
        /** Those that are events, or no events. */
        private final List<Line> lines = new ArrayList<>();
        /** How many there are in all. */
        private int count;
        /** The last one if it was passed over. */
        private byte @Nullable [] last;
        /** What is there of a line without an end, the last one of the log. */
        private byte[] rest = NOTHING;
    }

    /** @param butProgress whether {@code progress} events are passed over: they are not even looked into */
    Decoding(EventCodec codec, boolean butProgress, int blockBytes) {
        this.codec = codec;
        this.butProgress = butProgress;
        this.blockBytes = blockBytes;
    }

    /** Decodes all lines that are there now. */
    void all(LogBytes log, Sink sink) throws IOException {
        long size = log.size();
        if (size <= blockBytes) {
            take(block(log, 0, size), sink);
            return;
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(processors,
                Thread.ofPlatform().daemon().name("cqr-decode-", 0).factory())) {
            for (long from = 0; from < size; from += blockBytes) {
                if (coming.size() == 2 * processors) {
                    takeFirst(sink);
                }
                long at = from;
                coming.add(pool.submit(() -> block(log, at, size)));
            }
            while (!coming.isEmpty()) {
                takeFirst(sink);
            }
        }
    }

    /** The last whole line if it was passed over, else null; after {@link #all}. */
    byte @Nullable [] last() {
        return last;
    }

    /** What is there of a last line that has no end; after {@link #all}. */
    byte[] rest() {
        return rest;
    }

    /** How many whole lines there are; after {@link #all}. */
    long lines() {
        return number;
    }

    private void takeFirst(Sink sink) throws IOException {
        try {
            take(coming.remove().get(), sink);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted while a log was read").initCause(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void take(Block block, Sink sink) {
        for (Line line : block.lines) {
            sink.take(number + line.number(), line.envelope(), line.problem());
        }
        number += block.count;
        last = block.count > 0 ? block.last : last;
        rest = block.rest.length > 0 ? block.rest : rest;
    }

    private Block block(LogBytes log, long from, long size) throws IOException {
        Reader free = readers.poll();
        Reader reader = free == null ? new Reader(log.another(), size) : free;
        Block block = reader.block(from, size);
        readers.add(reader);
        return block;
    }

    /** Reads blocks, one after the other. */
    private final class Reader {
        private final LogBytes log;
        private byte[] bytes;
        private long start;
        private int length;
        /** Lines to be decoded: behind the end of each, and its number in the block. */
        private int[] ends = new int[64];
        private int[] numbers = new int[64];
        private int kept;

        Reader(LogBytes log, long size) {
            this.log = log;
            this.bytes = new byte[(int) Math.min(1L + blockBytes + BEHIND, size)];
        }

        Block block(long from, long size) throws IOException {
            var block = new Block();
            gather(block, from, size);
            codec.decode(bytes, ends, kept, (line, envelope, problem) -> {
                if (envelope != null || problem != null) {
                    block.lines.add(new Line(numbers[line], envelope, problem));
                }
            });
            return block;
        }

        /** Reads the lines that begin in the block, and keeps those that are to be decoded. */
        private void gather(Block block, long from, long size) throws IOException {
            // Whether a line begins with the block is told by the byte before it.
            start = Math.max(0, from - 1);
            length = 0;
            fill(size);
            int begin = from == 0 ? 0 : Lines.end(bytes, 0, length);
            int to = (int) (from + blockBytes - start);
            int passedOver = -1;
            kept = 0;
            int keptBytes = 0;
            while (begin >= 0 && begin < to && begin < length) {
                int end = end(begin, size);
                if (end < 0) {
                    block.rest = Arrays.copyOfRange(bytes, begin, length);
                    break;
                }
                block.count++;
                if (butProgress && codec.isProgress(bytes, begin, end - begin)) {
                    passedOver = begin;
                } else {
                    passedOver = -1;
                    // What is kept moves together, to the beginning of the array, over what was passed over.
                    System.arraycopy(bytes, begin, bytes, keptBytes, end - begin);
                    keptBytes += end - begin;
                    keep(block.count, keptBytes);
                }
                begin = end;
            }
            block.last = passedOver < 0 ? null : Arrays.copyOfRange(bytes, passedOver, begin);
        }

        private void keep(int number, int end) {
            if (kept == ends.length) {
                ends = Arrays.copyOf(ends, 2 * kept);
                numbers = Arrays.copyOf(numbers, 2 * kept);
            }
            ends[kept] = end;
            numbers[kept++] = number;
        }

        /** Behind the end of the line that begins there, negative if it has none. */
        private int end(int begin, long size) throws IOException {
            int end = Lines.end(bytes, begin, length);
            while (end < 0 && start + length < size) {
                int before = length;
                bytes = length == bytes.length ? Arrays.copyOf(bytes, 2 * length) : bytes;
                fill(size);
                if (length == before) {
                    return -1; // the file has become shorter
                }
                end = Lines.end(bytes, before, length);
            }
            return end;
        }

        /** Reads as much as there is, up to the end of the log or of the array. */
        private void fill(long size) throws IOException {
            int most = (int) Math.min(bytes.length, size - start);
            int read = 1;
            while (length < most && read > 0) {
                read = log.read(ByteBuffer.wrap(bytes, length, most - length), start + length);
                length += Math.max(0, read);
            }
        }
    }
}
