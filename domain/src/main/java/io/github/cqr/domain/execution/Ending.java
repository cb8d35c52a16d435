package io.github.cqr.domain.execution;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.Delivery;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.LeftoverFinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** What an exception makes of an attempt: a failure, a kill of ours that was obeyed, or a time-out; and what stayed of it (rule 5). */
public final class Ending {
    /** QUERY_WAS_CANCELLED. */
    private static final int CANCELLED = 394;
    /**
     * Errors by which a server says that it no longer waits, not that nothing will come of it: TIMEOUT_EXCEEDED (a distributed DDL goes on at the
     * other nodes), SOCKET_TIMEOUT, NETWORK_ERROR, ABORTED, UNFINISHED (a mutation goes on after {@code mutations_sync} gave up),
     * QUERY_WAS_CANCELLED, KEEPER_EXCEPTION (the entry may be in its log).
     */
    private static final Set<Integer> NO_LONGER_AWAITED = Set.of(159, 209, 210, 236, 341, CANCELLED, 999);

    private final String node;
    private final LeftoverFinder finder;

    /** @param finder looks for what INSERTs left */
    public Ending(String node, LeftoverFinder finder) {
        this.node = node;
        this.finder = finder;
    }

    /** The report of an attempt that a server's exception ended, or that was turned back before it came to the server. */
    ExecutionReport failed(RunEvent.Dispatched dispatched, Delivery delivery, Failure failure, Counters counters) {
        return failed(dispatched, delivery, failure, counters, delivery.elapsed());
    }

    ExecutionReport failed(RunEvent.Dispatched dispatched, Delivery delivery, Failure failure, Counters counters,
            Duration elapsed) {
        String queryId = dispatched.attempt().queryId();
        boolean cancelled = failure.code() == CANCELLED;
        Leftover left = left(dispatched, failure);
        Delivery.Kill kill = cancelled ? delivery.kill() : null;
        return switch (kill) {
            case null -> new ExecutionReport.Failed(queryId, failure, counters, left, elapsed);
            case Delivery.Kill.Cancel _ ->
                new ExecutionReport.Killed(queryId, failure.message(), counters, left, elapsed);
            case Delivery.Kill.Timeout timeout -> new ExecutionReport.Failed(queryId,
                    new Failure.TimedOut(timeout.limit(),
                            "it ran longer than its time-out of " + spoken(timeout.limit()) + " and was killed"),
                    counters, left, elapsed);
        };
    }

    private Leftover left(RunEvent.Dispatched dispatched, Failure failure) {
        if (failure instanceof Failure.Connection) {
            return Leftover.nothing();
        }
        return switch (dispatched.statement().kind()) {
            case INSERT_SELECT, INSERT_DATA -> finder.find(node, dispatched.attempt().queryId());
            case SCHEMA, OTHER -> NO_LONGER_AWAITED.contains(failure.code())
                    ? new Leftover.Unknown("it may work on in the background although it "
                            + (failure.code() == CANCELLED ? "was killed" : "failed with " + failure.name()))
                    : Leftover.nothing();
            case SELECT, SET, USE -> Leftover.nothing();
        };
    }

    private static String spoken(Duration limit) {
        return limit.toString().substring(2).toLowerCase(Locale.ROOT).replaceAll("([hm])(?=.)", "$1 ");
    }
}
