package io.github.cqr.domain.view;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was done when, from the start to now, in a fixed number of spans of equal length. When the last span is full, neighbours are
 * joined and the spans are twice as long: an hour and a week take the same memory, and nothing is ever dropped.
 */
public final class TimeLine {
    /** Thousands of years, in milliseconds. */
    private static final long LONGEST = 1L << 48;

    private final int spans;
    private final long[] statements;
    private final long[] rows;
    private final long[] millis;
    private final long[] busy;
    private final Instant origin;
    private long spanMillis;
    private int used;

    /**
     * One span.
     *
     * @param statements statements that were completed in it
     * @param perSecond the same, per second
     * @param rowsPerSecond rows that those statements read, per second
     * @param mean mean running time of those statements, null when there was none
     * @param running how many statements ran at once on average, as far as {@link #busy} told
     */
    public record Span(long statements, double perSecond, double rowsPerSecond, @Nullable Duration mean,
            double running) {}

    /**
     * Begins a time line.
     *
     * @param origin where it begins
     * @param spans how many spans, even and at least 2
     * @param first length of a span at the beginning, at least a millisecond
     */
    public TimeLine(Instant origin, int spans, Duration first) {
        if (spans < 2 || spans % 2 != 0 || first.toMillis() < 1) {
            throw new IllegalArgumentException("spans " + spans + ", first " + first);
        }
        this.origin = origin;
        this.spans = spans;
        this.spanMillis = first.toMillis();
        this.statements = new long[spans];
        this.rows = new long[spans];
        this.millis = new long[spans];
        this.busy = new long[spans];
    }

    private TimeLine(TimeLine other) {
        origin = other.origin;
        spans = other.spans;
        spanMillis = other.spanMillis;
        used = other.used;
        statements = other.statements.clone();
        rows = other.rows.clone();
        millis = other.millis.clone();
        busy = other.busy.clone();
    }

    /** The same, which from now on goes its own way. */
    TimeLine copy() {
        return new TimeLine(this);
    }

    /** Notes a completed statement. A time before one that was noted already counts as that one. */
    public void add(Instant at, long rowsRead, Duration elapsed) {
        int index = index(at);
        used = index + 1;
        statements[index]++;
        rows[index] += Math.max(0, rowsRead);
        millis[index] += Math.min(LONGEST, Figures.millis(elapsed));
    }

    /** Notes that so many statements ran between two times, of which the second is not before the first. */
    public void busy(Instant from, Instant to, int running) {
        int last = index(to);
        long start = since(from);
        long end = Math.max(start, since(to));
        for (int i = (int) Math.min(last, start / spanMillis); i <= last; i++) {
            long within = Math.min(end, (i + 1) * spanMillis) - Math.max(start, i * spanMillis);
            busy[i] += Math.max(0, within) * running;
        }
    }

    private int index(Instant at) {
        long since = since(at);
        while (since / spanMillis >= spans) {
            join();
        }
        return Math.max((int) (since / spanMillis), used - 1);
    }

    /** At most as long as the spans can be joined to: a broken log may hold any time. */
    private long since(Instant at) {
        return Math.min(LONGEST, Figures.millis(Duration.between(origin, at)));
    }

    private void join() {
        for (long[] values : List.of(statements, rows, millis, busy)) {
            for (int i = 0; i < spans / 2; i++) {
                values[i] = values[2 * i] + values[2 * i + 1];
            }
            Arrays.fill(values, spans / 2, spans, 0);
        }
        spanMillis *= 2;
        used = (used + 1) / 2;
    }

    /** How long a span is now. */
    public Duration span() {
        return Duration.ofMillis(spanMillis);
    }

    /** The spans from the beginning to {@code now}, which comes last and may be short: its rates are over the part that has passed. */
    public List<Span> until(Instant now) {
        int last = index(now);
        long since = Math.max(1, since(now));
        List<Span> all = new ArrayList<>(last + 1);
        for (int i = 0; i <= last; i++) {
            long length = i < last ? spanMillis : Math.clamp(since - i * spanMillis, spanMillis / 4 + 1, spanMillis);
            double seconds = length / 1000.0;
            all.add(new Span(statements[i], statements[i] / seconds, rows[i] / seconds,
                    statements[i] == 0 ? null : Duration.ofMillis(millis[i] / statements[i]),
                    (double) busy[i] / length));
        }
        return all;
    }
}
