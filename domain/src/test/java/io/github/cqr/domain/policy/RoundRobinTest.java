package io.github.cqr.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The cycle over the nodes. */
class RoundRobinTest {
    private final Map<String, Integer> running = new HashMap<>();
    private final RoundRobin cycle = new RoundRobin(List.of("a", "b", "c"), 1);

    private String take() {
        String node = cycle.take(n -> running.getOrDefault(n, 0));
        return node == null ? "none" : node;
    }

    @Test
    void goesRoundAndPassesOverFullNodes() {
        assertEquals("a", take());
        running.put("b", 1);
        assertEquals("c", take());
        assertEquals("a", take());
        assertEquals("c", take(), "b is still full");
        running.put("a", 1);
        running.put("c", 1);
        assertEquals("none", take());
        running.put("b", 0);
        assertEquals("b", take());
    }

    @Test
    void aPinnedStatementDoesNotMoveTheCycle() {
        assertEquals("c", cycle.takePinned("c", n -> running.getOrDefault(n, 0)));
        running.put("c", 1);
        assertNull(cycle.takePinned("c", n -> running.getOrDefault(n, 0)));
        assertEquals("a", take());
    }
}
