package io.github.cqr.adapters.tui;

import io.github.cqr.adapters.eventlog.RecordedLog;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.adapters.tui.TuiSettings.Mode;
import io.github.cqr.adapters.tui.render.Pictures;
import io.github.cqr.adapters.tui.render.Story;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.adapters.tui.render.Theme.Colours;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.replay.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a replay looks like. */
class ReplayPicturesTest {
    @TempDir
    private Path directory = Path.of("");

    private final JsonEventCodec codec = new JsonEventCodec(JsonEventCodec.SqlText.FULL);
    private final FakeDisplay display = new FakeDisplay();

    private RecordedLog recording(List<Envelope> events) throws IOException {
        Path file = Files.createTempFile(directory, "run", ".jsonl");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (Envelope envelope : events) {
                out.write(codec.encode(envelope));
            }
        }
        return RecordedLog.open(file, codec);
    }

    private ReplayScreen open(RecordedLog recording, @Nullable Place place, boolean follow) throws IOException {
        var settings = new TuiSettings(Mode.FULL, new Theme(Colours.NONE, true), ZoneOffset.UTC,
                "the run's own command again", _ -> false, directory, () -> true);
        TimeSource time = () -> new TimeSource.Now(Instant.EPOCH, System.nanoTime());
        var screen = new ReplayScreen(settings, new ReplaySettings(1, place, follow), recording, display, time);
        screen.look(Duration.ZERO);
        return screen;
    }

    /** Holds the picture whose last line begins so, and that holds {@code part}, against its file. */
    private void check(String name, int columns, int rows, String lastLine, String part) throws IOException {
        String picture = display.await(
                shown -> shown.contains(part) && shown.lines().toList().getLast().startsWith(lastLine));
        Pictures.check("replay-" + name + "-" + columns + "x" + rows,
                picture.lines().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n")));
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40"})
    void aRunThatIsPlayedAndStopped(int columns, int rows) throws IOException {
        display.resize(columns, rows);
        try (RecordedLog recording = recording(Story.recorded())) {
            ReplayScreen screen = open(recording, null, false);
            screen.look(Duration.ofSeconds(40));
            check("playing", columns, rows, "PLAY 1x  0:00:40 / 0:03:", "0:00:40");
            display.press(">> ");
            screen.look(Duration.ZERO);
            screen.look(Duration.ofSeconds(10));
            check("stopped", columns, rows, "STOP 5x  0:00:40 / 0:03:", "0:00:40");
            display.press("t+2m");
            screen.look(Duration.ZERO);
            check("asking", columns, rows, "STOP 5x  0:00:40 / 0:03:", "go to (");
        }
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40"})
    void theFailureAndWhatCameBeforeIt(int columns, int rows) throws IOException {
        display.resize(columns, rows);
        try (RecordedLog recording = recording(Story.recorded())) {
            ReplayScreen screen = open(recording, new Place.Failure(), false);
            check("failure", columns, rows, "STOP 1x  0:03:", "Running 3 of 4");
            display.press("e");
            screen.look(Duration.ZERO);
            check("failure-open", columns, rows, "STOP 1x  0:03:", "Gone wrong");
        }
        try (RecordedLog recording = recording(Story.recorded())) {
            var _ = open(recording, Place.parse("+2m", ZoneOffset.UTC), false);
            check("pause", columns, rows, "STOP 1x  0:02:00 / 0:03:", "PAUSED");
        }
    }

    @Test
    void whatWentWrongOpensWhenTheEndIsGoneTo() throws IOException {
        display.resize(80, 24);
        try (RecordedLog recording = recording(Story.recorded())) {
            ReplayScreen screen = open(recording, new Place.Start(), false);
            display.await(shown -> shown.contains("STOP 1x  0:00:00") && !shown.contains("a step"));
            display.press("$");
            screen.look(Duration.ZERO);
            screen.look(Duration.ZERO);
            display.await(shown -> shown.contains("Gone wrong") && shown.contains("ENDED  "));
            display.press("0");
            screen.look(Duration.ZERO);
            screen.look(Duration.ZERO);
            display.await(shown -> !shown.contains("Gone wrong") && shown.contains("STOP 1x  0:00:00"));
        }
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40"})
    void aRunThatIsFollowedToItsEnd(int columns, int rows) throws IOException {
        display.resize(columns, rows);
        List<Envelope> all = Story.recorded();
        int paused = 0;
        while (!(all.get(paused).event() instanceof RunEvent.Paused)) {
            paused++;
        }
        try (RecordedLog recording = recording(all.subList(0, paused))) {
            ReplayScreen screen = open(recording, null, true);
            screen.look(Duration.ofSeconds(1));
            check("following", columns, rows, "LIVE 1x", "running  0:01:19");
        }
        try (RecordedLog recording = recording(all)) {
            var _ = open(recording, null, true);
            check("followed", columns, rows, "ENDED  0:03:", "Gone wrong");
        }
    }
}
