package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Servers that go away in the middle of a run (PRD, Error Handling). */
class OutageIT {
    /** What is said of an attempt that is over. */
    private static final String ENDED = ".* (completed statement|not sent: statement|try \\d+ of statement) .*";

    @RegisterExtension
    final Servers servers = Servers.with().nodes(2).valkey().build();

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");

    @BeforeEach
    void start() {
        cqr = Cqr.on(servers, directory);
        Cqr.table(servers, cqr.database());
    }

    @Test
    void aShortOutageOfValkeyLosesNothing() {
        String script = cqr.script("a.sql", Cqr.slowInserts(60, 200));
        try (CliProcess process = cqr.command("--verbose", script).start()) {
            process.awaitStderr("completed statement 9 ", Cqr.LIMIT);
            servers.valkey().stop();
            process.awaitStderr("checkpoints cannot be written for now", Cqr.LIMIT);
            process.awaitStderr("completed statement 20 ", Cqr.LIMIT);
            servers.valkey().start();
            process.awaitStderr("checkpoints are written again", Cqr.LIMIT);
            assertEquals(0, Cqr.finish(process).exitCode(), String.join("\n", process.stderr()));
        }
        assertEquals(Cqr.upTo(60), Cqr.rows(servers, cqr.database()));
        Result again = cqr.run(script);
        assertTrue(again.err().contains("nothing to do: all 60 statements"), again.err());
    }

    @Test
    void aValkeyThatMayLoseCheckpointsIsSaidAtTheStart() {
        servers.valkey().command("CONFIG", "SET", "maxmemory", "1gb");
        servers.valkey().command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        Result run = cqr.run("--output", "json", cqr.script("a.sql", Cqr.slowInserts(1, 1)));
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().contains("deletes keys when its memory is full (maxmemory-policy allkeys-lru)"),
                run.err());
        assertTrue(run.out().contains("\"event\":\"warning\"") && run.out().contains("\"code\":\"valkey_eviction\""),
                run.out());
    }

    @Test
    void aLongOutageOfValkeyStopsTheRunAndTheNextOneWritesWhatIsOwed() {
        String script = cqr.script("a.sql", Cqr.slowInserts(500, 200));
        Result stopped;
        try (CliProcess process = cqr.command("--verbose", script).start()) {
            process.awaitStderr("completed statement 9 ", Cqr.LIMIT);
            servers.valkey().stop();
            stopped = Cqr.finish(process);
        }
        assertEquals(3, stopped.exitCode(), stopped.err());
        assertTrue(stopped.err().contains("the checkpoint store has been away for 30 s"), stopped.err());
        assertTrue(stopped.err().contains("the next run on this machine writes them before it begins"), stopped.err());
        int completed = Cqr.rows(servers, cqr.database()).size();
        assertTrue(completed > 20, "the run went on for the time of the outage");

        servers.valkey().start();
        // Valkey is so young that it may have forgotten a runner that came after; here nobody did.
        try (CliProcess process = cqr.command("--verbose", "--steal-lease", "--on-interrupt", "drain", script)
                .start()) {
            process.awaitStderr("earlier process\\(es\\) of this run had recorded", Cqr.LIMIT);
            process.awaitStderr("run .* " + completed + " skipped as completed", Cqr.LIMIT);
            process.awaitStderr("completed statement " + (completed + 3) + " ", Cqr.LIMIT);
            process.signal("INT");
            assertEquals(130, Cqr.finish(process).exitCode());
        }
        var rows = Cqr.rows(servers, cqr.database());
        assertEquals(rows.stream().distinct().toList(), rows, "nothing ran twice");
    }

    @Test
    void aNodeThatDiesStopsTheRunAndIsNamed() {
        String script = cqr.script("a.sql", Cqr.slowInserts(300, 200));
        Result stopped;
        try (CliProcess process = cqr.command("--verbose", script).start()) {
            process.awaitStderr("completed statement 9 ", Cqr.LIMIT);
            servers.node(1).kill();
            stopped = Cqr.finish(process);
        }
        assertEquals(1, stopped.exitCode(), stopped.err());
        assertTrue(stopped.err().contains("node " + servers.node(1).address() + " is lost"), stopped.err());
        servers.node(1).start();
        Result again = cqr.run(script);
        assertTrue(again.exitCode() == 4 || again.err().contains("skipped as completed"), again.err());
    }

    @Test
    void withContinueTheRunGoesOnWithTheOtherNodesAndTakesTheLostOneBack() {
        int count = 240;
        String[] reads = IntStream.range(0, count)
                .mapToObj(i -> "SELECT " + i + " FROM numbers(1) WHERE sleepEachRow(0.2) = 0").toArray(String[]::new);
        String lost = servers.node(1).address().toString();
        String script = cqr.script("a.sql", reads);
        Result end;
        try (CliProcess process = cqr
                .command("--verbose", "--on-node-loss", "continue", "--retries", "3", "--retry-backoff", "1s",
                        "--concurrency", "4", script)
                .start()) {
            process.awaitStderr("completed statement 9 ", Cqr.LIMIT);
            servers.node(1).kill();
            process.awaitStderr("node " + lost + " is lost", Cqr.LIMIT);
            servers.node(1).start();
            process.awaitStderr("node " + lost + " answers again", Cqr.LIMIT);
            end = Cqr.finish(process);
        }
        List<String> lines = end.err().lines().toList();
        int back = lines
                .indexOf(lines.stream().filter(line -> line.contains("answers again")).findFirst().orElseThrow());
        assertTrue(lines.stream().skip(back).anyMatch(line -> line.contains("dispatched") && line.contains(lost)),
                "it gets statements again\n" + end.err());
        String before = String.join("\n", lines.subList(0, back));
        long stillOpen = before.lines().filter(line -> line.contains("dispatched") && line.contains(lost)).count()
                - before.lines().filter(line -> line.matches(ENDED) && line.contains(lost)).count();
        assertEquals(0, stillOpen, "each of its statements was accounted for before\n" + before);
        // What ran on it when it died has no known end; as it only reads, it is tried again and nobody is asked.
        assertEquals(0, end.exitCode(), end.err());
        for (int i = 0; i < count; i++) {
            String completed = " completed statement " + i + " ";
            assertEquals(1, lines.stream().filter(line -> line.contains(completed)).count(), completed);
        }
    }
}
