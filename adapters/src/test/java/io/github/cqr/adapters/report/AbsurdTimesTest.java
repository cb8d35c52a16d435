package io.github.cqr.adapters.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.adapters.eventlog.EventLogReader;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.report.ReportFold;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.domain.view.RunView;
import io.github.cqr.domain.view.StatusText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** Logs whose times no run has, perhaps of a broken clock or disk: a report is made of them all the same, in each form. */
class AbsurdTimesTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static void everyForm(List<Envelope> events) throws Exception {
        var fold = new ReportFold();
        events.forEach(fold::apply);
        RunReport report = fold.report();
        assertNotNull(report);
        assertFalse(TextReport.of(report, ZoneOffset.UTC, true).isBlank());
        assertFalse(MarkdownReport.of(report, ZoneOffset.UTC).isBlank());
        var json = new ByteArrayOutputStream();
        JsonReport.write(report, json);
        assertEquals(report.runId(), new ObjectMapper().readTree(json.toByteArray()).path("run_id").asText());
        var junit = new ByteArrayOutputStream();
        JunitReport.write(report, events::forEach, junit);
        assertEquals("testsuite", DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(junit.toByteArray())).getDocumentElement().getTagName());
        var html = new ByteArrayOutputStream();
        HtmlReport.write(report, ZoneOffset.UTC, events::forEach, html);
        String page = html.toString(StandardCharsets.UTF_8);
        String data = page.substring(page.indexOf('>', page.indexOf("id=\"run-data\"")) + 1);
        var charts = new ObjectMapper().readTree(data.substring(0, data.indexOf("</script>")));
        double farthest = Math.abs(charts.path("start").asDouble()) + Math.abs(charts.path("until").asDouble());
        assertTrue(farthest > 0 && farthest <= 8.64e15, "no date of a browser: " + farthest);
        var trace = new ByteArrayOutputStream();
        try (var writer = new TraceWriter(trace)) {
            events.forEach(writer::take);
        }
        for (var event : new ObjectMapper().readTree(trace.toByteArray()).path("traceEvents")) {
            assertTrue(event.path("ts").asLong() >= 0 && event.path("dur").asLong() >= 0, event.toString());
        }
        var view = new RunView();
        for (Envelope envelope : events) {
            view.apply(envelope);
            assertNotNull(view.eta().at(envelope.at()));
            assertFalse(view.timeLine().until(envelope.at()).isEmpty());
            assertNotNull(view.nodes().at(envelope.at()));
            assertFalse(StatusText.of(view.progress(), envelope.at()).isEmpty());
            assertFalse(view.clock().active(envelope.at()).isNegative());
        }
    }

    @Test
    void ofTheGoldenLog() throws Exception {
        Path golden = Path.of(System.getProperty("basedir", "."),
                "src/test/resources/io/github/cqr/adapters/jsonlines/golden-v1.jsonl");
        List<List<Envelope>> processes = new ArrayList<>();
        EventLogReader.read(golden, new JsonEventCodec(JsonEventCodec.SqlText.FULL), envelope -> {
            if (envelope.event() instanceof RunEvent.RunStarted) {
                processes.add(new ArrayList<>());
            }
            processes.getLast().add(envelope);
        }, problem -> {
            throw new AssertionError(problem.message());
        });
        assertEquals(10, processes.size());
        for (List<Envelope> process : processes) {
            everyForm(process);
        }
    }

    @Test
    void ofTheLongestDurationsThereAre() throws Exception {
        List<Envelope> all = new ArrayList<>();
        add(all, START, new RunEvent.RunStarted(1, "v", "i", "g", "f.sql", Integer.MAX_VALUE, 0, List.of("a"), 1, 1,
                null));
        Instant last = Instant.parse("9999-12-31T23:59:59.999Z");
        for (int i = 0; i < 50; i++) {
            var ref = new StatementRef(i, 1, "h", 1, StatementKind.INSERT_SELECT, null);
            var attempt = new Attempt(1, "a", "q" + i);
            Instant at = i % 2 == 0 ? last : Instant.parse("0000-01-01T00:00:00Z");
            add(all, at, new RunEvent.Dispatched(ref, attempt, null, SessionContext.EMPTY, null));
            for (long seconds : new long[]{Long.MAX_VALUE, Long.MIN_VALUE, 5}) {
                add(all, at, new RunEvent.Progress(ref, attempt, Counters.NONE, Duration.ofSeconds(seconds)));
            }
            add(all, i % 3 == 0 ? last : at, new RunEvent.Completed(ref, attempt, Counters.NONE, at,
                    Duration.ofSeconds(i % 4 == 3 ? Long.MIN_VALUE : Long.MAX_VALUE, 999_999_999)));
            add(all, at, new RunEvent.Paused("x"));
            add(all, last, new RunEvent.Resumed("x"));
        }
        everyForm(all);
    }

    private static void add(List<Envelope> all, Instant at, RunEvent event) {
        all.add(new Envelope(all.size() + 1L, at, "run", event));
    }
}
