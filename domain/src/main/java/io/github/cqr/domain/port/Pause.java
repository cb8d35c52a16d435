package io.github.cqr.domain.port;

import java.time.Duration;

/** How the core waits: for real in production, by its own clock in a simulation. */
@FunctionalInterface
public interface Pause {
    /**
     * Waits.
     *
     * @throws InterruptedException if the process gives up
     */
    void pause(Duration time) throws InterruptedException;
}
