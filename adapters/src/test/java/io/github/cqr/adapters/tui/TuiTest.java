package io.github.cqr.adapters.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.KeyModifiers;
import dev.tamboui.tui.event.MouseButton;
import dev.tamboui.tui.event.MouseEvent;
import dev.tamboui.tui.event.MouseEventKind;
import io.github.cqr.adapters.tui.TuiSettings.Mode;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.adapters.tui.render.Theme.Colours;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.script.StatementSplitter;
import io.github.cqr.domain.session.SessionContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live screen never disturbs the run, answers keys with commands, and gives the terminal back. */
class TuiTest {
    private static final Instant AT = Instant.parse("2026-02-09T14:30:12Z");
    private static final TimeSource TIME = () -> new TimeSource.Now(AT.plusSeconds(5), System.nanoTime());

    @TempDir
    Path directory = Path.of("");

    private final FakeDisplay display = new FakeDisplay();
    private final BlockingQueue<RunInput> inbox = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicBoolean foreground = new AtomicBoolean(true);
    private @Nullable Tui tui;
    private long seq;

    private Tui open(Mode mode) {
        var settings = new TuiSettings(mode, new Theme(Colours.NONE, true), ZoneOffset.UTC, "cqr a.sql", i -> i == 3,
                directory, foreground::get);
        Tui opened = new Tui(settings, display, inbox::add, TIME, TuiTest::script,
                new PrintStream(out, false, StandardCharsets.UTF_8));
        tui = opened;
        opened.onEvent(event(new RunEvent.RunStarted(1, "v", "i", "g", "a.sql", 9, 0, List.of("node-a", "node-b"), 2, 2,
                null)), true);
        return opened;
    }

    @AfterEach
    void close() {
        display.goOn();
        if (tui != null) {
            tui.close();
        }
    }

    private static StatementSource script() {
        var ready = new ArrayDeque<Statement>();
        byte[] text = "SELECT 0;SELECT 1;SELECT 2;SELECT 3;SELECT 4".getBytes(StandardCharsets.UTF_8);
        var splitter = new StatementSplitter();
        splitter.feed(text, 0, text.length, ready::add);
        splitter.finish(ready::add);
        return new StatementSource() {
            @Override
            public @Nullable Statement next() {
                return ready.poll();
            }

            @Override
            public void close() {}
        };
    }

    private Envelope event(RunEvent event) {
        return new Envelope(++seq, AT, "run", event);
    }

    private static StatementRef ref(int ordinal) {
        return new StatementRef(ordinal, ordinal + 1L, "ab", 1, StatementKind.INSERT_SELECT, null);
    }

    private static Attempt attempt(int ordinal) {
        return new Attempt(1, "node-a", "q" + ordinal);
    }

    private void dispatch(Tui screen, int ordinal) {
        screen.onEvent(event(new RunEvent.Dispatched(ref(ordinal), attempt(ordinal), "INSERT " + ordinal,
                SessionContext.EMPTY, null)), true);
    }

    private void fail(Tui screen, int ordinal) {
        screen.onEvent(event(new RunEvent.Failed(ref(ordinal), attempt(ordinal),
                new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED", "too much"), new Counters(1, 1, 1, 7, 0),
                Leftover.nothing(), AT,
                Duration.ofSeconds(3))), true);
    }

    private RunInput next() throws InterruptedException {
        RunInput input = inbox.poll(20, TimeUnit.SECONDS);
        if (input == null) {
            throw new AssertionError("no command came");
        }
        return input;
    }

    @Test
    void keysBecomeCommands() throws InterruptedException {
        Tui screen = open(Mode.FULL);
        dispatch(screen, 0);
        dispatch(screen, 1);
        display.await("Running 2 of 2");
        display.press("p++");
        assertEquals(new RunInput.Pause("keyboard"), next());
        assertEquals(new RunInput.SetConcurrency(3, "keyboard"), next());
        assertEquals(new RunInput.SetConcurrency(4, "keyboard"), next());
        screen.onEvent(event(new RunEvent.Paused("keyboard")), true);
        display.await("PAUSED");
        display.press("p");
        assertEquals(new RunInput.Resume("keyboard"), next());
        display.press("jjx");
        display.await("Cancel statement 1 on node-a?");
        display.press("n");
        display.await(picture -> !picture.contains("Cancel statement"));
        display.press("xy");
        assertEquals(new RunInput.CancelStatement(1, "keyboard"), next());
        display.press("qy");
        assertEquals(new RunInput.DrainAndStop("keyboard"), next());
        display.press("Cy");
        assertEquals(new RunInput.CancelAndStop("keyboard"), next());
        assertTrue(inbox.isEmpty());
    }

    @Test
    void itShowsWhatComesNextWithoutWhatIsDone() {
        Tui screen = open(Mode.FULL);
        dispatch(screen, 0);
        display.resize(140, 40);
        String picture = display.await("SELECT 4");
        assertTrue(picture.contains("SELECT 1") && !picture.contains("SELECT 0") && !picture.contains("SELECT 3"),
                picture);
    }

    /** What the footer says of the last search. */
    private String found(String keys, String note) {
        display.press(keys);
        if (keys.startsWith("f")) {
            display.press(KeyCode.ENTER);
        }
        return display.await(note);
    }

    @Test
    void aTextIsFoundInEachPaneRoundAndRound() {
        Tui screen = open(Mode.FULL);
        for (int i = 0; i < 40; i++) {
            dispatch(screen, i);
        }
        display.await("Running 40 of 2");
        found("n", "f finds a text");
        String picture = found("fInsert 3", "'Insert 3' in row 1 of 11; n next, N before");
        assertFalse(picture.contains("     39  "), picture);
        found("nnnnnnnnnn", "row 11 of 11");
        assertTrue(display.await("row 11 of 11").contains("     39  "), "the found row is in sight");
        found("n", "row 1 of 11");
        found("N", "row 11 of 11");
        display.press(KeyCode.ENTER);
        display.await("Statement 39 ");
        found("n", "'Insert 3' in row 1 of 1;");
        found("fq39", "'q39' in row 1 of 1;");
        display.press("q");
        display.await("Running 40 of 2");

        display.press("6");
        found("fstatement 1 (", "'statement 1 (' in row 1 of 1;");
        picture = display.await("back");
        assertTrue(picture.contains("dispatched statement 1 (line 2)"), picture);
        dispatch(screen, 41);
        display.await(shown -> shown.contains("Running 41") && shown.contains("dispatched statement 1 (line 2)"));
        display.press(KeyCode.END);
        display.await("dispatched statement 41 (line 42)");

        display.press("2");
        found("fnode-b", "'node-b' in row 1 of 1;");
        found("fnobody", "nothing here holds 'nobody'");
        display.press("fx");
        display.await("find: x_");
        display.press(KeyCode.ESCAPE);
        found("n", "f finds a text");
        display.press("?");
        display.await("Keys");
        found("fCtrl-Z", "'Ctrl-Z' in row 1 of 1;");
        display.await("Suspend the program");
    }

    @Test
    void theSlowestOnesAreGoneThroughAndOpened() {
        Tui screen = open(Mode.FULL);
        for (int i = 0; i < 12; i++) {
            dispatch(screen, i);
            screen.onEvent(event(new RunEvent.Completed(ref(i), attempt(i), Counters.NONE, AT,
                    Duration.ofSeconds(100 - i))), true);
        }
        display.press("5");
        display.await("Slowest");
        display.press("jjjjjjjjj");
        display.press(KeyCode.ENTER);
        display.await("Statement 8 ");
    }

    @Test
    void theMouseSelectsAndScrolls() {
        Tui screen = open(Mode.FULL);
        dispatch(screen, 0);
        dispatch(screen, 1);
        display.await("Running 2 of 2");
        var click = new MouseEvent(MouseEventKind.PRESS, MouseButton.LEFT, 4, 7, KeyModifiers.NONE);
        display.send(click);
        display.send(click);
        display.await("INSERT 1");
        display.press(KeyCode.ESCAPE);
        display.send(new MouseEvent(MouseEventKind.SCROLL_UP, MouseButton.NONE, 4, 27, KeyModifiers.NONE));
        display.await("▸ Log");
    }

    @Test
    void aStoppedTerminalHoldsUpNobody() {
        Tui screen = open(Mode.FULL);
        display.await("Backfill");
        display.stop();
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 100_000; i++) {
                screen.onEvent(event(new RunEvent.Progress(ref(0), attempt(0), Counters.NONE, Duration.ZERO)), false);
            }
            dispatch(screen, 7);
        });
        display.goOn();
        display.await("Running 1 of 2");
    }

    @Test
    void closingDoesNotWaitForAStoppedTerminal() {
        Tui screen = open(Mode.FULL);
        display.await("Backfill");
        display.stop();
        dispatch(screen, 0);
        display.awaitHeldUp();
        assertTimeoutPreemptively(Duration.ofSeconds(10), screen::close);
        assertTrue(display.calls().contains("restore input"), "keys are echoed again: " + display.calls());
    }

    @Test
    void manyEventsMakeFewPictures() {
        Tui screen = open(Mode.FULL);
        display.await("Backfill");
        long begin = System.nanoTime();
        int before = display.pictures();
        for (int i = 0; i < 200_000; i++) {
            dispatch(screen, 0);
        }
        screen.onEvent(event(new RunEvent.Paused("me")), true);
        display.await("PAUSED");
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertTrue(display.pictures() - before <= 2 + seconds * Tui.FRAMES_A_SECOND,
                display.pictures() - before + " pictures in " + seconds + " s");
    }

    @Test
    void itLeavesASummaryWithTheFailedStatement() {
        Tui screen = open(Mode.FULL);
        dispatch(screen, 2);
        fail(screen, 2);
        display.await("go on       cqr a.sql");
        screen.onEvent(event(new RunEvent.RunFinished(RunOutcome.FAILED, new Counts(9, 0, 0, 1, 0, 0),
                Duration.ofSeconds(4), 1)), true);
        screen.close();
        String left = out.toString(StandardCharsets.UTF_8);
        for (String part : List.of("Backfill", "0/9 queries", "failed statement 2 (line 3) on node-a", "too much",
                "statement: INSERT 2", "run failed in 0:00:04")) {
            assertTrue(left.contains(part), part + " is missing in\n" + left);
        }
        assertEquals(List.of("enter", "leave", "close"), display.calls());
    }

    @Test
    void suspendingGivesTheTerminalBackAndResumingTakesIt() {
        Tui screen = open(Mode.FULL);
        display.await("Backfill");
        screen.hold().suspend();
        assertEquals("leave", display.calls().getLast());
        int before = display.pictures();
        dispatch(screen, 0);
        foreground.set(false);
        screen.hold().resume();
        assertEquals(before, display.pictures(), "nothing is drawn in the background");
        foreground.set(true);
        display.await("Running 1 of 2");
        assertEquals("enter", display.calls().getLast());
    }

    @Test
    void aBrokenOrClosedTerminalStopsTheScreenAlone() {
        Tui screen = open(Mode.INLINE);
        display.await("Backfill");
        display.breakWith("the terminal is gone");
        display.hangUp();
        dispatch(screen, 0);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 1; i < 10_000; i++) {
                dispatch(screen, i);
            }
            screen.close();
        });
        assertTrue(display.calls().contains("close"));
    }

    private void breaks(Runnable onSize, Runnable onDrawing, String told) throws InterruptedException {
        Tui screen = open(Mode.FULL);
        display.await("Backfill");
        var plain = new CountDownLatch(1);
        screen.whenBroken(plain::countDown);
        assertEquals(1, plain.getCount());
        display.trap(onSize, onDrawing);
        dispatch(screen, 0);
        assertTrue(plain.await(20, TimeUnit.SECONDS), "somebody else speaks");
        assertEquals(List.of("enter", "leave", "close"), display.calls());
        assertEquals(new RunInput.Notice("screen_lost", "the live screen stopped, the run goes on without it: " + told),
                next());
        long before = System.nanoTime();
        screen.hold().suspend();
        screen.hold().resume();
        assertTrue(System.nanoTime() - before < 400_000_000, "nobody waits for a screen that is gone");
        dispatch(screen, 1);
        screen.close();
        assertEquals("", out.toString(StandardCharsets.UTF_8), "the plain lines tell the rest");
        assertEquals(List.of("enter", "leave", "close"), display.calls());
    }

    @Test
    void anExceptionInTheScreenGivesTheTerminalBackAndPlainLinesGoOn() throws InterruptedException {
        breaks(() -> {
            throw new IllegalStateException("a bug");
        }, () -> {}, "java.lang.IllegalStateException: a bug");
    }

    @Test
    void anErrorWhileAPictureIsWrittenDoesTheSame() throws InterruptedException {
        breaks(() -> {}, () -> {
            throw new StackOverflowError();
        }, "java.lang.StackOverflowError");
    }

    @Test
    void whoAsksByASignalIsAnswered() {
        Tui screen = open(Mode.FULL);
        dispatch(screen, 0);
        display.await("Running 1 of 2");
        display.press("/abc");
        display.await("filter: abc");
        screen.status();
        String picture = display.await("status of a.sql:");
        assertTrue(picture.contains("statement 0 (line 1) on node-a for") && picture.contains("query id q0"), picture);
        display.press("q");
        display.await(shown -> !shown.contains("status of"));
        assertTrue(inbox.isEmpty(), "q closed it");
    }

    @Test
    void aPictureIsSaved() throws IOException {
        Tui screen = open(Mode.FULL);
        dispatch(screen, 0);
        display.await("Running 1 of 2");
        display.press("s");
        display.await("saved as");
        try (Stream<Path> files = Files.list(directory)) {
            String svg = Files.readString(files.findFirst().orElseThrow());
            assertTrue(svg.startsWith("<svg") && svg.contains("Backfill"), svg);
            assertFalse(svg.contains("https:"), "it calls nobody");
        }
        display.send(KeyEvent.ofChar('v'));
        assertFalse(display.await("pause").contains("saved as"));
    }
}
