package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of runs: {@code cqr runs}, packed logs, and a log that is required. */
class RunsIT {
    private static final Servers SERVERS = Servers.shared();

    @TempDir
    Path directory = Path.of("");

    private List<String> logs(Cqr cqr) throws IOException {
        try (Stream<Path> files = Files.list(cqr.state().resolve("cqr/runs"))) {
            return files.map(file -> String.valueOf(file.getFileName())).filter(name -> name.contains(".jsonl"))
                    .filter(name -> !name.contains(".passed")).sorted().toList();
        }
    }

    private long packed(Cqr cqr) throws IOException {
        return logs(cqr).stream().filter(name -> name.endsWith(".jsonl.zst")).count();
    }

    /** So many that their log is worth packing, and a last one. */
    private static String[] many(String last) {
        return Stream.concat(IntStream.range(0, 100).mapToObj(n -> "SELECT " + n), Stream.of(last))
                .toArray(String[]::new);
    }

    @Test
    void runsAreListedShownAndPruned() throws IOException {
        Cqr cqr = Cqr.on(SERVERS, directory);
        assertTrue(cqr.run("runs").err().contains("there are no event logs in "));
        String script = cqr.script("a.sql", many("SELECT throwIf(1, 'as planned')"));
        assertEquals(1, cqr.run("--concurrency", "1", "--no-compress-log", script).exitCode());
        script = cqr.script("a.sql", many("SELECT 'another'"));
        assertEquals(0, cqr.run(script).exitCode());
        String other = cqr.script("b.sql", "SELECT 1");
        assertEquals(0, cqr.run(other).exitCode());
        assertEquals(1, packed(cqr), logs(cqr)::toString);

        Result table = cqr.run("runs");
        assertEquals("", table.err());
        List<String> lines = table.stdout();
        assertEquals(4, lines.size(), table.out());
        assertTrue(lines.get(1).matches(".* 1/1 +completed \\(0\\) +" + other), lines.get(1));
        assertTrue(lines.get(2).matches(".* 101/101 +completed \\(0\\) +" + script), lines.get(2));
        assertTrue(lines.get(3).matches(".* 100/101 +failed \\(1\\) +" + script), lines.get(3));

        List<String> json = cqr.run("runs", "--format", "json").stdout();
        assertEquals(3, json.size());
        JsonNode newest = new ObjectMapper().readTree(json.getFirst());
        assertEquals(other, newest.path("file").asText());
        assertEquals(0, newest.path("exit_code").asInt(-1));
        assertFalse(newest.path("log_packed").asBoolean(), "it is small");
        assertTrue(new ObjectMapper().readTree(json.get(1)).path("log_packed").asBoolean());
        assertTrue(Files.exists(Path.of(newest.path("log").asText())));

        Result show = cqr.run("runs", "show", script);
        assertEquals(0, show.exitCode(), show.err());
        assertEquals(2, show.stdout().stream().filter(line -> line.startsWith("Event log ")).count(), show.out());
        assertTrue(show.out().contains("101 in the file: 1 completed, 100 skipped\n"), show.out());
        assertEquals(1, cqr.run("runs", "show", "no-such").exitCode());
        assertTrue(cqr.run("report", script).out().contains("Outcome     completed, exit code 0"));

        prune(cqr);
    }

    private void prune(Cqr cqr) throws IOException {
        List<String> before = logs(cqr);
        Result would = cqr.run("runs", "prune", "--dry-run", "--keep-runs", "2");
        assertEquals(0, would.exitCode(), would.err());
        assertEquals(1, would.stdout().size());
        assertEquals(before, logs(cqr), "a dry run changes nothing");
        Result packed = cqr.run("runs", "prune");
        assertEquals(List.of(), packed.stdout(), "the defaults keep them all");
        assertEquals(2, packed(cqr), "but pack what is worth it");
        Result pruned = cqr.run("runs", "prune", "--keep-runs", "2");
        assertTrue(pruned.err().contains("1 event log(s) are gone ("), pruned.err());
        assertEquals(2, logs(cqr).size());
        Path runs = cqr.state().resolve("cqr/runs");
        Path old = Files.createFile(runs.resolve("x-old.reset"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(91))));
        Path young = Files.createFile(runs.resolve("x-young.jsonl.passed"));
        assertEquals(0, cqr.run("runs", "prune").exitCode());
        assertTrue(Files.notExists(old) && Files.exists(young), "marks go with the logs of their time");
        assertEquals(3, cqr.run("runs").stdout().size());
    }

    @Test
    void aRequiredLogThatCannotBeWrittenStopsTheRunBeforeItBegins() throws IOException {
        Cqr cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
        String script = cqr.script("a.sql", "INSERT INTO t SELECT 0");
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        Result stopped = cqr.run("--state-dir", file.toString(), "--require-event-log", script);
        assertEquals(1, stopped.exitCode(), stopped.err());
        assertTrue(stopped.err().contains("no event log can be written in " + file), stopped.err());
        assertEquals(List.of(), Cqr.rows(SERVERS, cqr.database()));
        Result warned = cqr.run("--state-dir", file.toString(), script);
        assertEquals(0, warned.exitCode(), warned.err());
        assertTrue(warned.err().contains("cannot create the event log"), warned.err());
        assertFalse(Cqr.rows(SERVERS, cqr.database()).isEmpty());
    }
}
