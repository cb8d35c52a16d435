package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.port.RunInput;
import java.util.List;

/**
 * What the cluster said when it was asked at the start.
 *
 * @param nodes one for each node, in the order of the settings
 * @param warnings what the operator should know and what stops nothing
 */
public record ClusterCheck(List<NodeCheck> nodes, List<RunInput.Notice> warnings) {
    /** Copies what it is given. */
    public ClusterCheck {
        nodes = List.copyOf(nodes);
        warnings = List.copyOf(warnings);
    }

    /** The nodes that cannot be used; empty when all is well. */
    public List<NodeCheck.Unusable> unusable() {
        return nodes.stream()
                .filter(NodeCheck.Unusable.class::isInstance)
                .map(NodeCheck.Unusable.class::cast)
                .toList();
    }
}
