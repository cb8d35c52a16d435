package io.github.cqr.domain.run;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Watches what runs for statements that take long, and for such as make no progress. It only tells; a time-out is what stops one. */
final class Vigil {
    private final @Nullable Duration slowAfter;
    private final @Nullable Duration stuckAfter;
    private final Map<String, Watch> watches = new HashMap<>();

    private static final class Watch {
        private final long sinceNanos;
        private long movedNanos;
        private Counters last = Counters.NONE;
        private boolean saidSlow;
        private boolean saidStuck;

        Watch(long nowNanos) {
            sinceNanos = nowNanos;
            movedNanos = nowNanos;
        }
    }

    Vigil(@Nullable Duration slowAfter, @Nullable Duration stuckAfter) {
        this.slowAfter = slowAfter;
        this.stuckAfter = stuckAfter;
    }

    /** What there is to tell now. */
    List<RunEvent> look(RunState state, long nowNanos) {
        if (slowAfter == null && stuckAfter == null) {
            return List.of();
        }
        List<RunEvent> news = new ArrayList<>();
        watches.keySet().removeIf(queryId -> state.inFlight(queryId) == null);
        for (RunState.InFlight flight : state.inFlight()) {
            Watch watch = watches.computeIfAbsent(flight.attempt().queryId(), _ -> new Watch(nowNanos));
            slow(flight, watch, nowNanos, news);
            stuck(flight, watch, nowNanos, news);
        }
        return news;
    }

    private void slow(RunState.InFlight flight, Watch watch, long nowNanos, List<RunEvent> news) {
        Duration elapsed = Duration.ofNanos(nowNanos - watch.sinceNanos);
        if (slowAfter != null && !watch.saidSlow && elapsed.compareTo(slowAfter) >= 0) {
            watch.saidSlow = true;
            news.add(new RunEvent.StatementSlow(flight.statement(), flight.attempt(), elapsed));
        }
    }

    private void stuck(RunState.InFlight flight, Watch watch, long nowNanos, List<RunEvent> news) {
        if (moved(watch.last, flight.counters())) {
            watch.last = flight.counters();
            watch.movedNanos = nowNanos;
            watch.saidStuck = false;
        }
        Duration still = Duration.ofNanos(nowNanos - watch.movedNanos);
        if (stuckAfter != null && !watch.saidStuck && still.compareTo(stuckAfter) >= 0) {
            watch.saidStuck = true;
            news.add(new RunEvent.StatementStuck(flight.statement(), flight.attempt(), still));
        }
    }

    /** Memory goes up and down also in a query that waits for a lock. */
    private static boolean moved(Counters before, Counters now) {
        return before.readRows() != now.readRows() || before.readBytes() != now.readBytes()
                || before.writtenRows() != now.writtenRows();
    }
}
