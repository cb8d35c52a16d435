package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON lines on standard output, in a file, and in the run's own event log. */
class JsonOutputIT {
    private static final Servers SERVERS = Servers.shared();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");

    @BeforeEach
    void start() {
        cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("..", "docs", "events.schema.json"))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
        }
    }

    private static long count(List<JsonNode> events, String name) {
        return events.stream().filter(event -> event.path("event").asText().equals(name)).count();
    }

    private static List<JsonNode> parsed(List<String> lines) throws IOException {
        JsonSchema schema = schema();
        List<JsonNode> events = new ArrayList<>();
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            assertEquals(Set.of(), schema.validate(event), line);
            events.add(event);
        }
        return events;
    }

    @Test
    void noSecretOfAStatementLeavesTheProcess() throws IOException {
        // The server quotes what follows the place of the error, and a bare SELECT is shown with it.
        String script = cqr.script("a.sql", "SELECT 1 FROM FROM s3('https://b/d', 'key', 'S3CR3T', 'CSV')");
        Result dry = cqr.run("--dry-run", script);
        assertTrue(dry.out().contains("s3('https://b/d', '[HIDDEN]'"), dry.out());
        Result failed = cqr.run("--output", "json", "--verbose", "--log-sql", "full", "--no-compress-log", "--events",
                "events.jsonl",
                script);
        assertEquals(1, failed.exitCode(), failed.err());
        assertTrue(failed.err().contains("SELECT 1 FROM FROM s3('https://b/d', '[HIDDEN]', '[HIDDEN]', 'CSV')"),
                failed.err());
        JsonNode dispatched = parsed(failed.stdout()).stream()
                .filter(event -> event.path("event").asText().equals("dispatched")).findFirst().orElseThrow();
        assertEquals("SELECT 1 FROM FROM s3('https://b/d', '[HIDDEN]', '[HIDDEN]', 'CSV')",
                dispatched.path("sql").asText());
        List<String> kept = new java.util.ArrayList<>(List.of(dry.out(), dry.err(), failed.out(), failed.err(),
                String.valueOf(SERVERS.valkey().text("GET",
                        "cqr:" + dispatched.path("run_id").asText() + ":" + dispatched.path("hash").asText()))));
        assertTrue(kept.getLast().contains("[HIDDEN]"), "the checkpoint has the message: " + kept.getLast());
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).filter(f -> !f.endsWith(script)).toList()) {
                kept.add(Files.readString(file));
            }
        }
        kept.forEach(text -> assertTrue(!text.contains("S3CR3T"), text));
    }

    @Test
    void everyLineIsValidAndCompletedPlusSkippedIsTheTotal() throws IOException {
        String script = cqr.script("a.sql", "SET max_threads = 1", "INSERT INTO t SELECT 0",
                "INSERT INTO t SELECT 1 WHERE throwIf(1)",
                "INSERT INTO t SELECT 2");
        Result failed = cqr.run("--output", "json", "--events", "events.jsonl", "--concurrency", "1", script);
        assertEquals(1, failed.exitCode(), failed.err());
        List<JsonNode> before = parsed(failed.stdout());
        assertEquals(1, count(before, "failed"));

        script = cqr.script("a.sql", "SET max_threads = 1", "INSERT INTO t SELECT 0", "INSERT INTO t SELECT 1",
                "INSERT INTO t SELECT 2");
        Result done = cqr.run("--output", "json", "--events", "events.jsonl", script);
        assertEquals(0, done.exitCode(), done.err());
        List<JsonNode> events = parsed(done.stdout());
        JsonNode started = events.getFirst();
        JsonNode finished = events.getLast();
        assertEquals("run_started", started.path("event").asText());
        assertEquals("run_finished", finished.path("event").asText());
        assertEquals(4, started.path("total").asInt());
        assertEquals(started.path("total").asLong(), count(events, "completed") + count(events, "skipped"));
        assertEquals(1, count(events, "skipped"));
        assertEquals(Cqr.upTo(3), Cqr.rows(SERVERS, cqr.database()));

        List<String> both = new ArrayList<>(failed.stdout());
        both.addAll(done.stdout());
        assertEquals(both, Files.readAllLines(directory.resolve("events.jsonl")),
                "--events has the lines of both runs");
        List<String> kept = RunLogs.text(cqr.state()).lines().toList();
        assertEquals(2, kept.stream().filter(line -> line.contains("\"run_started\"")).count(),
                "each process keeps its own event log");
        assertTrue(kept.containsAll(done.stdout()), "the event log has the same lines");
    }

    @Test
    void nothingToDoIsToldInEventsToo() throws IOException {
        String script = cqr.script("a.sql", "INSERT INTO t SELECT 0");
        cqr.run(script);
        List<JsonNode> events = parsed(cqr.run("--output", "json", script).stdout());
        assertEquals(1, count(events, "skipped"));
        assertEquals(0, events.getLast().path("exit_code").asInt());
    }

    @Test
    void noSecretLeavesTheProcess() throws IOException {
        String script = cqr.script("a.sql", "SET param_key = 'hunter2'",
                "INSERT INTO t SELECT length({key:String}) - 7",
                "SELECT 'hunter2' WHERE 0");
        Result result = cqr.run("--output", "json", "--verbose", script);
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(!result.out().contains("hunter2") && !result.err().contains("hunter2"), result.out() + result.err());
        assertEquals(List.of(0), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void aDryRunNeedsNoClickHouseAndShowsWhatWouldBeSkipped() {
        String script = cqr.script("a.sql", "-- cqr: name=first\nINSERT INTO t SELECT 0",
                "CREATE TABLE u (n Int8) ENGINE = Memory",
                "INSERT INTO t SELECT 0", "SELECT throwIf(1)");
        assertEquals(1, cqr.run("--concurrency", "1", script).exitCode());
        Result shown = cqr.hosts("no-such-host").run("--dry-run", script);
        assertEquals(0, shown.exitCode(), shown.err());
        assertTrue(
                shown.stdout().get(1).matches(
                        " +0 +2  [0-9a-f]{12}  insert_select  completed +\\[name=first] INSERT INTO t SELECT 0"),
                shown.out());
        assertTrue(shown.stdout().get(2).contains("[barrier] CREATE TABLE u"), shown.out());
        assertTrue(shown.stdout().get(3).contains("[duplicate 2] INSERT INTO t SELECT 0"), shown.out());
        assertTrue(shown.stdout().get(4).contains("to run"), shown.out());
        assertTrue(shown.out().contains("4 statements: 3 completed and skipped, 1 to run"), shown.out());
    }
}
