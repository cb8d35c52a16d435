package io.github.cqr.domain.script;

/**
 * Counts how often each text has been seen, by the first 64 bits of its SHA-256, in 8 bytes a slot: 11 to 22 bytes a statement (12 a slot
 * once some text came twice).
 *
 * <p>
 * Are 64 bits enough? Among ten million different texts two share them with a chance of 3 in a million (n&sup2;/2<sup>65</sup>). Even then
 * nothing is skipped or run twice: the key of a checkpoint holds the whole hash, so the second of the two is merely filed as
 * {@code hash:2} instead of {@code hash}, the same in every run of the same file.
 */
public final class OccurrenceCounter {
    private static final int SMALLEST = 1 << 10;

    /** Prefixes; 0 is a free slot (a prefix of 0 is counted apart). The low bits of a SHA-256 are as good as any hash of them. */
    private long[] slots = new long[SMALLEST];
    /** Occurrences after the first, by slot; made when the first text comes twice. */
    private int[] repeats = new int[0];
    private int used;
    private int zeros;

    /** Makes an empty counter. */
    public OccurrenceCounter() {}

    /** Counts one more statement whose hash begins with these 64 bits and says the how-manieth it is, from 1. */
    public int next(long prefix) {
        if (prefix == 0) {
            return ++zeros;
        }
        int slot = find(slots, prefix);
        if (slots[slot] == prefix) {
            if (repeats.length == 0) {
                repeats = new int[slots.length];
            }
            return ++repeats[slot] + 1;
        }
        slots[slot] = prefix;
        used++;
        if (used > slots.length / 4L * 3) {
            grow();
        }
        return 1;
    }

    /** The number of different texts seen. */
    public int distinct() {
        return used + (zeros > 0 ? 1 : 0);
    }

    private static int find(long[] slots, long prefix) {
        int mask = slots.length - 1;
        int slot = (int) prefix & mask;
        while (slots[slot] != 0 && slots[slot] != prefix) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] bigger = new long[slots.length * 2];
        int[] biggerRepeats = repeats.length == 0 ? repeats : new int[bigger.length];
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] != 0) {
                int slot = find(bigger, slots[i]);
                bigger[slot] = slots[i];
                if (repeats.length != 0) {
                    biggerRepeats[slot] = repeats[i];
                }
            }
        }
        slots = bigger;
        repeats = biggerRepeats;
    }
}
