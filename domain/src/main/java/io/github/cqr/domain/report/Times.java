package io.github.cqr.domain.report;

import java.time.Duration;

/**
 * How long statements took.
 *
 * @param count how many
 * @param mean their mean, zero of none
 * @param p50 half of them took no longer; to within one percent, like the other percentiles
 * @param p90 nine of ten took no longer
 * @param p95 19 of 20 took no longer
 * @param p99 99 of 100 took no longer
 * @param max the longest, exact
 */
public record Times(long count, Duration mean, Duration p50, Duration p90, Duration p95, Duration p99, Duration max) {
    /** How many times as long {@code b} is as {@code a}; not a number for two that are zero. */
    public static double ratio(Duration a, Duration b) {
        return seconds(b) / seconds(a);
    }

    private static double seconds(Duration duration) {
        return duration.toSeconds() + duration.toNanosPart() / 1e9;
    }
}
