package io.github.cqr.domain.script;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a first pass over a script leaves behind, in 9 bytes a statement: enough to plan the run, and for a second pass to notice that the
 * file is no longer the one that was planned.
 */
public final class ScriptIndex {
    private static final List<StatementKind> KINDS = List.of(StatementKind.values());

    private final long[] marks;
    private final byte[] kinds;
    private final int count;
    private final Map<StatementKind, Integer> counts;

    private ScriptIndex(long[] marks, byte[] kinds, int count) {
        this.marks = marks;
        this.kinds = kinds;
        this.count = count;
        Map<StatementKind, Integer> byKind = new EnumMap<>(StatementKind.class);
        int[] tally = new int[KINDS.size()];
        for (int i = 0; i < count; i++) {
            tally[kinds[i]]++;
        }
        for (int i = 0; i < tally.length; i++) {
            byKind.put(KINDS.get(i), tally[i]);
        }
        this.counts = byKind;
    }

    /** How many statements the script has. */
    public int count() {
        return count;
    }

    /** How many statements of this kind the script has. */
    public int count(StatementKind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** The kind of the statement with this ordinal. */
    public StatementKind kind(int ordinal) {
        return KINDS.get(kinds[checked(ordinal)]);
    }

    /** Whether the statement with this ordinal was this one (its hash by the first 64 bits, and the occurrence) in the first pass. */
    public boolean matches(int ordinal, StatementId id) {
        return ordinal >= 0 && ordinal < count && marks[ordinal] == mark(id.prefix(), id.occurrence());
    }

    private int checked(int ordinal) {
        if (ordinal < 0 || ordinal >= count) {
            throw new IndexOutOfBoundsException("statement " + ordinal + " of " + count);
        }
        return ordinal;
    }

    private static long mark(long prefix, int occurrence) {
        return prefix + (occurrence - 1) * 0x9e3779b97f4a7c15L;
    }

    /** Gathers a {@link ScriptIndex}, statement by statement, in order. */
    public static final class Builder {
        private long[] marks = new long[1024];
        private byte[] kinds = new byte[1024];
        private int count;

        /** Makes an empty builder. */
        public Builder() {}

        /** Adds the next statement; its ordinal must be the number of those added before. */
        public void add(Statement statement) {
            if (statement.ordinal() != count) {
                throw new IllegalArgumentException("statement " + statement.ordinal() + " added as number " + count);
            }
            if (count == marks.length) {
                marks = Arrays.copyOf(marks, count * 2);
                kinds = Arrays.copyOf(kinds, count * 2);
            }
            marks[count] = mark(statement.id().prefix(), statement.id().occurrence());
            kinds[count] = (byte) KINDS.indexOf(statement.kind());
            count++;
        }

        /** The index of what was added. */
        public ScriptIndex build() {
            return new ScriptIndex(Arrays.copyOf(marks, count), Arrays.copyOf(kinds, count), count);
        }
    }
}
