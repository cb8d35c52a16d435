package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.ExecutionReport;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of a statement whose answer did not arrive. While the node's processes show it, it is awaited, for hours if need
 * be; then the query log decides. When neither knows it, nobody does: it may have been held up on its way. Nothing is ever sent again.
 */
final class Aftermath {
    private final Flight flight;
    private final NodeMonitor monitor;
    private final QueryLog log;
    private final ClickHouseSettings settings;
    private @Nullable Long goneSince;
    private @Nullable Long silentSince;
    private @Nullable String logTrouble;

    Aftermath(Flight flight, NodeMonitor monitor, QueryLog log, ClickHouseSettings settings) {
        this.flight = flight;
        this.monitor = monitor;
        this.log = log;
        this.settings = settings;
    }

    /**
     * Waits for the outcome.
     *
     * @param broken what happened to the answer
     * @throws InterruptedException if the executor is closed meanwhile
     */
    ExecutionReport await(String broken) throws InterruptedException {
        monitor.hurry();
        while (true) {
            String given = flight.givenUp();
            if (given != null) {
                return unknown(given);
            }
            ExecutionReport end = switch (monitor.next()) {
                case NodeMonitor.Answered _ when flight.present() -> running();
                case NodeMonitor.Answered _ -> gone(broken, "its processes no longer show it");
                case NodeMonitor.Refused refused ->
                    gone(broken, "its processes cannot be read (" + refused.why() + ")");
                case NodeMonitor.Silent silent -> silent(broken, silent.why());
            };
            if (end != null) {
                return end;
            }
        }
    }

    private @Nullable ExecutionReport running() {
        goneSince = null;
        silentSince = null;
        return null;
    }

    private @Nullable ExecutionReport gone(String broken, String where) {
        ExecutionReport end = fromLog();
        if (end != null) {
            return end;
        }
        goneSince = since(goneSince);
        return over(goneSince)
                ? unknown(broken + "; " + where + ", and its query log does not say how it ended"
                        + (logTrouble == null ? "" : " (" + logTrouble + ")"))
                : null;
    }

    private @Nullable ExecutionReport silent(String broken, String why) {
        silentSince = since(silentSince);
        if (!over(silentSince)) {
            return null;
        }
        monitor.down(why);
        return unknown(broken + "; the node does not answer any more: " + why);
    }

    private ExecutionReport unknown(String reason) {
        return new ExecutionReport.OutcomeUnknown(flight.queryId(), reason, elapsed());
    }

    private @Nullable ExecutionReport fromLog() {
        try {
            return switch (log.end(flight.queryId(), elapsed())) {
                case QueryLog.Finished end ->
                    new ExecutionReport.Succeeded(flight.queryId(), end.counters(), end.elapsed());
                case QueryLog.Broken end -> failed(flight, end.error(), end.counters(), end.elapsed());
                case null -> null;
            };
        } catch (ServerError e) {
            logTrouble = e.text();
            return null;
        } catch (IOException e) {
            logTrouble = Explain.why(e);
            return null;
        }
    }

    /** What the server's exception makes of an attempt. */
    static ExecutionReport failed(Flight flight, ServerError error, Counters counters, Duration elapsed) {
        Flight.Kill kill = error.code() == ServerError.CANCELLED ? flight.killReason() : null;
        Duration limit = flight.dispatched().timeout();
        if (kill == Flight.Kill.CANCEL) {
            return new ExecutionReport.Killed(flight.queryId(), error.text(), counters, unread(), elapsed);
        }
        if (kill == Flight.Kill.TIMEOUT && limit != null) {
            return new ExecutionReport.Failed(flight.queryId(), new Failure.TimedOut(limit,
                    "it ran longer than its time-out of " + spoken(limit) + " and was killed"), counters, unread(),
                    elapsed);
        }
        return new ExecutionReport.Failed(flight.queryId(), error.failure(), counters, unread(), elapsed);
    }

    private static Leftover unread() {
        return new Leftover.Unknown("the logs were not asked");
    }

    private static String spoken(Duration limit) {
        return limit.toString().substring(2).toLowerCase(java.util.Locale.ROOT).replaceAll("([hm])(?=.)", "$1 ");
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - flight.startedNanos());
    }

    private static Long since(@Nullable Long before) {
        return before == null ? Long.valueOf(System.nanoTime()) : before;
    }

    private boolean over(Long since) {
        return System.nanoTime() - since > settings.patience().toNanos();
    }
}
