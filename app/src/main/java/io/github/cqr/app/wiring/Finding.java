package io.github.cqr.app.wiring;

import org.jspecify.annotations.Nullable;

/**
 * One thing that {@code cqr doctor} looked at.
 *
 * @param subject what was looked at, {@code node a:8443} or {@code valkey}
 * @param message what was found
 * @param remedy what to do about it; null when nothing is to be done
 */
record Finding(Grade grade, String subject, String message, @Nullable String remedy) {
    /** How good it is. */
    enum Grade {
        /** As it should be. */
        OK,
        /** A run can do with it, and would do better without. */
        WARN,
        /** A run cannot do with it, or cannot keep what it promises. */
        FAIL
    }

    static Finding ok(String subject, String message) {
        return new Finding(Grade.OK, subject, message, null);
    }

    static Finding warn(String subject, String message, @Nullable String remedy) {
        return new Finding(Grade.WARN, subject, message, remedy);
    }

    static Finding fail(String subject, String message, @Nullable String remedy) {
        return new Finding(Grade.FAIL, subject, message, remedy);
    }
}
