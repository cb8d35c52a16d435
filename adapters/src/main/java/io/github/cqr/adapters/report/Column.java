package io.github.cqr.adapters.report;

import java.util.Arrays;
import java.util.Base64;

/**
 * Whole numbers one after the other in as few bytes as they need: seven bits to a byte, the lowest first, the top bit set in all but a
 * number's last byte, and the sign in the lowest bit. A hundred thousand statements take a few megabytes, in memory and in the file.
 */
final class Column {
    private byte[] bytes = new byte[64];
    private int used;
    private long last;

    /** Adds a number. */
    void add(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while (true) {
            if (used == bytes.length) {
                bytes = Arrays.copyOf(bytes, used * 2);
            }
            if ((rest & ~0x7fL) == 0) {
                bytes[used++] = (byte) rest;
                return;
            }
            bytes[used++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
    }

    /** Adds a number as its difference to the one that was added so before; the first as its difference to zero. */
    void addStep(long value) {
        add(value - last);
        last = value;
    }

    /** The bytes in Base64. */
    String encoded() {
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, used));
    }
}
