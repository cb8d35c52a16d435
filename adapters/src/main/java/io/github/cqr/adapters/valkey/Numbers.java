package io.github.cqr.adapters.valkey;

/**
 * Under which numbers the writes of one writer go to Valkey: above those of the writers before it under the same lease. Were each to begin
 * at 0, a Valkey that a failover has put back to where the last one wrote would take the first writes of this one for written.
 *
 * @param writer how many writers there were before it
 */
record Numbers(int writer) {
    /** More than a writer writes; Lua's numbers are exact for 8000 writers. */
    private static final long EACH = 1L << 40;

    /** The number of the write that has this one by its writer's count; 0 stands for none, and asks nothing of what is there. */
    long of(long seq) {
        return seq == 0 ? 0 : writer * EACH + seq;
    }

    /** The inverse; 0 for a write of a writer before. */
    long back(long number) {
        return Math.max(0, number - writer * EACH);
    }
}
