package io.github.cqr.domain.view;

import java.time.Duration;
import java.util.Locale;

/** How figures are written for people. Pure; the same in every locale. */
public final class Figures {
    private static final String[] UNITS = {"", "K", "M", "B", "T", "P", "E"};
    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    private Figures() {}

    /** A count in at most five characters: {@code 999}, {@code 1.2K}, {@code 4.8M}, {@code 120M} (PRD 4b). Negative counts read as 0. */
    public static String count(long value) {
        if (value < 1000) {
            return Long.toString(Math.max(0, value));
        }
        double scaled = value;
        int unit = 0;
        while (scaled >= 999.5 && unit < UNITS.length - 1) {
            scaled /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, scaled < 99.95 ? "%.1f%s" : "%.0f%s", scaled, UNITS[unit]);
    }

    /** Bytes in at most seven characters: {@code 999 B}, {@code 1.2 KB}, {@code 4.8 GB}; a thousand to the next unit. Negative reads as 0. */
    public static String bytes(long value) {
        String[] units = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
        double scaled = Math.max(0, value);
        int unit = 0;
        while (scaled >= 999.5 && unit < units.length - 1) {
            scaled /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || scaled >= 99.95 ? "%.0f %s" : "%.1f %s", scaled, units[unit]);
    }

    /** Hours, minutes and seconds, {@code 0:37:00}; days go on as hours. Negative durations read as zero. */
    public static String clock(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Seconds of one statement, {@code 12.3s}; below a tenth of a second in milliseconds, {@code 42ms}. Any duration has a figure. */
    public static String seconds(Duration duration) {
        return millis(duration) < 100
                ? millis(duration) + "ms"
                : String.format(Locale.ROOT, "%.1fs", millis(duration) / 1000.0);
    }

    /** Milliseconds within the bounds of a long, 0 for what is negative: a log that is broken may hold any duration, and a figure must never end a screen. */
    public static long millis(Duration duration) {
        return duration.isNegative() ? 0 : duration.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : duration.toMillis();
    }

    /** The sum of two durations, within the bounds of {@link #millis}: sums over a broken log must not end a report either. */
    public static Duration sum(Duration one, Duration other) {
        Duration sum = bounded(one).plus(bounded(other));
        return sum.compareTo(LONGEST) > 0 ? LONGEST : sum;
    }

    private static Duration bounded(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }

    /** Microseconds within the bounds of a long, 0 for what is negative. */
    public static long micros(Duration duration) {
        Duration bounded = bounded(duration);
        return bounded.toSeconds() >= Long.MAX_VALUE / 1_000_000
                ? Long.MAX_VALUE
                : bounded.toSeconds() * 1_000_000 + bounded.toNanosPart() / 1000;
    }

    /** A whole percentage that reads 100 only when all is done, and 0 when there is nothing to do. */
    public static int percent(long done, long total) {
        if (total <= 0) {
            return 0;
        }
        return (int) (100.0 * Math.clamp(done, 0, total) / total);
    }
}
