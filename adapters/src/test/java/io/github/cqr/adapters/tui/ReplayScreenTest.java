package io.github.cqr.adapters.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.tui.event.KeyCode;
import io.github.cqr.adapters.eventlog.RecordedLog;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.adapters.tui.TuiSettings.Mode;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.Screen;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.adapters.tui.render.Theme.Colours;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.replay.Place;
import io.github.cqr.domain.view.RunView;
import io.github.cqr.fixtures.sim.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The screen over a recorded run. The runs are those of the simulation, with everything that goes wrong in them. */
class ReplayScreenTest {
    private static final Theme THEME = new Theme(Colours.NONE, true);
    private static final String RESUME = "cqr a.sql";
    private static final int[][] SIZES = {{80, 24}, {120, 40}, {40, 10}};

    @TempDir
    private Path directory = Path.of("");

    private final JsonEventCodec codec = new JsonEventCodec(JsonEventCodec.SqlText.FULL);
    private final FakeDisplay display = new FakeDisplay();

    /** The longest log of a schedule. */
    private static List<Envelope> log(long seed) {
        return Simulation.logs(seed).stream().max(Comparator.comparingInt(List::size)).orElseThrow();
    }

    private Path write(List<Envelope> events) throws IOException {
        Path file = Files.createTempFile(directory, "run", ".jsonl");
        append(file, events);
        return file;
    }

    private void append(Path file, List<Envelope> events) throws IOException {
        for (Envelope envelope : events) {
            Files.write(file, codec.encode(envelope), StandardOpenOption.APPEND);
        }
    }

    private ReplayScreen open(RecordedLog recording, @Nullable Place place, boolean follow) throws IOException {
        var settings = new TuiSettings(Mode.FULL, THEME, ZoneOffset.UTC, RESUME, _ -> false, directory, () -> true);
        TimeSource time = () -> new TimeSource.Now(Instant.EPOCH, System.nanoTime());
        var screen = new ReplayScreen(settings, new ReplaySettings(1, place, follow), recording, display, time);
        screen.look(Duration.ZERO);
        return screen;
    }

    private void type(ReplayScreen screen, String text) throws IOException {
        display.press("t" + text);
        display.press(KeyCode.ENTER);
        screen.look(Duration.ZERO);
    }

    private static String text(Buffer picture) {
        var text = new StringBuilder();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                text.append(picture.get(x, y).symbol());
            }
            text.append('\n');
        }
        return text.toString();
    }

    /**
     * What the live screen showed at that time, without its last line, the keys; what comes next is in the script and not in the log.
     *
     * @param untouched whether what went wrong, which opened by itself, still lies above the panes
     */
    private static List<String> live(List<Envelope> events, Instant at, int columns, int rows, boolean untouched) {
        var view = new RunView();
        events.stream().takeWhile(envelope -> !envelope.at().isAfter(at)).forEach(view::apply);
        UiState ui = untouched && !view.ended().troubles().isEmpty()
                ? UiState.START.overlay(new UiState.Overlay.Failure(0, 0))
                : UiState.START;
        Scene scene = new Scene(view, ui, List.of(), at, ZoneOffset.UTC, RESUME);
        List<String> lines = text(Screen.full(scene, Rect.of(columns, rows), THEME)).lines().toList();
        return lines.subList(0, lines.size() - 1);
    }

    /** Waits for a picture of so many lines that begins with the expected ones, and returns its last line. */
    private String shows(List<String> expected, int rows) {
        try {
            return display.await(picture -> picture.lines().count() == rows
                    && picture.lines().limit(expected.size()).toList().equals(expected)).lines().toList().getLast();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nand not\n" + String.join("\n", expected), e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void theScreenAtAnyInstantIsWhatTheLiveScreenShowed(long seed) throws IOException {
        List<Envelope> events = monotone(log(seed));
        Instant start = events.getFirst().at();
        long length = Duration.between(start, events.getLast().at()).toMillis();
        var random = new Random(seed);
        for (int[] size : SIZES) {
            display.resize(size[0], size[1] + 1); // a line for where on the tape it is
            try (RecordedLog recording = RecordedLog.open(write(events), codec)) {
                ReplayScreen screen = open(recording, new Place.Start(), false);
                for (int i = 0; i < 25; i++) {
                    Instant at = start.plusMillis((long) (random.nextDouble() * length));
                    type(screen, at.toString());
                    List<String> expected = live(events, at, size[0], size[1], false);
                    assertTrue(shows(expected, size[1] + 1).startsWith("STOP"));
                }
            }
        }
    }

    /** A clock that was set back is put right by the tape, and shown as it was by the live screen. */
    private static List<Envelope> monotone(List<Envelope> events) {
        Instant[] last = {Instant.MIN};
        return events.stream().map(envelope -> {
            last[0] = envelope.at().isAfter(last[0]) ? envelope.at() : last[0];
            return new Envelope(envelope.seq(), last[0], envelope.runId(), envelope.event());
        }).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, 20})
    void aLogThatGrowsIsFollowedToItsEnd(long seed) throws IOException {
        List<Envelope> events = monotone(log(seed));
        display.resize(100, 31);
        int half = events.size() / 2;
        Path file = write(events.subList(0, half));
        try (RecordedLog recording = RecordedLog.open(file, codec)) {
            ReplayScreen screen = open(recording, null, true);
            display.await("event " + half + "/" + half);
            for (int i = half; i < events.size(); i++) {
                append(file, events.subList(i, i + 1));
                screen.look(Duration.ZERO);
                List<String> expected = live(events.subList(0, i + 1), events.get(i).at(), 100, 30, true);
                boolean over = events.get(i).event() instanceof RunEvent.RunFinished;
                assertTrue(shows(expected, 31).startsWith(over ? "ENDED" : "LIVE"));
            }
            display.await("event " + events.size() + "/" + events.size());
            byte[] line = codec.encode(events.getLast());
            Files.write(file, Arrays.copyOf(line, line.length / 2), StandardOpenOption.APPEND);
            screen.look(Duration.ZERO);
            display.await("event " + events.size() + "/" + events.size());
        }
    }

    @Test
    void theTapePlaysStopsStepsAndFindsWhatWentWrong() throws IOException {
        long seed = 1;
        while (log(seed).stream().noneMatch(e -> e.event() instanceof RunEvent.Failed)) {
            seed++;
        }
        List<Envelope> events = monotone(log(seed));
        display.resize(120, 41);
        try (RecordedLog recording = RecordedLog.open(write(events), codec)) {
            ReplayScreen screen = open(recording, null, false);
            display.await("PLAY 1x");
            display.press(" ");
            screen.look(Duration.ZERO);
            display.await("STOP 1x");
            display.press(">>");
            screen.look(Duration.ZERO);
            display.await("STOP 5x");
            display.press(KeyCode.RIGHT);
            display.press(KeyCode.RIGHT);
            display.press(KeyCode.LEFT);
            screen.look(Duration.ZERO);
            int begun = (int) events.stream().takeWhile(e -> e.at().equals(events.getFirst().at())).count();
            display.await("event " + (begun + 1) + "/" + events.size());
            display.press("g");
            screen.look(Duration.ZERO);
            int wrong = 0;
            while (!isTrouble(events.get(wrong).event())) {
                wrong++;
            }
            display.await("event " + (wrong + 1) + "/" + events.size());
            display.press("$");
            screen.look(Duration.ZERO);
            display.await("ENDED  ");
            display.press("0");
            screen.look(Duration.ZERO);
            display.await("event 0/" + events.size());
            display.press("p");
            screen.look(Duration.ZERO);
            screen.look(Duration.ofSeconds(1));
            long played = events.stream()
                    .takeWhile(e -> !e.at().isAfter(events.getFirst().at().plusSeconds(5))).count();
            display.await("event " + played + "/" + events.size());
            display.press("tnonsense");
            display.press(KeyCode.ENTER);
            screen.look(Duration.ZERO);
            display.await("'nonsense' is no place in a run");
            display.press("qq"); // a page on what went wrong may have opened by itself: the first one closes that
            screen.show();
            assertEquals(List.of("enter", "leave", "close"), display.calls());
        }
    }

    private static boolean isTrouble(RunEvent event) {
        return event instanceof RunEvent.Failed || event instanceof RunEvent.Cancelled
                || event instanceof RunEvent.OutcomeUnknown || event instanceof RunEvent.NodeLost;
    }

    @Test
    void aLogOfAbsurdTimesIsShownWhole() throws IOException {
        Path golden = Path.of(System.getProperty("basedir", "."),
                "src/test/resources/io/github/cqr/adapters/jsonlines/golden-v1.jsonl");
        display.resize(120, 41);
        try (RecordedLog recording = RecordedLog.open(golden, codec)) {
            ReplayScreen screen = open(recording, new Place.End(), false);
            for (int i = 0; i < 300; i++) {
                display.press(KeyCode.LEFT);
                screen.look(Duration.ofHours(1));
            }
            for (String place : List.of("40%", "99%", "+3000d", "3")) {
                type(screen, place);
            }
            display.press("g");
            screen.look(Duration.ZERO);
            assertFalse(display.await("event ").isBlank());
            assertEquals(0, recording.damaged());
        }
    }
}
