package io.github.cqr.domain.script;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code -- cqr:} comments just before a statement ask for. They are no part of the statement's identity: adding a time-out to a
 * statement must not make it a new one.
 *
 * @param barrier
 *            all before it finish first, and it runs alone
 * @param timeout
 *            the longest that one attempt may take, or null for the run's own limit
 * @param node
 *            the node it must run on, or null for the next one of the cycle
 * @param name
 *            what front ends call it, or null
 * @param beforeRetry
 *            the SQL that undoes a partial attempt, in order, each one statement without its {@code ;}
 */
public record Directives(boolean barrier, @Nullable Duration timeout, @Nullable String node, @Nullable String name,
        List<String> beforeRetry) {
    /** A statement without directives. */
    public static final Directives NONE = new Directives(false, null, null, null, List.of());

    /** Copies the list. */
    public Directives {
        beforeRetry = List.copyOf(beforeRetry);
    }
}
