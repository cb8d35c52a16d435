package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.fixtures.net.Direction;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no lease can stop: a runner is frozen while INSERTs of its are on their way, another one takes the run over and finishes it, and then
 * they arrive and the runner wakes up. (The same, but waiting for the lease to expire, is in {@link LeaseExpiry}.)
 */
class FrozenRunnerIT {
    private static final Servers SERVERS = Servers.shared();
    private static final int STATEMENTS = 24;
    /** Every statement is longer than all else that goes to a server at once, so that the proxy's count tells when it holds one. */
    private static final int STATEMENT_BYTES = 30_000;
    private static final String REFUSALS = "SELECT sum(value) FROM system.errors WHERE name = 'SESSION_NOT_FOUND' AND code = 372";

    @TempDir
    Path directory = Path.of("");

    @Test
    void lateInsertsAreRefusedAndTheFrozenRunnerSendsNothingMore() {
        Result second = frozenAndReplaced(SERVERS, directory, "--steal-lease");
        assertTrue(second.err().contains("took run "), second.err());
    }

    /**
     * Freezes a runner that has an INSERT on its way to each of two nodes, and lets another one, which sees nothing of the first one's
     * files, take over. One INSERT arrives while the first runner is frozen, the other when it has woken up.
     *
     * @param arguments how the second one takes over
     * @return what the second one said
     */
    static Result frozenAndReplaced(Servers servers, Path directory, String... arguments) {
        ClickHouseNode node = servers.node(0);
        ClickHouseNode other = servers.node(1);
        try (TcpProxy proxy = TcpProxy.to(node.host(), node.httpPort());
                TcpProxy otherProxy = TcpProxy.to(other.host(), other.httpPort())) {
            Cqr cqr = Cqr.on(servers, directory).hosts(proxy.address() + "," + otherProxy.address());
            Cqr.table(servers, cqr.database());
            String script = script(cqr);
            Result second;
            try (CliProcess first = cqr.command("--verbose", "--per-node", "1", script).start()) {
                first.awaitStderr("completed statement 7 ", Cqr.LIMIT);
                proxy.stall(Direction.TO_SERVER);
                otherProxy.stall(Direction.TO_SERVER);
                awaitHeld(proxy);
                awaitHeld(otherProxy);
                first.signal("STOP");
                proxy.stallOpen(Direction.TO_SERVER);
                otherProxy.stallOpen(Direction.TO_SERVER);
                List<String> sent = seen(servers, cqr);

                second = cqr.elsewhere().run(with(arguments, script));
                assertEquals(0, second.exitCode(), second.err());
                assertEquals(2, second.stderr().stream().filter(line -> line.contains("never started")).count(),
                        second.err());
                assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(servers, cqr.database()), second.err());
                awaitHeld(proxy);
                awaitHeld(otherProxy);

                deliver(proxy, node);
                first.signal("CONT");
                first.awaitStderr("stopping: .*another process has taken the run over", Cqr.LIMIT);
                deliver(otherProxy, other);
                Result woken = Cqr.finish(first);
                assertEquals(3, woken.exitCode(), woken.err());
                assertEquals(sent, seen(servers, cqr), () -> "the servers saw more of it\n" + woken.err());
                assertEveryDispatchCameToNothing(cqr, sent);
                assertFalse(woken.err().contains("\tat "), woken.err());
            }
            assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(servers, cqr.database()), "each fingerprint once");
            Result again = cqr.run(script);
            assertTrue(again.err().contains("nothing to do"), again.err());
            return second;
        }
    }

    private static String script(Cqr cqr) {
        String padding = "/* " + "x".repeat(STATEMENT_BYTES) + " */ ";
        return cqr.script("frozen.sql", IntStream.range(0, STATEMENTS)
                .mapToObj(n -> padding + "INSERT INTO t SELECT " + n + " FROM numbers(1) WHERE sleepEachRow(0.1) = 0")
                .toArray(String[]::new));
    }

    private static String[] with(String[] arguments, String script) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--verbose");
        all.add(script);
        return all.toArray(String[]::new);
    }

    private static void awaitHeld(TcpProxy proxy) {
        proxy.await(() -> proxy.bytesHeld(Direction.TO_SERVER) > STATEMENT_BYTES, Cqr.LIMIT);
    }

    /** Hands the held INSERT to its server, which refuses it. */
    private static void deliver(TcpProxy proxy, ClickHouseNode node) {
        long before = node.number(REFUSALS);
        proxy.release(Direction.TO_SERVER);
        long end = System.nanoTime() + Cqr.LIMIT.toNanos();
        while (node.number(REFUSALS) == before) {
            assertTrue(System.nanoTime() < end, "the late INSERT was not refused: " + proxy);
        }
    }

    /** The statements of the runner of {@code cqr} that a server has begun, by its own log. */
    private static List<String> seen(Servers servers, Cqr cqr) {
        String own = RunLogs.events(cqr.state()).stream().map(envelope -> envelope.event())
                .filter(RunEvent.Dispatched.class::isInstance).map(RunEvent.Dispatched.class::cast).findFirst()
                .orElseThrow().attempt().queryId().replaceFirst("-0-1$", "-");
        List<String> found = new ArrayList<>();
        for (ClickHouseNode node : servers.nodes()) {
            node.flushLogs();
            found.addAll(node.lines("SELECT DISTINCT query_id FROM system.query_log WHERE startsWith(query_id, '" + own
                    + "') ORDER BY query_id"));
        }
        return found;
    }

    /** What the first runner decided to send, and no server saw, it says that it has not sent. */
    private static void assertEveryDispatchCameToNothing(Cqr cqr, List<String> sent) {
        List<String> open = new ArrayList<>();
        for (var envelope : RunLogs.events(cqr.state())) {
            RunEvent event = envelope.event();
            if (event instanceof RunEvent.Dispatched dispatched && !sent.contains(dispatched.attempt().queryId())) {
                open.add(dispatched.attempt().queryId());
            } else if (event instanceof RunEvent.Withdrawn back) {
                open.remove(back.attempt().queryId());
            }
        }
        assertEquals(List.of(), open);
    }
}
