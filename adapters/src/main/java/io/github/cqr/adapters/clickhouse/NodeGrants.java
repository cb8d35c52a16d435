package io.github.cqr.adapters.clickhouse;

import java.util.List;

/**
 * What the user may not do on a node although the runner would, and which of the logs that it reads are not there.
 *
 * @param node the node's name
 * @param missing the grants, as they stand in a {@code GRANT} statement
 * @param absent tables that the server does not have
 * @param trouble why the node could not be asked, empty when it could
 */
public record NodeGrants(String node, List<Missing> missing, List<String> absent, String trouble) {
    /** Copies the lists. */
    public NodeGrants {
        missing = List.copyOf(missing);
        absent = List.copyOf(absent);
    }

    /**
     * A grant that is missing.
     *
     * @param grant {@code SELECT ON system.processes}
     * @param consequence what is lost without it, as a clause
     * @param grave true when proof of outcomes depends on it
     */
    public record Missing(String grant, String consequence, boolean grave) {}
}
