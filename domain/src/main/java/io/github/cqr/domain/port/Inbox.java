package io.github.cqr.domain.port;

/** The way into the run, from any thread. */
@FunctionalInterface
public interface Inbox {
    /** Hands an input to the run. Never blocks and never throws; progress may replace older progress of the same attempt. */
    void put(RunInput input);
}
