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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page as it is written; what a browser makes of it is tested with the program. */
class HtmlReportTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final String HOSTILE = "</script><script>alert(1)</script><!-- <b title=\"'\"> & \u001b[31m \u0000 \u202e ]]>\nline two";
    private static final String SHOWN = "</script><script>alert(1)</script><!-- <b title=\"'\"> & \\x1b[31m \\x00 \\u202e ]]>";

    private final List<Envelope> events = new ArrayList<>();
    private final RunReport report = report();
    private final String page = page();

    private RunReport report() {
        add(0, new RunEvent.RunStarted(1, "0.1", "abcd", "g", "dir/" + HOSTILE + ".sql", 5, 0, List.of("n1", HOSTILE),
                2, 2,
                null));
        add(0, dispatched(1, "n1"));
        add(100, dispatched(2, HOSTILE));
        add(900, new RunEvent.Completed(ref(1), on(1, "n1"), new Counters(1000, 1000, 8000, 10, 0), START,
                Duration.ofMillis(870)));
        add(950, dispatched(4, "n1"));
        add(1400, new RunEvent.RetryScheduled(ref(4), on(4, "n1"), new Failure.Server(202, "TOO_MANY", HOSTILE),
                Counters.NONE, Leftover.nothing(), START, Duration.ofMillis(450), Duration.ofSeconds(1)));
        add(2100, new RunEvent.Failed(ref(2), on(2, HOSTILE), new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", HOSTILE),
                Counters.NONE, Leftover.nothing(), START, Duration.ofSeconds(2)));
        add(2200, new RunEvent.Paused("operator"));
        add(6000, new RunEvent.Resumed("operator"));
        add(6000, dispatched(3, "n1"));
        add(7000, new RunEvent.Warning("a_code", HOSTILE, null));
        add(9000, new RunEvent.RunFinished(RunOutcome.FAILED, new Counts(5, 0, 1, 1, 0, 0), Duration.ofSeconds(9), 1));
        return folded(events);
    }

    private static RunReport folded(List<Envelope> events) {
        var fold = new ReportFold();
        events.forEach(fold::apply);
        RunReport folded = fold.report();
        assertNotNull(folded);
        return folded;
    }

    private void add(long millis, RunEvent event) {
        events.add(new Envelope(events.size() + 1L, START.plusMillis(millis), "run-1", event));
    }

    private static StatementRef ref(int ordinal) {
        return new StatementRef(ordinal, ordinal + 1L, "h" + ordinal, 1, StatementKind.INSERT_SELECT,
                ordinal == 2 ? HOSTILE : null);
    }

    private static Attempt on(int ordinal, String node) {
        return new Attempt(1, node, "q-" + ordinal);
    }

    private static RunEvent dispatched(int ordinal, String node) {
        return new RunEvent.Dispatched(ref(ordinal), on(ordinal, node), "INSERT " + HOSTILE, SessionContext.EMPTY,
                null);
    }

    private String page() {
        return written(report, events);
    }

    private static String written(RunReport report, List<Envelope> events) {
        return written(report, events, ZONE);
    }

    private static String written(RunReport report, List<Envelope> events, ZoneId zone) {
        var out = new ByteArrayOutputStream();
        try {
            HtmlReport.write(report, zone, events::forEach, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static final Pattern SCRIPT = Pattern.compile(
            "<script( type=\"application/json\" id=\"run-data\")?>(.*?)</script>",
            Pattern.DOTALL);

    /** The page without scripts and style, read as XML: everything that is opened must be closed, and text be escaped. */
    private Element document() throws Exception {
        String bare = SCRIPT.matcher(page).replaceAll("").replaceAll("(?s)<style>.*?</style>", "")
                .replace("<!DOCTYPE html>\n", "").replaceAll("<meta ([^>]*)>", "<meta $1/>");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(bare.getBytes(StandardCharsets.UTF_8))).getDocumentElement();
    }

    private JsonNode data() throws IOException {
        Matcher script = SCRIPT.matcher(page);
        assertTrue(script.find());
        assertNotNull(script.group(1), "the data come first");
        return new ObjectMapper().readTree(script.group(2));
    }

    @Test
    void thePageIsWellFormedAndHasTheFactsInTheWordsOfTheOtherForms() throws Exception {
        Element html = document();
        String text = html.getTextContent();
        for (Facts.Fact fact : Facts.head(report, ZONE)) {
            assertTrue(text.contains(fact.name()), fact.name());
        }
        for (String part : List.of("failed, exit code 1",
                "5 in the file: 1 completed, 1 failed, 1 without an end in the log",
                "2026-03-01 01:00:00 to 2026-03-01 01:00:09, 0:00:09", "statement 2 '",
                "it left nothing behind; query id q-2",
                "paused by operator", "nothing ran for a second or more, 1 time(s)", "insert_select", "a_code")) {
            assertTrue(text.contains(part), part + " is not in " + text);
        }
        assertEquals(List.of("Gone wrong", "Over time", "Events of the run", "Time of a statement", "Slowest", "Idle",
                "Tried again", "Warnings (1)"), texts(html.getElementsByTagName("h2")));
        NodeList tables = html.getElementsByTagName("table");
        for (int i = 0; i < tables.getLength(); i++) {
            assertEquals(1, ((Element) tables.item(i)).getElementsByTagName("caption").getLength());
        }
    }

    private static List<String> texts(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent()).toList();
    }

    @Test
    void whatComesFromOutsideIsTextAndNeverMarkup() throws Exception {
        assertFalse(page.contains("alert(1)</script>"), "no hostile element, in the tables or in the data");
        assertFalse(page.chars().anyMatch(c -> (c < ' ' && c != '\n' && c != '\t') || c == 0x202e),
                "no hidden characters");
        Element html = document();
        assertTrue(texts(html.getElementsByTagName("p")).contains(
                "code 241, MEMORY_LIMIT_EXCEEDED: " + SHOWN + "\nline two"), html.getTextContent());
        assertTrue(texts(html.getElementsByTagName("pre")).contains("INSERT " + SHOWN + "\nline two"));
        JsonNode data = data();
        assertEquals(SHOWN + "\\nline two", data.path("nodes").path(1).asText());
        assertTrue(data.path("messages").path("2").asText().startsWith("code 241, MEMORY_LIMIT_EXCEEDED: " + SHOWN));
    }

    @Test
    void nothingIsFetchedAndOnlyThePagesOwnScriptsMayRun() throws Exception {
        assertFalse(Pattern.compile("<(link|img|iframe|script [^>]*src)").matcher(page).find());
        String policy = document().getElementsByTagName("meta").item(1).getAttributes().getNamedItem("content")
                .getNodeValue();
        assertTrue(policy.startsWith("default-src 'none'; "), policy);
        assertFalse(policy.contains("unsafe"), policy);
        for (String script : Assets.load().scripts()) {
            assertFalse(script.toLowerCase(Locale.ROOT).contains("</script"), "a script would end itself");
            assertTrue(page.contains(script));
        }
        assertTrue(page.contains("Permission is hereby granted"), "the licence of the chart library goes with it");
    }

    @Test
    void theDataHaveARowForEachAttemptInTheOrderOfTheirEnds() throws IOException {
        JsonNode data = data();
        assertEquals(4, data.path("count").asInt());
        assertEquals("Europe/Berlin", data.path("zone").asText());
        assertEquals(List.of(900L, 1400L, 2100L, 9000L), column(data, "end", true));
        assertEquals(List.of(900L, 450L, 2000L, 3000L), column(data, "took", false));
        assertEquals(List.of(30L, 0L, 0L, 0L), column(data, "lag", false));
        assertEquals(List.of(1L, 4L, 2L, 3L), column(data, "ordinal", true));
        assertEquals(List.of(0L, 0L, 1L, 0L), column(data, "node", false));
        assertEquals(List.of("done", "retried", "failed", "no end in the log"), column(data, "ended", false).stream()
                .map(end -> data.path("ends").path(end.intValue()).asText()).toList());
        assertEquals(List.of(1000L, 0L, 0L, 0L), column(data, "read", false));
        assertEquals("paused", data.path("gaps").path(0).path("cause").asText());
        assertEquals(3, data.path("marks").size());
    }

    /** Unpacks a column as the page does. */
    private static List<Long> column(JsonNode data, String name, boolean stepped) {
        List<Long> values = new ArrayList<>();
        long value = 0;
        long last = 0;
        int shift = 0;
        for (byte one : Base64.getDecoder().decode(data.path("columns").path(name).asText())) {
            value |= (long) (one & 0x7f) << shift;
            shift += 7;
            if (one >= 0) {
                last = ((value >>> 1) ^ -(value & 1)) + (stepped ? last : 0);
                values.add(last);
                value = 0;
                shift = 0;
            }
        }
        return values;
    }

    @Test
    void aColumnHoldsAnyNumber() {
        var column = new Column();
        List<Long> numbers = List.of(0L, -1L, 1L, 63L, 64L, -64L, -65L, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE);
        numbers.forEach(column::add);
        JsonNode data = new ObjectMapper()
                .valueToTree(java.util.Map.of("columns", java.util.Map.of("x", column.encoded())));
        assertEquals(numbers, column(data, "x", false));
    }

    @Test
    void aRunOfNothingHasAPageToo() {
        List<Envelope> start = List.of(new Envelope(1, START, "run-1",
                new RunEvent.RunStarted(1, "0.1", "abcd", "g", "empty.sql", 0, 0, List.of("n1"), 1, 1, null)));
        String empty = written(folded(start), start);
        assertTrue(empty.contains("no end in the log: the process died, or still runs"));
        assertTrue(empty.contains("\"count\":0"));
    }

    @Test
    void aClockThatWasSetBackMakesNoEndBeforeTheOneAbove() throws IOException {
        List<Envelope> back = new ArrayList<>(events.subList(0, 3));
        back.add(new Envelope(4, START.plusMillis(900), "run-1",
                new RunEvent.Completed(ref(1), on(1, "n1"), Counters.NONE, START, Duration.ofMillis(900))));
        back.add(new Envelope(5, START.plusMillis(-50), "run-1",
                new RunEvent.Completed(ref(2), on(2, HOSTILE), Counters.NONE, START, Duration.ofMillis(3))));
        Matcher script = SCRIPT.matcher(written(folded(back), back));
        assertTrue(script.find());
        assertEquals(List.of(900L, 900L), column(new ObjectMapper().readTree(script.group(2)), "end", true));
    }

    @ParameterizedTest
    @CsvSource({"Z, UTC", "UTC, UTC", "GMT+02:00, +02:00", "Europe/Berlin, Europe/Berlin"})
    void theZoneIsNamedAsBrowsersDo(String zone, String named) {
        String written = written(report, events, ZoneId.of(zone));
        assertTrue(written.contains("\"zone\":\"" + named + "\""), zone);
    }
}
