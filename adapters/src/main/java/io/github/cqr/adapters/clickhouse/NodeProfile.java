package io.github.cqr.adapters.clickhouse;

import java.util.Set;

/**
 * What the user's profile and the version of one node allow.
 *
 * @param without always-sent settings that are left out there
 * @param quiet whether our own small questions may be kept out of the query log
 */
record NodeProfile(Set<String> without, boolean quiet) {
    /** Before the node was asked. */
    static final NodeProfile UNKNOWN = new NodeProfile(Set.of(), true);

    NodeProfile {
        without = Set.copyOf(without);
    }
}
