package io.github.cqr.domain.policy;

import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The cycle over the nodes (PRD section 3): each statement goes to the next node; a node at its limit is passed over. */
public final class RoundRobin {
    private final List<String> nodes;
    private final int perNode;
    private int next;

    /**
     * @param nodes names in the order of the cycle, at least one
     * @param perNode how many statements one node may run at once
     */
    public RoundRobin(List<String> nodes, int perNode) {
        this.nodes = List.copyOf(nodes);
        this.perNode = perNode;
    }

    /** The next node of the cycle that has room, and moves the cycle behind it; null when none has. */
    public @Nullable String take(ToIntFunction<String> running) {
        for (int step = 0; step < nodes.size(); step++) {
            String node = nodes.get((next + step) % nodes.size());
            if (running.applyAsInt(node) < perNode) {
                next = (next + step + 1) % nodes.size();
                return node;
            }
        }
        return null;
    }

    /** {@code node} if it has room, else null; the cycle stays where it is. For a statement that names its node. */
    public @Nullable String takePinned(String node, ToIntFunction<String> running) {
        return running.applyAsInt(node) < perNode ? node : null;
    }
}
