package io.github.cqr.domain.event;

/**
 * One try at a statement, or at undoing what an earlier try of it left.
 *
 * @param number 1 for the first try
 * @param node name of the node it was sent to, or is about to be
 * @param queryId ClickHouse query id, never used for any other attempt of any process
 * @param undo 0 for the statement itself, k for its k-th {@code before-retry} statement
 */
public record Attempt(int number, String node, String queryId, int undo) {
    /** A try at the statement itself. */
    public Attempt(int number, String node, String queryId) {
        this(number, node, queryId, 0);
    }

    /** True if this is a {@code before-retry} of the statement and not the statement: it has no outcome of its own. */
    public boolean undoes() {
        return undo > 0;
    }
}
