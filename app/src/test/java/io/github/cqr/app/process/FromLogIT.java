package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cqr run --from-log}: Valkey is gone, and the event log says what is done. */
class FromLogIT {
    private static final Servers SERVERS = Servers.shared();
    private static final int STATEMENTS = 12;

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");
    private Cqr without = cqr;
    private String script = "";

    @BeforeEach
    void prepare() {
        cqr = Cqr.on(SERVERS, directory);
        without = cqr.valkey("redis://127.0.0.1:1");
        Cqr.table(SERVERS, cqr.database());
        script = cqr.script("a.sql", Cqr.slowInserts(STATEMENTS, 400));
    }

    private Path log() throws IOException {
        try (Stream<Path> files = Files.list(cqr.state().resolve("cqr/runs"))) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
        }
    }

    private long running() {
        return SERVERS.nodes().stream().mapToLong(node -> node.number("SELECT count() FROM system.processes WHERE "
                + "current_database = '" + cqr.database() + "' AND query_kind = 'Insert'")).sum();
    }

    /** Kills a run in the middle, when its nodes have what it sent: what they do not have would be in doubt. */
    private void killedRun() {
        try (CliProcess first = cqr.command("--verbose", "--concurrency", "2", script).start()) {
            first.awaitStderr("completed statement 4 ", Cqr.LIMIT);
            long end = System.nanoTime() + Cqr.LIMIT.toNanos();
            while (running() < 2) {
                assertTrue(System.nanoTime() < end, "two statements never ran at once");
            }
            first.signal("KILL");
        }
    }

    @Test
    void theRestIsRunWithoutValkeyAndValkeyLearnsOfItLater() {
        killedRun();
        Result dry = without.run("run", "--dry-run", "--from-log", script);
        assertEquals(0, dry.exitCode(), dry.err());
        assertTrue(dry.out().matches("(?s).*: [4-8] completed and skipped, .*"), dry.out());
        Result rest = without.run("run", "--from-log", script);
        assertEquals(0, rest.exitCode(), rest.err());
        assertTrue(rest.err().contains("and not from Valkey: nothing keeps a runner on another machine away"),
                rest.err());
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(SERVERS, cqr.database()), rest.err());
        Result again = without.run("run", "--from-log", script, script);
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.err().contains("nothing to do"), again.err());
        assertTrue(cqr.run("runs", "prune", "--keep-runs", "0").err().contains("kept although it should go"));
        Result valkey = cqr.run(script);
        assertEquals(0, valkey.exitCode(), valkey.err());
        assertTrue(valkey.err().contains("had recorded in their event logs alone"), valkey.err());
        assertTrue(valkey.err().contains("nothing to do"), valkey.err());
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(SERVERS, cqr.database()), "each once");
    }

    @Test
    void aLogFromAnotherMachineWillDo() throws IOException {
        killedRun();
        Path copy = Files.copy(log(), directory.resolve("copy.jsonl"));
        Cqr elsewhere = cqr.elsewhere().valkey("redis://127.0.0.1:1");
        Result early = elsewhere.run("--from-log", copy.toString());
        assertEquals(3, early.exitCode(), early.err());
        assertTrue(early.err().contains("the process that wrote it may be at work"), early.err());
        Result rest = elsewhere.run("--from-log", copy.toString(), "--steal-lease");
        assertEquals(0, rest.exitCode(), rest.err());
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(SERVERS, cqr.database()), rest.err());
    }

    @Test
    void aLogThatMissesSomethingIsNotBelieved() throws IOException {
        killedRun();
        Path log = log();
        List<String> lines = Files.readAllLines(log);
        int cut = lines.size() / 2;
        Files.write(log, Stream.concat(lines.subList(0, cut).stream(), lines.subList(cut + 1, lines.size()).stream())
                .toList());
        Result refused = without.run("--from-log", script);
        assertEquals(4, refused.exitCode(), refused.err());
        assertTrue(refused.err().contains("events " + (cut + 1) + " to " + (cut + 1) + " of its process "),
                refused.err());
    }

    @Test
    void mistakesAreToldInOneLine() {
        Result none = without.run("--from-log", "no-such-run");
        assertEquals(1, none.exitCode());
        assertTrue(none.err().startsWith("cqr: no event log of 'no-such-run' in "), none.err());
        assertEquals(2, without.run("--from-log", script, "--reset").exitCode());
        assertEquals(2, without.run("--from-log", script, "--run-id", "x").exitCode());
    }
}
