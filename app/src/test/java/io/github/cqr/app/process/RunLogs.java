package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdInputStream;
import io.github.cqr.adapters.eventlog.EventLogReader;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.run.RunState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The event logs that the program left: the fold of each must be what the run said of itself at its end, whatever the test was about. */
final class RunLogs {
    private static final JsonEventCodec CODEC = new JsonEventCodec(JsonEventCodec.SqlText.HASH);

    private RunLogs() {}

    /** Checks every log below {@code state} whose run came to its end. One that was killed has no last word to compare with. */
    static void check(Path state) {
        in(state).forEach(RunLogs::checkOne);
    }

    /** Those below {@code state}. */
    private static List<Path> in(Path state) {
        Path runs = state.resolve("cqr").resolve("runs");
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(runs)) {
            return files.filter(file -> file.toString().matches(".*\\.jsonl(\\.zst)?")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All lines of all logs below {@code state}, also of those that are packed. */
    static String text(Path state) {
        var all = new StringBuilder();
        for (Path log : in(state)) {
            try (InputStream file = Files.newInputStream(log);
                    InputStream lines = log.toString().endsWith(".zst") ? new ZstdInputStream(file) : file) {
                all.append(new String(lines.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all.toString();
    }

    /** All events in the logs below {@code state}, as far as they are whole. */
    static List<Envelope> events(Path state) {
        List<Envelope> events = new ArrayList<>();
        for (Path log : in(state)) {
            EventLogReader.read(log, CODEC, events::add, _ -> {});
        }
        return events;
    }

    private static void checkOne(Path log) {
        var folded = new RunState();
        List<Envelope> events = new ArrayList<>();
        List<EventLogReader.Problem> problems = new ArrayList<>();
        EventLogReader.read(log, CODEC, events::add, problems::add);
        if (events.isEmpty() || !(events.getLast().event() instanceof RunEvent.RunFinished end)) {
            return;
        }
        assertTrue(problems.isEmpty(), () -> log + ": " + problems);
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i + 1L, events.get(i).seq(), "the numbers in " + log + " have a gap");
            folded.apply(events.get(i));
        }
        assertEquals(end.counts(), folded.counts(), "the fold of " + log);
        assertEquals(end.outcome(), folded.outcome(), "the fold of " + log);
        assertEquals(end.exitCode(), ExitCodes.of(folded.stopReason()), "the fold of " + log);
        assertEquals(List.of(), folded.inFlight(), "still running at the end of " + log);
    }
}
