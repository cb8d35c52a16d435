package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.app.process.Cqr.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cqr report --format html} in a real browser. */
class HtmlReportIT {
    private static final List<String> NODES = List.of("ch-shard1-a", "ch-shard1-b", "ch-shard2-a");
    private static final String HOSTILE = "</script><script>window.owned=1</script>"
            + "<img src=x onerror=\"window.owned=1\"><!-- \u001b[31m\u202e ]]> &amp; 'q' \"q\"";

    /** How many pixels of each chart's plot have been painted, and in how many colours. */
    private static final String PAINTED = """
            [...document.querySelectorAll('canvas')].map(canvas => {
              const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
              copy.drawImage(canvas, 0, 0);
              const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
              const colours = new Map();
              for (let i = 0; i < pixels.length; i += 4) {
                if (pixels[i + 3] > 0) {
                  const colour = pixels[i] + ',' + pixels[i + 1] + ',' + pixels[i + 2];
                  colours.set(colour, (colours.get(colour) || 0) + 1);
                }
              }
              return { colours: colours.size, painted: [...colours.values()].reduce((a, b) => a + b, 0),
                failed: colours.get('213,94,0') || 0, done: colours.get('0,114,178') || 0 };
            })""";

    @TempDir
    Path directory = Path.of("");

    private Path log() {
        return directory.resolve("run.jsonl");
    }

    private Path page() {
        return directory.resolve("run.html");
    }

    private void report(Browser browser) {
        Result result = new Cqr(directory, "", "", "").run("report", "--format", "html", "--out", page().toString(),
                log().toString());
        assertEquals(0, result.exitCode(), result.err());
        assertEquals("", result.err());
        browser.open(page());
    }

    private void assertDrawnInPeace(Browser browser) {
        assertEquals(List.of(), browser.problems());
        assertEquals("drawn", browser.evaluate("document.documentElement.dataset.charts").asText());
        assertEquals(List.of(page().toUri().toString()), browser.requests(),
                "nothing but the file itself is asked for");
    }

    @Test
    void aHundredThousandStatementsAreDrawnAndCanBeLookedAtClosely() throws IOException {
        try (var browser = new Browser(directory)) {
            var run = new RecordedRun(2, 100_000, NODES, 32, 900, "boom");
            run.write(log());
            report(browser);
            assertDrawnInPeace(browser);
            assertTrue(Files.size(page()) < 10_000_000, "the file has " + Files.size(page()) + " bytes");
            assertEquals(run.completed() + run.failed() + run.retried(), browser.evaluate("Run.count").asInt());
            assertEquals(run.completed(),
                    browser.evaluate(
                            """
                                    (() => { const s = Run.spans(Run.first, Run.last + 1, 1); return Math.round(s.rate[0] * Run.last / 1000); })()
                                    """)
                            .asInt());
            JsonNode charts = browser.evaluate(PAINTED);
            assertEquals(5, charts.size());
            charts.forEach(
                    chart -> assertTrue(chart.path("painted").asInt() > 2_000 && chart.path("colours").asInt() > 5,
                            charts.toString()));
            assertTrue(charts.path(0).path("done").asInt() > 10_000, charts.toString());
            assertTrue(charts.path(0).path("failed").asInt() > 3 * run.failed(),
                    "a failure is seen however short: " + charts);
            double millis = browser.evaluate("""
                    (() => {
                      const begin = performance.now();
                      const zoom = document.querySelector('button[title^="Zoom in"]');
                      for (let i = 0; i < 12; i++) { zoom.click(); }
                      return (performance.now() - begin) / 12;
                    })()""").asDouble();
            assertTrue(millis < 1500, "a step closer takes " + millis + " ms");
            JsonNode close = browser.evaluate(PAINTED);
            assertNotEquals(charts, close);
            assertTrue(close.path(0).path("done").asInt() > 1000, close.toString());
            assertEquals(List.of(), browser.problems());
        }
    }

    @Test
    void aStatementIsFoundByItsNumberAndFromTheTables() throws IOException {
        try (var browser = new Browser(directory)) {
            new RecordedRun(1, 400, NODES, 9, 90_000, "too much").write(log());
            report(browser);
            assertDrawnInPeace(browser);
            var _ = browser.evaluate("""
                    document.getElementById('go-to').value = '77';
                    document.querySelector('.tools form').requestSubmit();""");
            assertTrue(browser.evaluate("document.getElementById('chart-chosen').textContent").asText()
                    .startsWith("statement 77 'day 77' (line 233)"));
            var _ = browser.evaluate("document.querySelector('#wrong button.link').click()");
            String told = browser.evaluate("document.getElementById('chart-chosen').textContent").asText();
            assertTrue(told.contains("code 241, MEMORY_LIMIT_EXCEEDED: too much"), told);
            assertEquals(List.of(), browser.problems());
        }
    }

    @Test
    void mouseAndKeysMoveAllChartsTogether() throws IOException {
        try (var browser = new Browser(directory)) {
            new RecordedRun(1, 400, NODES, 9, 90_000, "too much").write(log());
            report(browser);
            assertDrawnInPeace(browser);
            assertTrue(range(browser).endsWith("(the whole run)"), range(browser));
            JsonNode whole = browser.evaluate(PAINTED);
            JsonNode plot = browser.evaluate("""
                    (() => {
                      document.querySelector('#charts').scrollIntoView();
                      const box = document.querySelector('.u-over').getBoundingClientRect();
                      return { x: box.left, y: box.top, width: box.width, height: box.height };
                    })()""");
            double x = plot.path("x").asDouble();
            double y = plot.path("y").asDouble() + 8;
            double width = plot.path("width").asDouble();
            browser.mouse("mouseMoved", x + 3, y);
            assertTrue(browser.evaluate("document.getElementById('chart-tip').textContent").asText()
                    .startsWith("statement "), "the statement under the pointer is told of");
            browser.mouse("mousePressed", x + width / 2, y);
            browser.mouse("mouseMoved", x + width * 0.6, y);
            browser.mouse("mouseMoved", x + width * 0.75, y);
            browser.mouse("mouseReleased", x + width * 0.75, y);
            String part = range(browser);
            assertFalse(part.endsWith("(the whole run)"), part);
            JsonNode closer = browser.evaluate(PAINTED);
            for (int i = 0; i < closer.size(); i++) {
                assertNotEquals(whole.path(i), closer.path(i), "chart " + i + " goes along");
            }
            for (String key : List.of("+", "ArrowRight", "-")) {
                press(browser, key);
                assertNotEquals(part, range(browser), key);
                part = range(browser);
            }
            press(browser, "0");
            assertTrue(range(browser).endsWith("(the whole run)"), range(browser));
            assertEquals(List.of(), browser.problems());
        }
    }

    private static String range(Browser browser) {
        return browser.evaluate("document.getElementById('chart-range').textContent").asText();
    }

    private static void press(Browser browser, String key) {
        var _ = browser
                .evaluate("document.querySelector('.plot').dispatchEvent(new KeyboardEvent('keydown', { key: '" + key
                        + "', bubbles: true, cancelable: true }))");
    }

    @Test
    void whatComesFromOutsideIsTextAndNothingElse() throws IOException {
        try (var browser = new Browser(directory)) {
            new RecordedRun(3, 1000, List.of("a", HOSTILE), 4, 5_000, HOSTILE).write(log());
            report(browser);
            assertDrawnInPeace(browser);
            assertTrue(browser.evaluate("window.owned === undefined").asBoolean());
            assertEquals(0, browser.evaluate("document.querySelectorAll('img').length").asInt());
            String shown = HOSTILE.replace("\u001b", "\\x1b").replace("\u202e", "\\u202e");
            assertEquals("code 241, MEMORY_LIMIT_EXCEEDED: " + shown,
                    browser.evaluate("document.querySelector('#wrong .message').textContent").asText());
            assertEquals(shown, browser.evaluate("Run.nodes[1]").asText());
            assertTrue(browser.evaluate("document.querySelector('h1').textContent").asText().contains(shown));
        }
    }

    /** Its times are spread over eight thousand years, its durations are longer still. */
    @Test
    void aLogThatNoRunCanHaveWrittenIsAPageToo() throws IOException {
        Path golden = Path.of(System.getProperty("basedir", "."), "..", "adapters", "src", "test", "resources", "io",
                "github", "cqr", "adapters", "jsonlines", "golden-v1.jsonl");
        Files.copy(golden, log());
        try (var browser = new Browser(directory)) {
            report(browser);
            assertDrawnInPeace(browser);
            assertTrue(browser.evaluate("Run.count").asInt() > 0);
            assertFalse(browser.evaluate("document.body.innerText").asText().matches("(?s).*(NaN|Invalid Date).*"));
        }
    }

    @Test
    void theTablesNeedNoScriptAndTheColoursFollowTheReader() throws IOException {
        try (var browser = new Browser(directory)) {
            new RecordedRun(1, 400, NODES, 9, 90_000, "too much").write(log());
            var _ = browser.call("Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
            report(browser);
            assertDrawnInPeace(browser);
            String paper = "getComputedStyle(document.body).backgroundColor";
            assertEquals("rgb(18, 22, 28)", browser.evaluate(paper).asText());
            var _ = browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
            browser.open(page());
            assertTrue(browser.evaluate("document.documentElement.dataset.charts === undefined").asBoolean());
            String text = browser.evaluate("document.body.innerText").asText();
            for (String part : List.of("failed, exit code 1", "MEMORY_LIMIT_EXCEEDED: too much",
                    "The charts need JavaScript",
                    "paused by operator", "insert_select", "Tried again")) {
                assertTrue(text.contains(part), part + " is not in " + text);
            }
        }
    }
}
