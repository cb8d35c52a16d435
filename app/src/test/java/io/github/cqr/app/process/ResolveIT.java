package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's word for what became of a statement; and what {@code cqr doctor} says of a run meanwhile. */
class ResolveIT {
    private static final Servers SERVERS = Servers.shared();

    private static final long POLL_NANOS = 20_000_000;

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");
    private String script = "";

    @BeforeEach
    void start() {
        cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
        script = cqr.script("r.sql", Cqr.slowInserts(4, 2_500));
    }

    /** Starts the script and does that while its first two statements run; the process is killed in the end. */
    private void whileItRuns(Runnable meanwhile) {
        try (CliProcess process = cqr.command("--verbose", "--concurrency", "2", script).start()) {
            process.awaitStderr("dispatched statement 0 ", Cqr.LIMIT);
            process.awaitStderr("dispatched statement 1 ", Cqr.LIMIT);
            awaitBothAtTheirNodes();
            meanwhile.run();
            process.signal("KILL");
            int _ = process.awaitExit(Cqr.LIMIT);
        }
    }

    /** What runs there is on record: the intent goes before the statement. */
    private void awaitBothAtTheirNodes() {
        String running = "SELECT count() FROM system.processes WHERE query_id LIKE 'cqr-%' AND current_database = '"
                + cqr.database() + "'";
        long until = System.nanoTime() + Cqr.LIMIT.toNanos();
        while (SERVERS.nodes().stream().mapToLong(node -> node.number(running)).sum() < 2) {
            assertTrue(System.nanoTime() < until, "two statements run");
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Test
    void aRunThatIsAtWorkIsLeftAlone() {
        script = cqr.script("long.sql", Cqr.slowInserts(40, 2_500));
        whileItRuns(() -> {
            Result resolve = cqr.run("resolve", script, "0", "completed");
            assertEquals(3, resolve.exitCode(), resolve.err());
            assertTrue(resolve.err().contains("is being worked on by another process of this machine"), resolve.err());
            Result doctor = cqr.run("doctor", script);
            assertEquals(0, doctor.exitCode(), doctor.out());
            assertTrue(doctor.out().contains(": held by process "), doctor.out());
        });
    }

    @Test
    void whatAPersonSaysIsDone() {
        whileItRuns(() -> {});
        Result list = cqr.run("resolve", script);
        assertEquals(0, list.exitCode(), list.err());
        assertTrue(list.out().contains("statement 0 on "), list.out());
        assertTrue(list.out().contains("line 1: INSERT INTO t SELECT 0"), list.out());
        assertTrue(list.out().contains("\n    cqr resolve " + script + " 0 completed|pending\n    cqr resolve " + script
                + " 1 completed|pending"), list.out());
        Result doctor = cqr.run("doctor", script);
        assertTrue(doctor.out().contains(", which is dead; run it again: it is taken over"), doctor.out());

        Result first = cqr.run("resolve", script, "0", "completed");
        assertEquals(0, first.exitCode(), first.err());
        assertEquals("statement 0 is taken as completed\n1 more to decide", first.out());
        Result again = cqr.run("resolve", script, "0", "pending");
        assertEquals(1, again.exitCode());
        assertTrue(again.err().contains("nothing is open of statement 0"), again.err());
        Result undone = cqr.run("resolve", script, "3", "completed");
        assertEquals(0, undone.exitCode(), undone.err());
        assertTrue(undone.out().startsWith("statement 3 (line 4) is taken as completed: INSERT INTO t"), undone.out());

        Result end = cqr.run("--verbose", script);
        assertEquals(0, end.exitCode(), end.err());
        assertTrue(end.err().contains("skipped statement 0 "), end.err());
        assertEquals(Cqr.upTo(3), Cqr.rows(SERVERS, cqr.database()),
                "statement 0 went on by itself and ran once; 3 was taken as done");
        assertEquals("nothing is open in run", cqr.run("resolve", script).out().substring(0, 22));
    }

    @Test
    void pendingWarnsOfWhatMayStillRun() {
        whileItRuns(() -> {});
        Result pending = cqr.run("resolve", script, "1", "pending");
        assertEquals(0, pending.exitCode(), pending.err());
        assertTrue(pending.err().contains("does not run any more on"), pending.err());
        assertEquals("statement 1 will be run again\n1 more to decide", pending.out());
    }

    @Test
    void aRunThatIsNotKnownIsSaid() {
        Result resolve = cqr.run("resolve", "nowhere.sql");
        assertEquals(1, resolve.exitCode());
        assertTrue(resolve.err().startsWith("cqr: no run is known under the id or the query file 'nowhere.sql'"),
                resolve.err());
        whileItRuns(() -> {});
        Result other = cqr.run("resolve", "./" + script);
        assertEquals(1, other.exitCode());
        assertTrue(other.err().contains("there is one of the same file as '" + script + "'"), other.err());
    }

    @Test
    void doctorNamesWhatIsWrongAndFails() {
        Result good = cqr.run("doctor");
        assertEquals(0, good.exitCode(), good.out());
        assertEquals(List.of(), good.out().lines().filter(line -> line.startsWith("fail")).toList());
        Result bad = cqr.hosts("no-such-host.invalid").valkey("redis://127.0.0.1:1").run("doctor", "--state-dir",
                "/dev/null/x");
        assertEquals(1, bad.exitCode(), bad.out());
        List<String> failed = bad.out().lines().filter(line -> line.startsWith("fail")).toList();
        assertEquals(3, failed.size(), bad.out());
        assertTrue(failed.getFirst().contains("its host name is not known"), bad.out());
        assertTrue(failed.get(1).contains("the connection was refused"), bad.out());
        assertTrue(failed.get(2).contains("it cannot be written"), bad.out());
    }
}
