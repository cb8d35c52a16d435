package io.github.cqr.domain.event;

/**
 * How many statements of the file stand where.
 *
 * @param total statements in the file
 * @param skipped completed by an earlier run
 * @param completed completed by this process, {@code SET} and {@code USE} included
 * @param failed failed in this process
 * @param cancelled killed at our request
 * @param unknown nobody can say
 */
public record Counts(int total, int skipped, int completed, int failed, int cancelled, int unknown) {
    /** Nothing yet, of {@code total}. */
    public static Counts of(int total) {
        return new Counts(total, 0, 0, 0, 0, 0);
    }

    /** Statements whose effect is not there yet, as far as is known. */
    public int remaining() {
        return total - skipped - completed;
    }
}
