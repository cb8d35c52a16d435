package io.github.cqr.domain.report;

import java.time.Duration;

/**
 * Counts durations in buckets that are at most 1/128 wide of what they hold, so that a percentile of any number of durations is known to
 * within one percent in a fixed amount of memory. The least and the greatest are exact.
 */
final class Histogram {
    private static final int BITS = 7;
    private static final int STEPS = 1 << BITS;
    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE / 1000);

    private final long[] counts = new long[(Long.SIZE - BITS) * STEPS];
    private long count;
    private long sum;
    private long least = Long.MAX_VALUE;
    private long greatest;

    /** Counts a duration; a negative one counts as zero. */
    void add(Duration duration) {
        long micros = micros(duration);
        counts[bucket(micros)]++;
        count++;
        sum = sum > Long.MAX_VALUE - micros ? Long.MAX_VALUE : sum + micros;
        least = Math.min(least, micros);
        greatest = Math.max(greatest, micros);
    }

    private static long micros(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(LONGEST) > 0
                ? Long.MAX_VALUE / 2
                : duration.toNanosPart() / 1000
                        + duration.toSeconds() * 1_000_000;
    }

    private static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - BITS;
        return (shift + 1) * STEPS + (int) (micros >>> shift) - STEPS;
    }

    private static long top(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        return ((long) (bucket % STEPS + STEPS + 1) << shift) - 1;
    }

    /** The figures of what was counted. */
    Times times() {
        return new Times(count, count == 0 ? Duration.ZERO : ofMicros(sum / count), percentile(50), percentile(90),
                percentile(95), percentile(99), ofMicros(greatest));
    }

    /** The least duration that at least so many percent of all do not exceed (nearest rank); zero of none. */
    Duration percentile(int percent) {
        long rank = Math.max(1, Math.ceilDiv(count * percent, 100));
        long seen = 0;
        for (int i = 0; i < counts.length && count > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return ofMicros(Math.clamp(top(i), least, greatest));
            }
        }
        return Duration.ZERO;
    }

    private static Duration ofMicros(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1000);
    }
}
