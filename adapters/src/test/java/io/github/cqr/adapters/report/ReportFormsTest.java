package io.github.cqr.adapters.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.report.ReportFold;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The same run in each form, with hostile words in it. */
class ReportFormsTest {
    private static final String HOSTILE = "bad | `x` <b> \u001b[31m ]]> & \u0000 \"q\"\nline two \u007f\u009b31m\u202eevil\u2066\u2028";
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private final List<Envelope> events = events();
    private final RunReport report = report();

    private static List<Envelope> events() {
        List<Envelope> all = new ArrayList<>();
        add(all, 0, new RunEvent.RunStarted(1, "0.1", "abcd", "g", "dir/b|ack.sql", 5, 1, List.of("n1", "n2"), 2, 2,
                null));
        add(all, 0, new RunEvent.Skipped(ref(0)));
        add(all, 0, dispatched(1, "n1"));
        add(all, 100, dispatched(2, "n2"));
        add(all, 900, new RunEvent.Completed(ref(1), on(1, "n1"), new Counters(1000, 1000, 8000, 10, 0), START,
                Duration.ofMillis(900)));
        add(all, 1000, dispatched(3, "n1"));
        add(all, 2100,
                new RunEvent.Failed(ref(2), on(2, "n2"), new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", HOSTILE),
                        Counters.NONE, Leftover.nothing(), START, Duration.ofSeconds(2)));
        add(all, 5000, new RunEvent.Warning("a_code", HOSTILE, null));
        add(all, 9000, new RunEvent.RunFinished(RunOutcome.FAILED, new Counts(5, 1, 1, 1, 0, 0), Duration.ofSeconds(9),
                1));
        return all;
    }

    private static void add(List<Envelope> all, long millis, RunEvent event) {
        all.add(new Envelope(all.size() + 1L, START.plusMillis(millis), "run-1", event));
    }

    private static StatementRef ref(int ordinal) {
        return new StatementRef(ordinal, ordinal + 1L, "h" + ordinal, 1, StatementKind.INSERT_SELECT, null);
    }

    private static Attempt on(int ordinal, String node) {
        return new Attempt(1, node, "q-" + ordinal);
    }

    private static RunEvent dispatched(int ordinal, String node) {
        return new RunEvent.Dispatched(ref(ordinal), on(ordinal, node), null, SessionContext.EMPTY, null);
    }

    private RunReport report() {
        var fold = new ReportFold();
        events.forEach(fold::apply);
        RunReport folded = fold.report();
        assertNotNull(folded);
        return folded;
    }

    @Test
    void textSaysWhatHappened() {
        String text = TextReport.of(report, ZoneOffset.UTC, true);
        assertTrue(text.contains("Outcome     failed, exit code 1\n"), text);
        assertTrue(text.contains("Statements  5 in the file: 1 completed, 1 skipped, 1 failed, "
                + "1 without an end in the log, 1 not run\n"), text);
        assertTrue(text.contains("statement 2 (line 3) failed on n2 after 2.0s"), text);
        assertTrue(text.contains("code 241, MEMORY_LIMIT_EXCEEDED: bad | `x`"), text);
        assertTrue(text.contains("running at once"), text);
        assertFalse(text.contains("\u001b") || text.contains("\u0000"), "no control characters");
        String ascii = TextReport.of(report, ZoneOffset.UTC, false);
        assertTrue(ascii.lines().filter(line -> line.contains("running at once"))
                .allMatch(line -> line.chars().allMatch(c -> c < 127)), ascii);
    }

    @Test
    void jsonHoldsTheSame() throws Exception {
        var out = new ByteArrayOutputStream();
        JsonReport.write(report, out);
        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertEquals("failed", json.path("outcome").asText());
        assertEquals(1, json.path("statements").path("failed").asInt());
        assertEquals(1, json.path("statements").path("in_flight").asInt());
        assertEquals(900, json.path("times").path("all").path("max_ms").asLong());
        assertEquals(HOSTILE, json.path("failures").path(0).path("message").asText());
        assertEquals(1, json.path("times").path("kinds").path("insert_select").path("count").asInt());
        assertTrue(json.path("load").path("spans").size() > 1);
        assertTrue(out.toString(StandardCharsets.UTF_8).endsWith("}\n"));
        nothingActsOnATerminal(out.toString(StandardCharsets.UTF_8));
    }

    private static void nothingActsOnATerminal(String text) {
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            assertFalse(c != '\n' && (type == Character.CONTROL || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR), () -> "U+" + Integer.toHexString(c) + " in " + text);
        });
    }

    @Test
    void markdownKeepsItsTables() {
        String text = MarkdownReport.of(report, ZoneOffset.UTC);
        for (String line : text.lines().filter(each -> each.startsWith("|")).toList()) {
            long cells = line.replace("\\|", "").chars().filter(c -> c == '|').count();
            assertTrue(cells == 3 || cells == 9, line);
        }
        assertTrue(text.contains("bad \\| \\`x\\` \\<b\\>"), text);
        assertFalse(text.contains("\u001b"), text);
    }

    @Test
    void junitCountsWhatItHolds() throws Exception {
        var out = new ByteArrayOutputStream();
        JunitReport.write(report, events::forEach, out);
        Element suite = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(out.toByteArray())).getDocumentElement();
        assertEquals("dir/b|ack.sql", suite.getAttribute("name"));
        for (String[] pair : new String[][]{{"tests", "testcase"}, {"failures", "failure"}, {"errors", "error"},
                {"skipped", "skipped"}}) {
            assertEquals(Integer.parseInt(suite.getAttribute(pair[0])),
                    suite.getElementsByTagName(pair[1]).getLength(), pair[0]);
        }
        assertEquals("4", suite.getAttribute("tests"));
        var failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertTrue(failure.getAttribute("message").startsWith("bad | `x` <b>"), failure.getAttribute("message"));
    }

    @Test
    void theTraceHasASliceForEachAttempt() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var trace = new TraceWriter(out)) {
            events.forEach(trace::take);
        }
        nothingActsOnATerminal(out.toString(StandardCharsets.UTF_8));
        JsonNode all = new ObjectMapper().readTree(out.toByteArray()).path("traceEvents");
        List<String> slices = new ArrayList<>();
        int instants = 0;
        for (JsonNode event : all) {
            if (event.path("ph").asText().equals("X")) {
                slices.add(event.path("name").asText() + " " + event.path("pid") + "/" + event.path("tid") + " "
                        + event.path("ts") + "+" + event.path("dur") + " "
                        + event.path("args").path("ended").asText());
            } else if (event.path("ph").asText().equals("i")) {
                instants++;
            }
        }
        assertEquals(List.of("statement 1 (line 2) 1/1 0+900000 done", "statement 2 (line 3) 2/1 100000+2000000 failed",
                "statement 3 (line 4) 1/1 1000000+8000000 no end in the log"), slices);
        assertTrue(instants >= 2, all.toString());
    }
}
