package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A run that is begun on one machine and goes on upon another: what only the event log of one of them can tell. */
class OtherMachineIT {
    @RegisterExtension
    final Servers servers = Servers.with().nodes(2).valkey().build();

    private static final int STATEMENTS = 24;
    private static final String RUNNING = "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%' AND"
            + " query NOT LIKE '%system.processes%'";

    @TempDir
    Path directory;

    @Test
    void aStartThatAsksLeavesItToTheMachineThatCanTell() throws Exception {
        Cqr here = Cqr.on(servers, directory);
        Cqr there = here.elsewhere();
        Cqr.table(servers, here.database());
        String script = here.script("machines.sql", IntStream.range(0, STATEMENTS)
                .mapToObj(n -> "INSERT INTO t SELECT " + n + " FROM numbers(1) WHERE sleepEachRow(0.05) = 0")
                .toArray(String[]::new));
        killedAfter(here, "completed statement 3 ", script);
        killedAfter(there, "completed statement 12 ", script);
        for (ClickHouseNode node : servers.nodes()) {
            awaitNoneRuns(node);
            node.flushLogs();
        }
        String last = lastNode(there);
        ClickHouseNode restarted = servers.nodes().stream().filter(node -> !last.endsWith(":" + node.httpPort()))
                .findFirst().orElseThrow();
        restarted.kill();
        restarted.start();

        for (int i = 0; i < 2; i++) {
            Result asks = here.run("--steal-lease", script);
            assertEquals(4, asks.exitCode(), asks.err());
            assertTrue(asks.err().contains("its event log is not on this machine"), asks.err());
            assertEquals(i == 0, asks.err().contains("wrote what 1 earlier process(es)"), asks.err());
        }
        Result done = there.run("--steal-lease", script);
        assertEquals(0, done.exitCode(), done.err());
        assertFalse(done.err().contains("is not on this machine"), done.err());
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(servers, here.database()), "each fingerprint once");
    }

    /** Where the last statement was sent, of which it may not be known whether it came there. */
    private static String lastNode(Cqr cqr) {
        return RunLogs.events(cqr.state()).reversed().stream().map(envelope -> envelope.event())
                .filter(RunEvent.Dispatched.class::isInstance).map(RunEvent.Dispatched.class::cast).findFirst()
                .orElseThrow().attempt().node();
    }

    private static void awaitNoneRuns(ClickHouseNode node) {
        long end = System.nanoTime() + Cqr.LIMIT.toNanos();
        while (node.number(RUNNING) > 0) {
            assertTrue(System.nanoTime() < end, "statements of the killed runner still run");
        }
    }

    private static void killedAfter(Cqr cqr, String line, String script) {
        try (CliProcess process = cqr.command("--verbose", "--steal-lease", "--concurrency", "1", script).start()) {
            process.awaitStderr(line, Cqr.LIMIT);
            process.signal("KILL");
            assertEquals(137, Cqr.finish(process).exitCode());
        }
    }
}
