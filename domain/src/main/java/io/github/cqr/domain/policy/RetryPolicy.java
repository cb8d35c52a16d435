package io.github.cqr.domain.policy;

import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Whether a failed statement is tried again, and when: only errors that may pass by themselves, only statements that read or insert, and
 * only where nothing stayed of the failed try, or where the statement says how to take away what did ({@code before-retry}).
 *
 * @param retries how many further tries a statement has
 * @param backoff the pause before the first further try; it doubles with each
 * @param longest the longest pause
 * @param seed makes the jitter: the same seed gives the same pauses
 */
public record RetryPolicy(int retries, Duration backoff, Duration longest, long seed) {
    /** No statement is tried again (the PRD's behaviour). */
    public static final RetryPolicy NEVER = new RetryPolicy(0, Duration.ofSeconds(1), Duration.ofMinutes(1), 0);

    /**
     * ClickHouse's codes of what may pass by itself: time-outs (159, 209), too many queries (202), no free connection (203), network errors
     * (210, 319), throttling and overload (236, 241, 252, 745), a table that is read-only for the moment (242), no live replica (279, 285,
     * 286), killed by somebody else (394), a failed system call (425), Keeper (999).
     */
    private static final Set<Integer> TRANSIENT = Set.of(159, 202, 203, 209, 210, 236, 241, 242, 252, 279, 285, 286,
            319, 394, 425, 745, 999);
    private static final int MOST_DOUBLINGS = 30;

    /** Checks the bounds. */
    public RetryPolicy {
        if (retries < 0 || !backoff.isPositive() || longest.compareTo(backoff) < 0) {
            throw new IllegalArgumentException(
                    "retries must not be negative, the pause must be positive and not longer than the longest");
        }
    }

    /**
     * Whether to try again.
     *
     * @param failures how many tries failed by now, at least 1
     * @param undoable whether the statement says how to take away what stayed
     */
    public boolean allows(StatementKind kind, int failures, Failure failure, Leftover left, boolean undoable) {
        boolean repeatable = kind == StatementKind.SELECT || kind == StatementKind.INSERT_SELECT
                || kind == StatementKind.INSERT_DATA;
        boolean clean = kind == StatementKind.SELECT || !left.mayHaveLeft() || undoable;
        return failures <= retries && repeatable && clean && mayPass(failure);
    }

    private static boolean mayPass(Failure failure) {
        return switch (failure) {
            case Failure.Server server -> TRANSIENT.contains(server.code());
            case Failure.Connection _,Failure.TimedOut _ -> true;
        };
    }

    /**
     * The pause before the next try: twice as long after each failure up to the longest, and of that between a half and the whole, so
     * that statements that failed together do not come back together.
     */
    public Duration pause(int ordinal, int failures) {
        long nanos = backoff.toNanos();
        for (int i = 1; i < Math.min(failures, MOST_DOUBLINGS) && nanos < longest.toNanos(); i++) {
            nanos *= 2;
        }
        nanos = Math.min(nanos, longest.toNanos());
        long half = nanos / 2;
        var random = new SplittableRandom(seed * 31 + ordinal * 1_000_003L + failures);
        return Duration.ofNanos(half + random.nextLong(nanos - half + 1));
    }
}
