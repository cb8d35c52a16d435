package io.github.cqr.adapters.tui.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.buffer.Cell;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Modifier;
import dev.tamboui.style.Style;
import dev.tamboui.text.CharWidth;
import io.github.cqr.adapters.tui.render.Theme.Colours;
import io.github.cqr.adapters.tui.render.UiState.Ask;
import io.github.cqr.adapters.tui.render.UiState.Entry;
import io.github.cqr.adapters.tui.render.UiState.Line;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import io.github.cqr.adapters.tui.render.UiState.Place;
import io.github.cqr.adapters.tui.render.UiState.Texts;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.view.EventLines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the screen looks like. */
class ScreenTest {
    private static final Theme UNICODE = new Theme(Colours.INDEXED, true);
    private static final Theme ASCII = new Theme(Colours.NONE, false);
    private static final int[][] SIZES = {{80, 24}, {120, 40}, {200, 60}, {40, 10}};
    private static final String HOSTILE = "\u001b[2J\u001b]0;pwned\u0007\r\u0008\u009b31m\u202eevil\u2066\u200b"
            + "\u0000 宽字符 😀👩‍👩‍👧 e\u0301 ☁\ufe0f 👍🏽 🇩🇪 \ud800 end";

    @TestFactory
    Stream<DynamicTest> picturesAreAsTheyWere() {
        List<DynamicTest> tests = new ArrayList<>();
        Story.all().forEach((name, story) -> {
            for (int[] size : SIZES) {
                String file = name + "-" + size[0] + "x" + size[1];
                tests.add(DynamicTest.dynamicTest(file, () -> Pictures.check(file,
                        Pictures.text(Screen.full(story.scene(), Rect.of(size[0], size[1]), UNICODE)))));
            }
        });
        return tests.stream();
    }

    @Test
    void overlaysAreAsTheyWere() throws IOException {
        Story story = Story.busy();
        Map<String, Overlay> overlays = Map.of("help", new Overlay.Help(0), "status", new Overlay.Status(0), "detail",
                new Overlay.Detail("cqr-3817-0a1b-72-1", 0), "detail-ended",
                new Overlay.Detail("cqr-3817-0a1b-71-1", 0),
                "ask", new Overlay.Confirm(new Ask.CancelStatement(72, "primary-0-0")));
        for (Map.Entry<String, Overlay> overlay : overlays.entrySet()) {
            story.ui = UiState.START.overlay(overlay.getValue());
            Pictures.check(overlay.getKey() + "-80x24",
                    Pictures.text(Screen.full(story.scene(), Rect.of(80, 24), UNICODE)));
        }
    }

    @Test
    void inlineAndAsciiAndFilterAreAsTheyWere() throws IOException {
        Story story = Story.busy();
        Rect inline = Rect.of(80, Screen.inlineHeight(story.scene(), 24));
        Pictures.check("inline-80", Pictures.text(Screen.inline(story.scene(), inline, UNICODE)));
        String ascii = Pictures.text(Screen.full(story.scene(), Rect.of(120, 40), ASCII));
        assertTrue(ascii.chars().allMatch(c -> c < 128), ascii);
        Pictures.check("ascii-120x40", ascii);
        story.ui = UiState.START.focus(Pane.RUNNING).selected("cqr-3817-0a1b-73-1")
                .texts(new Texts("primary-0-1", "", Entry.FILTER));
        Pictures.check("filter-80x24", Pictures.text(Screen.full(story.scene(), Rect.of(80, 24), UNICODE)));
    }

    @Test
    void whatWasFoundIsMarkedAndInSight() throws IOException {
        Story story = Story.busy();
        story.ui = UiState.START.focus(Pane.LOG).texts(new Texts("", "statement 23", Entry.NONE))
                .place(new Place(0, new Line(40, 0), "36.0")).note("'statement 23' in row 2 of 2; n next, N before");
        Buffer found = Screen.full(story.scene(), Rect.of(80, 24), UNICODE);
        Pictures.check("found-80x24", Pictures.text(found));
        List<Integer> reversed = reversed(found);
        assertEquals(1, reversed.size(), () -> "one row is marked: " + reversed);
        story.ui = UiState.START.focus(Pane.LOG).texts(new Texts("", "pri", Entry.SEARCH));
        Pictures.check("finding-80x24", Pictures.text(Screen.full(story.scene(), Rect.of(80, 24), UNICODE)));
    }

    private static List<Integer> reversed(Buffer buffer) {
        List<Integer> rows = new ArrayList<>();
        for (int y = 0; y < buffer.height(); y++) {
            if (buffer.get(0, y).style().effectiveModifiers().contains(Modifier.REVERSED)) {
                rows.add(y);
            }
        }
        return rows;
    }

    @Test
    void aLogThatWasScrolledStandsStillWhileTheRunGoesOn() {
        Story story = Story.busy();
        story.ui = UiState.START.focus(Pane.LOG).place(new Place(0, new Line(100, 0), null));
        List<String> before = logLines(story);
        story.complete(72);
        story.dispatch(80);
        assertEquals(before, logLines(story));
        story.ui = UiState.START.focus(Pane.LOG).place(new Place(0, new Line(-1, 0), null));
        assertTrue(logLines(story).getFirst().contains("backfill.sql"), "at its start when that line is gone");
    }

    private static List<String> logLines(Story story) {
        List<String> lines = Pictures.text(Screen.full(story.scene(), Rect.of(120, 24), UNICODE)).lines().toList();
        int title = lines.indexOf(lines.stream().filter(line -> line.contains(" Log")).findFirst().orElseThrow());
        return lines.subList(title + 1, lines.size() - 1);
    }

    @Test
    void everySizeAndPaneCanBeDrawn() {
        Story.all().forEach((_, story) -> {
            for (Pane pane : Pane.values()) {
                story.ui = UiState.START.focus(pane).place(new Place(3, new Line(40, 0), null));
                for (int width : new int[]{1, 5, 20, 33, 61, 79, 111, 150}) {
                    for (int height : new int[]{1, 2, 5, 7, 15, 17, 33}) {
                        Buffer buffer = Screen.full(story.scene(), Rect.of(width, height), UNICODE);
                        assertEquals(width, buffer.width());
                        assertEquals(height, Screen.inline(story.scene(), Rect.of(width, height), ASCII).height());
                    }
                }
                for (Overlay overlay : List.of(new Overlay.Help(2), new Overlay.Status(1), new Overlay.Failure(0, 9),
                        new Overlay.Detail("cqr-3817-0a1b-72-1", 1), new Overlay.Detail("x", 0),
                        new Overlay.Confirm(new Ask.Drain()))) {
                    story.ui = UiState.START.focus(pane).overlay(overlay);
                    assertEquals(20, Screen.full(story.scene(), Rect.of(20, 5), UNICODE).width());
                }
            }
        });
    }

    @Test
    void hostileTextIsShownAndNotExecuted() {
        Story story = Story.begin(0);
        var ref = new StatementRef(3, 9, "ab", 1, StatementKind.INSERT_SELECT, HOSTILE);
        story.dispatch(ref, HOSTILE + "\n" + HOSTILE);
        story.tell(new RunEvent.Warning("w", HOSTILE, HOSTILE));
        story.tell(new RunEvent.NodeLost(HOSTILE, HOSTILE));
        story.tell(new RunEvent.CheckpointDegraded(HOSTILE));
        String id = story.attempt(3).queryId();
        for (Overlay overlay : List.of(new Overlay.None(), new Overlay.Detail(id, 0))) {
            story.ui = UiState.START.selected(id)
                    .texts(new Texts(overlay instanceof Overlay.None ? "" : HOSTILE, HOSTILE, Entry.SEARCH))
                    .overlay(overlay);
            for (Theme theme : List.of(UNICODE, ASCII)) {
                Buffer buffer = Screen.full(story.scene(), Rect.of(200, 60), theme);
                everyCellIsHarmlessAndAsWideAsItSays(buffer);
                assertTrue(Pictures.text(buffer).contains("\\x1b[2J"), "it is shown");
            }
        }
    }

    private static void everyCellIsHarmlessAndAsWideAsItSays(Buffer buffer) {
        for (int y = 0; y < buffer.height(); y++) {
            int x = 0;
            while (x < buffer.width()) {
                String symbol = buffer.get(x, y).symbol();
                symbol.codePoints().forEach(c -> {
                    int type = Character.getType(c);
                    assertFalse(type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE,
                            () -> "U+" + Integer.toHexString(c));
                });
                int width = CharWidth.of(symbol);
                assertTrue(width == 1 || width == 2, "'" + symbol + "' is " + width + " wide");
                for (int i = 1; i < width; i++) {
                    assertTrue(buffer.get(x + i, y).isContinuation());
                }
                x += width;
            }
        }
    }

    @Test
    void coloursAreThoseThatTheTerminalHas() {
        assertEquals(Colours.NONE, Theme.of(Map.of("TERM", "xterm-256color", "NO_COLOR", "1"), true, true).colours());
        assertEquals(Colours.NONE, Theme.of(Map.of("TERM", "xterm-256color"), false, true).colours());
        assertEquals(Colours.NONE, Theme.of(Map.of("TERM", "dumb"), true, true).colours());
        assertEquals(Colours.INDEXED, Theme.of(Map.of("TERM", "tmux-256color"), true, true).colours());
        assertEquals(Colours.ANSI16, Theme.of(Map.of("TERM", "screen"), true, true).colours());
        for (Story story : Story.all().values()) {
            String none = Screen.full(story.scene(), Rect.of(120, 40), new Theme(Colours.NONE, true)).toAnsiString();
            assertFalse(none.matches("(?s).*\u001b\\[[0-9;]*[34][0-9][;m].*"), "no colour in NO_COLOR");
            String few = Screen.full(story.scene(), Rect.of(120, 40), new Theme(Colours.ANSI16, true)).toAnsiString();
            assertFalse(few.contains("38;5") || few.contains("38;2"), "sixteen colours at most");
        }
        Style bad = new Theme(Colours.NONE, true).style(Theme.Tone.BAD);
        assertFalse(bad.effectiveModifiers().isEmpty(), "without colours, weight tells");
    }

    @Test
    void manyRunningStatementsScrollToTheSelectedOne() {
        Story story = Story.begin(0);
        for (int i = 0; i < 300; i++) {
            story.dispatch(i);
        }
        story.pass(Duration.ofSeconds(1));
        story.ui = UiState.START.selected(story.attempt(250).queryId());
        String picture = Pictures.text(Screen.full(story.scene(), Rect.of(80, 24), UNICODE));
        assertTrue(picture.contains("    250  "), picture);
        assertTrue(picture.contains("Running 300"), picture);
    }

    @Test
    void theLogShowsTheSameWordsAsPlainOutput() {
        Story story = Story.busy();
        story.ui = UiState.START.focus(Pane.LOG);
        String picture = Pictures.text(Screen.full(story.scene(), Rect.of(200, 60), UNICODE));
        String line = new EventLines().of(story.view.log().events(true).getLast()).getFirst().text();
        assertTrue(picture.contains(line), picture);
    }

    @Test
    void theLastCellOfALineIsNeverHalfAWideCharacter() {
        Story story = Story.begin(0);
        story.dispatch(new StatementRef(1, 1, "ab", 1, StatementKind.OTHER, null), "字".repeat(300));
        for (int width = 60; width < 130; width++) {
            Buffer buffer = Screen.full(story.scene(), Rect.of(width, 40), UNICODE);
            for (int y = 0; y < 40; y++) {
                Cell last = buffer.get(width - 1, y);
                assertTrue(last.isContinuation() || CharWidth.of(last.symbol()) == 1);
            }
        }
    }
}
