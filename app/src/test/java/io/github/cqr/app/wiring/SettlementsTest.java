package io.github.cqr.app.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.adapters.eventlog.LogStore;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.Streams;
import io.github.cqr.app.cli.Surroundings;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.RunInput.Remains;
import io.github.cqr.domain.recovery.Succession;
import io.github.cqr.domain.recovery.Succession.Facts;
import io.github.cqr.domain.recovery.Verdict;
import io.github.cqr.domain.recovery.Verdict.Prospect;
import io.github.cqr.domain.script.Position;
import io.github.cqr.domain.script.ScriptIndex;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of one statement on two nodes: what its before-retry takes away on one of them hides the other. */
class SettlementsTest {
    private static final Instant START = Instant.parse("2026-02-09T14:30:00Z");
    private static final Facts UNDOABLE = new Facts(StatementKind.INSERT_SELECT, false, true);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    Path directory = Path.of("");

    private static OpenIntent intent(String node) {
        return new OpenIntent("q-" + node, 0, new StatementId("h".repeat(64), 1), node, 1, START, 0, null, true);
    }

    /** Nothing is known of the run but that it began. */
    private LogStore store() throws IOException {
        var codec = LogFinder.codec();
        Path log = directory.resolve("run.jsonl");
        Files.write(log, codec.encode(new Envelope(1, START, "run", new RunEvent.RunStarted(RunEvent.SCHEMA_VERSION,
                "test", "instance", "generation", "a.sql", 1, 0, List.of("a", "b"), 1, 1, null))));
        return LogStore.open(log, directory, codec, "here", START);
    }

    private Map<Integer, Remains> settle(LogStore store, List<Plan.Doubt> doubts, List<Partial> parts) {
        return settle(store, doubts, parts, new BitSet());
    }

    private Map<Integer, Remains> settle(LogStore store, List<Plan.Doubt> doubts, List<Partial> parts, BitSet done) {
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        var console = new Console(new Surroundings(Map.of(), new Streams(out, out, () -> false, () -> false),
                _ -> Optional.empty(), InstantSource.fixed(START), ZoneOffset.UTC), false, true);
        var plan = new Plan(new ScriptIndex.Builder().build(), done, 1, doubts,
                parts.stream().map(part -> new Plan.Part(part, 0, UNDOABLE)).toList(), Map.of(), List.of());
        return new Settlements(store, new Succession(null, null, _ -> Leftover.nothing()), null, "run", console, true)
                .settle(plan, Inheritance.NONE);
    }

    private static Plan.Doubt doubt(String node) {
        return new Plan.Doubt(intent(node), new Verdict.Unknown("its server was restarted", Prospect.LASTING), 0,
                new Position(1, 1, 0), UNDOABLE);
    }

    private List<String> asked(LogStore store, List<Plan.Doubt> doubts, List<Partial> parts) {
        return assertThrows(DecisionNeededException.class, () -> settle(store, doubts, parts)).details();
    }

    @Test
    void aPartOnOneNodeIsUndoneThere() throws IOException {
        LogStore store = store();
        assertEquals(Map.of(0, new Remains.Partial("a")), settle(store, List.of(doubt("a")), List.of()));
        assertEquals(Map.of(0, new Remains.Partial("a")), settle(store, List.of(), store.partials()));
    }

    @Test
    void anAttemptOfACompletedStatementIsOverWithoutAQuestion() throws IOException {
        var unknown = new Plan.Doubt(intent("a"), new Verdict.Unknown("its server was restarted", Prospect.LASTING), 0,
                new Position(1, 1, 0), new Facts(StatementKind.INSERT_SELECT, false, false));
        assertThrows(DecisionNeededException.class, () -> settle(store(), List.of(unknown), List.of()));
        BitSet done = new BitSet();
        done.set(0);
        assertEquals(Map.of(), settle(store(), List.of(unknown), List.of(), done));
        BitSet known = new BitSet();
        var completed = new Plan.Doubt(intent("b"),
                new Verdict.Completed(Counters.NONE, START, Duration.ofSeconds(1)), 0, new Position(1, 1, 0), UNDOABLE);
        assertEquals(Map.of(), settle(store(), List.of(unknown, completed), List.of(), known));
        assertEquals(done, known);
    }

    @Test
    void partsOnTwoNodesAreAskedAboutNowAndAtEachLaterStart() throws IOException {
        LogStore store = store();
        List<String> questions = asked(store, List.of(doubt("a"), doubt("b")), List.of());
        assertEquals(2, questions.stream().filter(line -> line.contains("on more than one node")).count(),
                questions.toString());
        List<Partial> marked = store.partials();
        assertEquals(2, marked.size(), "found on nodes alone, both are on record now");
        assertEquals(2, asked(store, List.of(), marked).stream().filter(line -> line.contains("statement 0")).count());
        // A store that keeps one marker for a statement holds either of them.
        for (Partial one : marked) {
            assertTrue(asked(store, List.of(), List.of(one)).getFirst().contains("another node"), one.toString());
        }
    }
}
