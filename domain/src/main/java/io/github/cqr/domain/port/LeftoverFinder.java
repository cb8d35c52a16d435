package io.github.cqr.domain.port;

import io.github.cqr.domain.failure.Leftover;

/** Finds out what an INSERT that failed or was killed left behind, on all nodes. It blocks, for a bounded time. */
@FunctionalInterface
public interface LeftoverFinder {
    /**
     * What stayed, as far as the logs tell; {@link Leftover.Nothing} only on proof.
     *
     * @param node where it ran
     */
    Leftover find(String node, String queryId);
}
