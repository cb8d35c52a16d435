package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.mask.SecretMask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements that run now, in the order of their dispatch, with what is known of each (PRD 4b). A fold of events. */
public final class ActiveView {
    /** How much text of a statement is kept for the screen; inline data can be huge. */
    static final int SQL_KEPT = 1 << 16;

    /** How much a new rate counts against the one before. */
    private static final double SMOOTHING = 0.4;

    private final Map<String, Active> running = new LinkedHashMap<>();

    /**
     * A statement that was dispatched and has not ended.
     *
     * @param sql its text, its secrets hidden, cut after {@value ActiveView#SQL_KEPT} characters; empty when the event did not hold it
     * @param dispatchedAt wall-clock time of the dispatch
     * @param counters what the server said last
     * @param ranFor running time as the server counted it then
     * @param rowsPerSecond rows read a second lately, 0 when not known
     * @param cancelling true once a kill was asked for
     */
    public record Active(
            StatementRef statement,
            Attempt attempt,
            String sql,
            Instant dispatchedAt,
            Counters counters,
            Duration ranFor,
            double rowsPerSecond,
            boolean cancelling) {
        /** Part of the expected rows that was read, 0 to 1; negative when the server does not say how many it expects. */
        public double progress() {
            return counters.totalRows() <= 0
                    ? -1
                    : Math.clamp((double) counters.readRows() / counters.totalRows(), 0.0, 1.0);
        }

        /** Time since the dispatch, never negative. */
        public Duration elapsed(Instant now) {
            return now.isBefore(dispatchedAt) ? Duration.ZERO : Duration.between(dispatchedAt, now);
        }
    }

    /** Makes an empty view. */
    public ActiveView() {}

    /** Makes one that goes on from where {@code other} stands. */
    ActiveView(ActiveView other) {
        running.putAll(other.running);
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        if (!(envelope.event() instanceof RunEvent.OfAttempt event)) {
            return;
        }
        String id = event.attempt().queryId();
        if (event instanceof RunEvent.Dispatched e) {
            running.put(id, new Active(e.statement(), e.attempt(), shown(e.sql()), envelope.at(), Counters.NONE,
                    Duration.ZERO, 0, false));
        } else if (event instanceof RunEvent.Adopted e) {
            running.put(id, new Active(e.statement(), e.attempt(), "", e.startedAt(), Counters.NONE, Duration.ZERO, 0,
                    false));
        } else if (event instanceof RunEvent.Progress e) {
            running.computeIfPresent(id, (_, a) -> advance(a, e));
        } else if (event instanceof RunEvent.CancelRequested) {
            running.computeIfPresent(id, (_, a) -> new Active(a.statement(), a.attempt(), a.sql(), a.dispatchedAt(),
                    a.counters(), a.ranFor(), a.rowsPerSecond(), true));
        } else if (event instanceof RunEvent.OfEnd) {
            running.remove(id);
        }
    }

    private static Active advance(Active a, RunEvent.Progress e) {
        double seconds = (Figures.micros(e.elapsed()) - Figures.micros(a.ranFor())) / 1e6;
        double rate = a.rowsPerSecond();
        if (seconds > 0.01) {
            double now = Math.max(0, e.counters().readRows() - a.counters().readRows()) / seconds;
            rate = rate <= 0 ? now : rate + SMOOTHING * (now - rate);
        }
        return new Active(a.statement(), a.attempt(), a.sql(), a.dispatchedAt(), e.counters(), e.elapsed(), rate,
                a.cancelling());
    }

    /** As much of a statement as is kept to be shown, with its secrets hidden. */
    static String shown(@Nullable String sql) {
        return sql == null ? "" : SecretMask.head(sql, SQL_KEPT);
    }

    /** What runs, oldest first. */
    public List<Active> all() {
        return new ArrayList<>(running.values());
    }

    /** What runs, oldest first, without a copy: for a look only. */
    Collection<Active> values() {
        return running.values();
    }

    /** The attempt with this query id, or null when it does not run. */
    public @Nullable Active find(String queryId) {
        return running.get(queryId);
    }
}
