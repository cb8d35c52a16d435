package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.net.Direction;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is lost with {@code --no-session-fence}: a statement that its server does not know may still arrive, and is in doubt. */
class UnfencedIT {
    private static final Servers SERVERS = Servers.shared();
    private static final int STATEMENT_BYTES = 30_000;

    @TempDir
    Path directory = Path.of("");

    @Test
    void aStatementOnItsWayIsNotTakenForOneThatNeverStarted() {
        ClickHouseNode node = SERVERS.node(0);
        try (TcpProxy proxy = TcpProxy.to(node.host(), node.httpPort())) {
            Cqr cqr = Cqr.on(SERVERS, directory).hosts(proxy.address());
            Cqr.table(SERVERS, cqr.database());
            String padding = "/* " + "x".repeat(STATEMENT_BYTES) + " */ ";
            String script = cqr.script("late.sql", IntStream.range(0, 12)
                    .mapToObj(
                            n -> padding + "INSERT INTO t SELECT " + n + " FROM numbers(1) WHERE sleepEachRow(0.1) = 0")
                    .toArray(String[]::new));
            try (CliProcess first = cqr.command("--no-session-fence", "--verbose", "--concurrency", "1", script)
                    .start()) {
                first.awaitStderr("completed statement 3 ", Cqr.LIMIT);
                proxy.stall(Direction.TO_SERVER);
                proxy.await(() -> proxy.bytesHeld(Direction.TO_SERVER) > STATEMENT_BYTES, Cqr.LIMIT);
                first.signal("KILL");
                proxy.stallOpen(Direction.TO_SERVER);
            }
            Result second = cqr.run("--no-session-fence", script);
            assertEquals(4, second.exitCode(), second.err());
            assertTrue(second.err().contains("it may still be on its way"), second.err());
            proxy.release(Direction.TO_SERVER);
            String last = "SELECT count() FROM " + cqr.database() + ".t";
            long before = node.number(last);
            long end = System.nanoTime() + Cqr.LIMIT.toNanos();
            while (node.number(last) == before) {
                assertTrue(System.nanoTime() < end, "the late INSERT never arrived");
            }
            Result third = cqr.run("--no-session-fence", script);
            assertEquals(0, third.exitCode(), third.err());
            assertEquals(Cqr.upTo(12), Cqr.rows(SERVERS, cqr.database()), "each once");
        }
    }
}
