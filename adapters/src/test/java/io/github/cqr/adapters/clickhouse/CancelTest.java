package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kills and time-outs on a real server. */
class CancelTest {
    private static final String SLOW = "SELECT sum(sleepEachRow(0.05)) FROM numbers(2000) SETTINGS max_block_size = 1, max_threads = 1,"
            + " function_sleep_max_microseconds_per_block = 0";

    @RegisterExtension
    static final Servers servers = Servers.with().nodes(1).build();

    private final ClickHouseNode node = servers.node();

    private long running(String queryId) {
        return node.number("SELECT count() FROM system.processes WHERE query_id = '" + queryId + "'");
    }

    @Test
    void killsOursAndNothingElse() {
        CompletableFuture<String> foreign = CompletableFuture.supplyAsync(
                () -> node.query("SELECT sum(sleepEachRow(0.05)) FROM numbers(80) SETTINGS max_block_size = 1",
                        Map.of("query_id", "foreign")),
                Thread::startVirtualThread);
        while (running("foreign") == 0) {
            Thread.onSpinWait();
        }
        try (Bench bench = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched victim = bench.dispatch(SLOW);
            RunEvent.Dispatched spared = bench
                    .dispatch("SELECT sum(sleepEachRow(0.05)) FROM numbers(60) SETTINGS max_block_size = 1");
            bench.start(victim);
            bench.start(spared);
            bench.reports.progress(victim.attempt().queryId(), p -> true);
            bench.cancel(victim);
            ExecutionReport.Killed killed = bench.reports.end(victim.attempt().queryId(), ExecutionReport.Killed.class);
            assertTrue(killed.message().startsWith("Code: 394"), killed.message());
            assertEquals(0, running(victim.attempt().queryId()));
            assertEquals(1, running("foreign"));
            bench.reports.end(spared.attempt().queryId(), ExecutionReport.Succeeded.class);
        }
        assertEquals("0\n", foreign.join());
    }

    @Test
    void foreignKillIsAFailure() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            String id = bench.start(SLOW);
            bench.reports.progress(id, p -> true);
            node.query("KILL QUERY WHERE query_id = '" + id + "' ASYNC");
            assertEquals(394, bench.reports.end(id, ExecutionReport.Failed.class).failure().code());
        }
    }

    @Test
    void cancelledAtOnceIsKilledOrNotSent() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched victim = bench.dispatch(SLOW);
            bench.start(victim);
            bench.cancel(victim);
            ExecutionReport end = bench.reports.end(victim.attempt().queryId());
            assertTrue(end instanceof ExecutionReport.Killed || end instanceof ExecutionReport.NotSent, end.toString());
            assertEquals(0, running(victim.attempt().queryId()));
        }
    }

    @Test
    void timeOutKills() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched slow = bench.dispatch(SLOW, 0, SessionContext.EMPTY, Duration.ofMillis(1500));
            bench.start(slow);
            ExecutionReport.Failed end = bench.reports.end(slow.attempt().queryId(), ExecutionReport.Failed.class);
            Failure.TimedOut failure = assertInstanceOf(Failure.TimedOut.class, end.failure());
            assertEquals("it ran longer than its time-out of 1.5s and was killed", failure.message());
            assertTrue(end.elapsed().toMillis() >= 1500, end.toString());
            assertEquals(0, running(slow.attempt().queryId()));
        }
    }

    @Test
    void timeOutDoesNotTouchFasterOnes() {
        try (Bench bench = Bench.of(Bench.settings(node))) {
            RunEvent.Dispatched fast = bench.dispatch("SELECT 1", 0, SessionContext.EMPTY, Duration.ofSeconds(20));
            bench.start(fast);
            bench.reports.end(fast.attempt().queryId(), ExecutionReport.Succeeded.class);
        }
    }

    @Test
    void killOfFrozenNodeIsBounded() {
        try (Bench bench = Bench.of(Bench.patient(Bench.settings(node), Duration.ofSeconds(2)))) {
            RunEvent.Dispatched timed = bench.dispatch(SLOW, 0, SessionContext.EMPTY, Duration.ofSeconds(2));
            RunEvent.Dispatched cancelled = bench.dispatch(SLOW);
            bench.start(timed);
            bench.start(cancelled);
            bench.reports.progress(timed.attempt().queryId(), p -> true);
            bench.reports.progress(cancelled.attempt().queryId(), p -> true);
            node.freeze();
            try {
                bench.cancel(cancelled);
                bench.reports.end(cancelled.attempt().queryId(), ExecutionReport.OutcomeUnknown.class);
                bench.reports.end(timed.attempt().queryId(), ExecutionReport.OutcomeUnknown.class);
                assertEquals(1, bench.reports.all(RunInput.NodeDown.class).size());
            } finally {
                node.thaw();
            }
        } finally {
            node.query("KILL QUERY WHERE query_id LIKE 'cqr-test-%' SYNC");
        }
    }

    @Test
    void closeAbandonsAndLeavesNoThread() throws InterruptedException {
        Bench bench = Bench.of(Bench.settings(node));
        String id = bench.start(SLOW);
        bench.reports.progress(id, p -> true);
        assertFalse(assertInstanceOf(StatementExecutor.class, bench.executor).idle());
        bench.close();
        assertEquals(0, bench.reports.ends(id).size());
        assertEquals(1, running(id));
        assertTrue(assertInstanceOf(StatementExecutor.class, bench.executor).idle());
        node.query("KILL QUERY WHERE query_id = '" + id + "' SYNC");
    }
}
