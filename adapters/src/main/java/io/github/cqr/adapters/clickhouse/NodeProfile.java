package io.github.cqr.adapters.clickhouse;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the user's profile and the version of one node allow.
 *
 * @param without always-sent settings that are left out there
 * @param quiet whether our own small questions may be kept out of the query log
 * @param logDoubt why the query log may miss statements whatever we send, null when it does not
 */
record NodeProfile(Set<String> without, boolean quiet, @Nullable String logDoubt) {
    /** Before the node was asked. */
    static final NodeProfile UNKNOWN = new NodeProfile(Set.of(), true, null);

    NodeProfile {
        without = Set.copyOf(without);
    }

    /** The parameters of our own small questions. */
    Map<String, String> forQuestions() {
        return quiet ? Map.of("log_queries", "0") : Map.of();
    }
}
