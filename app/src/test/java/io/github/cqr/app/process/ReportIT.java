package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cqr report} over the log of a real run that failed. */
class ReportIT {
    private static final Servers SERVERS = Servers.shared();

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");
    private String script = "";

    @BeforeEach
    void run() {
        cqr = Cqr.on(SERVERS, directory);
        script = cqr.script("r.sql", "SELECT 1;\nSELECT 2;\nSELECT throwIf(1, 'as planned');\n");
        Result run = cqr.run("--concurrency", "1", "--no-compress-log", script);
        assertEquals(1, run.exitCode(), run.err());
    }

    @Test
    void everyFormTellsOfTheFailure() throws IOException {
        Result text = cqr.run("report", script);
        assertEquals(0, text.exitCode(), text.err());
        assertEquals("", text.err());
        assertTrue(text.out().contains("3 in the file: 2 completed, 1 failed\n"), text.out());
        assertTrue(text.out().contains("statement 2 (line 3) failed on "), text.out());
        assertTrue(text.out().contains("as planned"), text.out());
        Path trace = directory.resolve("trace.json");
        JsonNode json = new ObjectMapper()
                .readTree(cqr.run("report", "--format", "json", "--trace", trace.toString(), script).out());
        assertEquals("failed", json.path("outcome").asText());
        assertTrue(new ObjectMapper().readTree(Files.readString(trace)).path("traceEvents").size() > 5);
        Path out = directory.resolve("junit.xml");
        Result junit = cqr.run("--format", "junit", "report", "--out", out.toString(), script);
        assertEquals(0, junit.exitCode(), junit.err());
        assertEquals("", junit.out());
        assertTrue(Files.readString(out).contains("tests=\"3\" failures=\"1\" errors=\"0\""), Files.readString(out));
        assertTrue(cqr.run("report", "--format", "markdown", script).out().startsWith("# Run of "));
    }

    @Test
    void twoRunsAreCompared() throws IOException {
        String other = cqr.script("s.sql", "SELECT 1;\nSELECT 2;\nSELECT 4;\n");
        assertEquals(0, cqr.run("--concurrency", "1", other).exitCode());
        Result diff = cqr.run("diff", script, other);
        assertEquals(0, diff.exitCode(), diff.err());
        assertTrue(diff.out().startsWith("2 statement(s) in both logs, 1 in A alone, 1 in B alone\n"), diff.out());
        assertTrue(diff.out().contains("statement 2 (line 3)  failed\n"), diff.out());
        Path out = directory.resolve("diff.json");
        Result json = cqr.run("diff", "--format", "json", "--out", out.toString(), script, other);
        assertEquals(0, json.exitCode(), json.err());
        assertEquals(2, new ObjectMapper().readTree(Files.readString(out)).path("in_both").asInt());
        Result none = cqr.run("diff", script, "no-such-run");
        assertEquals(1, none.exitCode());
        assertTrue(none.err().startsWith("cqr: no event log of 'no-such-run' in "), none.err());
    }

    @Test
    void damagedLinesAreToldAndPassedOver() throws IOException {
        JsonNode whole = new ObjectMapper().readTree(cqr.run("report", "--format", "json", script).out());
        Path log = directory.resolve("copy.jsonl");
        try (var files = Files.walk(directory)) {
            Path original = files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
            String text = Files.readString(original);
            int second = text.indexOf('\n') + 1;
            Files.writeString(log, text.substring(0, second) + "{\"seq\":2,\"ev\n" + text.substring(second));
        }
        Files.writeString(log, "{\"torn", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        Result report = cqr.run("report", "--format", "json", log.toString());
        assertEquals(0, report.exitCode(), report.err());
        assertTrue(report.err().contains("line 2 of " + log + " is no event: "), report.err());
        assertTrue(report.err().contains("the last line of " + log + " was not written to its end"), report.err());
        assertEquals(whole, new ObjectMapper().readTree(report.out()));
    }

    @Test
    void whatIsNoLogIsSaidInOneLine() throws IOException {
        Result none = cqr.run("report", "nothing.sql");
        assertEquals(1, none.exitCode());
        assertEquals(1, none.err().lines().count(), none.err());
        assertTrue(none.err().startsWith("cqr: no event log of 'nothing.sql' in "), none.err());
        Path empty = directory.resolve("empty.jsonl");
        Files.writeString(empty, "{}\n");
        Result noRun = cqr.run("report", empty.toString());
        assertEquals(1, noRun.exitCode());
        assertTrue(noRun.err().contains(empty + " holds no run"), noRun.err());
        Result unwritable = cqr.run("report", "--out", directory.resolve("no/such").toString(), script);
        assertEquals(1, unwritable.exitCode());
        assertTrue(unwritable.err().endsWith("no/such: there is no such directory"), unwritable.err());
    }
}
