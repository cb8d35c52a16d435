package io.github.cqr.adapters.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.domain.view.ProgressView;
import io.github.cqr.domain.view.StatusText;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a person reads without a full screen. */
class PlainReporterTest {
    private static final Instant AT = Instant.parse("2026-02-09T14:30:12Z");
    private static final StatementRef REF = new StatementRef(42, 97, "ab", 1, StatementKind.INSERT_SELECT, "march");
    private static final Attempt ATTEMPT = new Attempt(1, "node-b", "cqr-x-y-42-1");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long seq;

    private static PlainSettings settings(boolean verbose, boolean quiet, boolean live, boolean colour) {
        return new PlainSettings(verbose, quiet, live, colour, true, () -> 100, Duration.ofHours(1));
    }

    private Envelope envelope(RunEvent event) {
        return new Envelope(++seq, AT, "run", event);
    }

    private String write(PlainSettings settings, RunEvent... events) {
        try (var reporter = new PlainReporter(settings, new PrintStream(bytes, false, StandardCharsets.UTF_8),
                ZoneOffset.UTC)) {
            for (RunEvent event : events) {
                reporter.onEvent(envelope(event), true);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static RunEvent.RunStarted started() {
        return new RunEvent.RunStarted(1, "v", "i", "g", "backfill.sql", 500, 20, List.of("node-a", "node-b"), 2, 2,
                null);
    }

    private static RunEvent.Dispatched dispatched() {
        return new RunEvent.Dispatched(REF, ATTEMPT, "INSERT INTO t\nSELECT '\u001b[2J'", SessionContext.EMPTY, null);
    }

    private static RunEvent.Failed failed() {
        return new RunEvent.Failed(REF, ATTEMPT, new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", "too much\u0007"),
                new Counters(9, 0, 0, 1_200_000, 0), new Leftover.Rows(1_200_000, false, java.util.Map.of()), AT,
                Duration.ofMillis(12_300));
    }

    @Test
    void oneThatStandsByIsSilentUntilItIsNeeded() {
        try (var reporter = PlainReporter.standingBy(settings(true, false, false, false),
                new PrintStream(bytes, false, StandardCharsets.UTF_8), ZoneOffset.UTC)) {
            reporter.onEvent(envelope(started()), true);
            reporter.onEvent(envelope(dispatched()), true);
            reporter.speak();
            reporter.onEvent(envelope(failed()), true);
            reporter.status();
        }
        String told = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(told.startsWith("14:30:12 ERROR failed statement 42 'march'"), told);
        assertTrue(told.contains("statement: INSERT INTO t"), "it has followed what went before\n" + told);
        assertTrue(told.contains("status of backfill.sql:   0% 0/500 queries"), told);
    }

    @Test
    void aFailureShowsStatementNodeAndWholeMessageWithNothingATerminalWouldExecute() {
        assertEquals(
                """
                        14:30:12 INFO  run run: 500 statements of backfill.sql, 20 skipped as completed, 2 at a time on node-a, node-b
                        14:30:12 ERROR failed statement 42 'march' (line 97) on node-b after 12.3s (code 241, MEMORY_LIMIT_EXCEEDED); \
                        it left up to 1200000 rows behind
                        14:30:12 ERROR server message: too much\\x07
                        14:30:12 ERROR statement: INSERT INTO t
                            SELECT '\\x1b[2J'
                        """,
                write(settings(false, false, false, false), started(), dispatched(), failed()));
    }

    @Test
    void verboseTellsEveryLifecycleEvent() {
        String text = write(settings(true, false, false, false), started(), new RunEvent.Skipped(REF), dispatched(),
                new RunEvent.Completed(REF, ATTEMPT, new Counters(1500, 0, 0, 10, 0), AT, Duration.ofSeconds(2)));
        assertTrue(text.contains("DEBUG skipped statement 42 'march' (line 97)"), text);
        assertTrue(text.contains("DEBUG dispatched statement 42 'march' (line 97) to node-b as cqr-x-y-42-1"), text);
        assertTrue(
                text.contains(
                        "DEBUG completed statement 42 'march' (line 97) on node-b in 2.0s, read 1.5K rows, wrote 10"),
                text);
    }

    @Test
    void quietTellsOnlyWhatIsGrave() {
        String text = write(settings(true, true, true, false), started(), dispatched(),
                new RunEvent.StopRequested(StopReason.STATEMENT_FAILED, "statement 42 failed"));
        assertEquals("14:30:12 WARN  stopping: statement 42 failed\n", text);
    }

    @Test
    void theEndIsTold() {
        String text = write(settings(false, false, false, true),
                new RunEvent.RunFinished(RunOutcome.CHECKPOINT_STORE_LOST,
                        new Counts(10, 1, 2, 0, 0, 0), Duration.ofSeconds(61), 3));
        assertTrue(text.startsWith(
                "\u001b[31m14:30:12 ERROR run checkpoint store lost in 0:01:01: 2 completed, 1 skipped"), text);
        assertTrue(text.endsWith("\u001b[0m\n"));
    }

    @Test
    void theLiveLineIsRemovedBeforeLogLinesAndAtTheEnd() throws InterruptedException {
        var drawn = new CountDownLatch(1);
        var terminal = new PrintStream(bytes, false, StandardCharsets.UTF_8) {
            @Override
            public void flush() {
                super.flush();
                if (bytes.toString(StandardCharsets.UTF_8).contains("Backfill")) {
                    drawn.countDown();
                }
            }
        };
        try (var reporter = new PlainReporter(settings(false, false, true, false), terminal, ZoneOffset.UTC)) {
            reporter.onEvent(envelope(started()), true);
            reporter.onEvent(envelope(dispatched()), true);
            drawn.await();
            reporter.onEvent(envelope(failed()), true);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.indexOf("\r\u001b[K", text.lastIndexOf("Backfill")) > 0,
                "the last live line is erased: " + text);
        assertTrue(text.contains("\r\u001b[K14:30:12 ERROR failed"),
                "a log line takes the place of the live line: " + text);
    }

    @Test
    void aStalledTerminalNeverStallsTheRun() {
        var taken = new CountDownLatch(1);
        var stalled = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                await();
            }

            @Override
            public void write(byte[] b, int off, int len) {
                await();
            }

            private void await() {
                taken.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }, true, StandardCharsets.UTF_8);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (var reporter = new PlainReporter(settings(true, false, false, false), stalled, ZoneOffset.UTC)) {
                reporter.onEvent(envelope(started()), true);
                taken.await();
                for (int i = 0; i < 50_000; i++) {
                    reporter.onEvent(envelope(new RunEvent.Skipped(REF)), true);
                }
            }
        });
    }

    @Test
    void theLineFitsTheTerminal() {
        var view = new ProgressView();
        view.apply(envelope(started()));
        for (int i = 0; i < 20; i++) {
            view.apply(envelope(new RunEvent.Skipped(REF)));
        }
        assertEquals(
                "Backfill ━─────────────────────────────── 4% 20/500 queries  ETA warming up  0 running".replace(" 4%",
                        "   4%"),
                ProgressLine.render(view, AT, 100, true));
        assertEquals(64, ProgressLine.render(view, AT, 64, false).length());
        assertFalse(ProgressLine.render(view, AT, 64, false).contains("━"));
        assertEquals("Backfill   4% 20/500 queries", ProgressLine.render(view, AT, 28, true));
        assertEquals("", ProgressLine.render(view, AT, 0, true));
    }

    @Test
    void aStatusNamesWhatRunsInEveryFormat() {
        try (var reporter = new PlainReporter(settings(false, true, false, false),
                new PrintStream(bytes, false, StandardCharsets.UTF_8), ZoneOffset.UTC)) {
            reporter.status();
            reporter.onEvent(envelope(started()), true);
            reporter.onEvent(envelope(dispatched()), true);
            reporter.onEvent(envelope(new RunEvent.Progress(REF, ATTEMPT, new Counters(1500, 3000, 0, 10, 0),
                    Duration.ofSeconds(1))), true);
            reporter.status();
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("INFO  status: nothing is dispatched yet\n"), text);
        assertTrue(text.contains("INFO  status of backfill.sql:   0% 0/500 queries  ETA warming up  1 running\n"),
                text);
        assertTrue(text
                .matches("(?s).*\n {4}statement 42 'march' \\(line 97\\) on node-b for \\d+:\\d\\d:\\d\\d, read 1.5K "
                        + "of 3.0K rows, wrote 10, query id cqr-x-y-42-1\n"),
                text);
    }

    @Test
    void aStatusSaysWhyTheRunStopsAndWhatIsLost() {
        var view = new ProgressView();
        for (RunEvent event : List.of(started(), dispatched(), new RunEvent.NodeLost("node-a", "it is silent"),
                new RunEvent.StopRequested(StopReason.NODE_LOST, "node node-a is lost"),
                new RunEvent.CancelRequested(REF, ATTEMPT, "stopped"))) {
            view.apply(envelope(event));
        }
        assertEquals(
                """
                        status of backfill.sql:   0% 0/500 queries  ETA warming up  1 running  stopping (node lost)
                        node node-a is lost: it is silent
                        statement 42 'march' (line 97) on node-b for 0:02:00, read 0 rows, wrote 0, query id cqr-x-y-42-1, being \
                        cancelled""",
                StatusText.of(view, AT.plusSeconds(120)));
    }
}
