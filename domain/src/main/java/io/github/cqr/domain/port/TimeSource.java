package io.github.cqr.domain.port;

import java.time.Instant;

/** Where the core's time comes from. */
@FunctionalInterface
public interface TimeSource {
    /** The time now. */
    Now now();

    /**
     * One reading of both clocks.
     *
     * @param wall wall-clock time; it may jump
     * @param nanos monotonic time in nanoseconds from an arbitrary origin; it never goes back
     */
    record Now(Instant wall, long nanos) {}
}
