package io.github.cqr.domain.script;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What the splitter asks of UTF-8 bytes: validity, line ends, code points; eight bytes a step where they are plain. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long LINE_FEEDS = LOW_BITS * '\n';

    private Utf8() {}

    /**
     * The end of the valid, complete sequences that begin at {@code from}. When it is less than {@code to}, the bytes there are either
     * broken or the beginning of a sequence that {@code to} cuts off; {@link #isCutOff} tells which.
     */
    static int validEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            while (at + 8 <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
                at += 8;
            }
            if (at < to) {
                int length = bytes[at] >= 0 ? 1 : sequenceLength(bytes, at, to);
                if (length <= 0) {
                    return at;
                }
                at += length;
            }
        }
        return at;
    }

    /** Whether the bytes from {@code at}, where {@link #validEnd} stopped, could become a sequence if more bytes came. */
    static boolean isCutOff(byte[] bytes, int at, int to) {
        return sequenceLength(bytes, at, to) < 0;
    }

    /** The length of the sequence at {@code at}; 0 when it is broken, -1 when it is cut off and sound so far (RFC 3629, table of section 4). */
    private static int sequenceLength(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xff;
        int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (first < 0x80) {
            return 1;
        }
        if (length == 0) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if (at + i >= to) {
                return -1;
            }
            int next = bytes[at + i] & 0xff;
            int lowest = i == 1 && first == 0xe0 ? 0xa0 : i == 1 && first == 0xf0 ? 0x90 : 0x80;
            int highest = i == 1 && first == 0xed ? 0x9f : i == 1 && first == 0xf4 ? 0x8f : 0xbf;
            if (next < lowest || next > highest) {
                return 0;
            }
        }
        return length;
    }

    /** How many {@code \n} stand in {@code [from, to)}. */
    static int lineFeeds(byte[] bytes, int from, int to) {
        int count = 0;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long x = (long) LONGS.get(bytes, at) ^ LINE_FEEDS;
            // A byte of x is 0 exactly where its high bit below stays 0; no carry passes from byte to byte.
            long nonZero = (((x & ~HIGH_BITS) + ~HIGH_BITS) | x) & HIGH_BITS;
            count += 8 - Long.bitCount(nonZero);
        }
        for (; at < to; at++) {
            count += bytes[at] == '\n' ? 1 : 0;
        }
        return count;
    }

    /** How many code points valid UTF-8 has in {@code [from, to)}: the bytes that are not continuations. */
    static int codePoints(byte[] bytes, int from, int to) {
        int continuations = 0;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long x = (long) LONGS.get(bytes, at);
            continuations += Long.bitCount(x & ~(x << 1) & HIGH_BITS);
        }
        for (; at < to; at++) {
            continuations += (bytes[at] & 0xc0) == 0x80 ? 1 : 0;
        }
        return to - from - continuations;
    }

    /** The offset of the last {@code \n} in {@code [from, to)}, or -1. */
    static int lastLineFeed(byte[] bytes, int from, int to) {
        for (int at = to - 1; at >= from; at--) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }
}
