package io.github.cqr.domain.run;

import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.session.SessionContext;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is to be sent, or is on its way.
 *
 * @param done its checkpoint says completed
 * @param attempt number of the next try, or of the one on its way
 * @param failures how many tries failed
 * @param notBeforeNanos when it may go after a failure, on the monotonic clock
 * @param undo 0 for the statement itself, k while its k-th {@code before-retry} comes first
 * @param lastNode where it failed, or where a part of it is; null for a first try
 * @param session what held for it when it was sent first: a SET behind it may have taken effect since. Null before that
 */
record Pending(Statement statement, boolean done, int attempt, int failures, long notBeforeNanos, int undo,
        @Nullable String lastNode, @Nullable SessionContext session) {

    Pending with(SessionContext its) {
        return new Pending(statement, done, attempt, failures, notBeforeNanos, undo, lastNode, its);
    }

    /** To be tried under another query id. */
    Pending again() {
        return new Pending(statement, done, attempt + 1, failures, notBeforeNanos, undo, lastNode, session);
    }

    /** A try failed. */
    Pending failed(String node, long dueNanos) {
        return new Pending(statement, done, attempt + 1, failures + 1, dueNanos, undo, node, session);
    }

    /** What stayed of it is to be taken away first, on that node. */
    Pending undoneOn(String node) {
        return new Pending(statement, done, attempt, failures, notBeforeNanos, 1, node, session);
    }

    /** One of its {@code before-retry} statements is done. */
    Pending undone() {
        int next = undo < statement.directives().beforeRetry().size() ? undo + 1 : 0;
        return new Pending(statement, done, attempt + 1, failures, notBeforeNanos, next, lastNode, session);
    }

    /** Whether it must go to {@link #lastNode}: what is undone there must be done again there. */
    boolean bound() {
        return lastNode != null && !statement.directives().beforeRetry().isEmpty();
    }
}
