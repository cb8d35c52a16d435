package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.process.Signals;
import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cqr replay}, the packaged program, in a real terminal: keys, places, logs that grow, and each way out. */
class ReplayIT {
    private static final List<String> NODES = List.of("node-a", "node-b");
    private static final int STATEMENTS = 600;
    private static final String RAW = "stty -a | grep -cw -- -icanon";

    @TempDir
    Path directory = Path.of("");

    private Path log = Path.of("");
    private List<String> lines = List.of();

    @BeforeEach
    void record() throws IOException {
        log = directory.resolve("run.jsonl");
        var run = new RecordedRun(7, STATEMENTS, NODES, 8, 900, "out of memory");
        run.write(log);
        assertTrue(run.failed() > 1, "something to go to: " + run.failed());
        lines = Files.readAllLines(log);
    }

    private Tmux terminal(Cqr cqr) {
        var terminal = new Tmux(100, 32, cqr.environment(), directory.toString());
        terminal.await("ready>");
        return terminal;
    }

    private static void replay(Tmux terminal, Cqr cqr, String before, String... arguments) {
        terminal.line("clear; " + before + Tmux.quoted(cqr.words(arguments)));
    }

    private Cqr withoutServers() {
        return new Cqr(directory, "", "", "");
    }

    /** At an event, the first being 1, of those of the recorded run. */
    private String at(long event) {
        return " event " + event + "/" + lines.size();
    }

    /** The number of the first event, after this one, of which the line holds a text. */
    private int next(int after, String text) {
        for (int i = after; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i + 1;
            }
        }
        throw new AssertionError(text + " is in no event behind " + after);
    }

    private int failure(int after) {
        int failed = next(after, "\"event\":\"failed\"");
        int lost = lines.stream().map(line -> line.contains("\"event\":\"node_lost\"")).toList().indexOf(true) + 1;
        return lost > after ? Math.min(lost, failed) : failed;
    }

    @Test
    void keysMoveOnTheTape() {
        Cqr cqr = withoutServers();
        try (Tmux terminal = terminal(cqr)) {
            replay(terminal, cqr, "", "replay", log.toString());
            String playing = terminal.await("PLAY 1x .*" + lines.size());
            assertTrue(playing.contains("space play"), playing);
            terminal.type("?");
            terminal.await("Keys .*Left Right +One event back or on");
            terminal.type("Escape");
            terminal.await("▸ Running");
            terminal.type("0");
            String start = terminal.await("STOP 1x .*" + at(0));
            assertFalse(start.contains("a step"), "nothing is known of the run's pace\n" + start);
            terminal.type("Right", "Right", "Right");
            terminal.await(at(3));
            terminal.type("Left");
            terminal.await(at(2));
            terminal.type(">");
            terminal.await("STOP 2x");
            terminal.type("<", "<");
            terminal.await("STOP 0\\.5x");

            terminal.type("t");
            terminal.await("go to \\(statement 17");
            terminal.type("2", "Enter");
            int second = next(0, "\"ordinal\":2,");
            terminal.await(at(second) + "\\D");
            terminal.type("g");
            int failure = failure(second);
            terminal.await(at(failure) + "\\D");
            terminal.type("g");
            terminal.await(at(failure(failure)) + "\\D");

            terminal.type("t", "0", "%", "Enter");
            terminal.await(at(1) + "\\D");
            terminal.type(">", ">", ">", ">", ">", ">", "Space");
            terminal.await("PLAY 50x");
            terminal.type("Space");
            terminal.await("STOP 50x");
            terminal.type("$");
            terminal.await("Gone wrong.*ENDED .*" + at(lines.size()));
            terminal.type("q");
            terminal.await("▸ Running.*ENDED .*" + at(lines.size()));
            terminal.type("q");
            terminal.await("^\\s*ready> *\n*$");
            terminal.line("echo code=$? raw=$(" + RAW + ")");
            terminal.await("code=0 raw=0\n");
        }
    }

    @Test
    void aSignalGivesTheTerminalBackFromTheFirstFailure() {
        Cqr cqr = withoutServers();
        try (Tmux terminal = terminal(cqr)) {
            replay(terminal, cqr, "", "replay", "--at", "failure", log.toString());
            terminal.await("STOP .*" + at(failure(0)) + "\\D");
            terminal.type("e");
            terminal.await("Gone wrong.*the run's own command again");
            Signals.send(ProcessHandle.of(terminal.childNamed("replay")).orElseThrow(), "TERM");
            terminal.await("ready> *\n*$");
            terminal.line("echo code=$? raw=$(" + RAW + ")");
            terminal.await("code=143 raw=0\n");
        }
    }

    @Test
    void aClosedTerminalEndsItEvenIfNoSignalDoes() {
        Cqr cqr = withoutServers();
        ProcessHandle replay;
        try (Tmux terminal = terminal(cqr)) {
            replay(terminal, cqr, "trap '' HUP; ", "replay", "--at", "failure", log.toString());
            terminal.await("STOP .*" + at(failure(0)) + "\\D");
            replay = ProcessHandle.of(terminal.childNamed("replay")).orElseThrow();
        }
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> replay.onExit().join());
    }

    @Test
    void aSecondTerminalFollowsARunToItsEnd() {
        Servers servers = Servers.shared();
        Cqr cqr = Cqr.on(servers, directory);
        Cqr.table(servers, cqr.database());
        String script = cqr.script("a.sql", Cqr.slowInserts(30, 250));
        try (CliProcess run = cqr.command("--output", "quiet", script).start(); Tmux terminal = terminal(cqr)) {
            while (Cqr.rows(servers, cqr.database()).isEmpty() && run.running()) {
                LockSupport.parkNanos(50_000_000);
            }
            replay(terminal, cqr, "", "replay", "--follow", script);
            terminal.await("Running [12] of 2.*LIVE 1x");
            String ended = terminal.await("  completed  .*30/30.*ENDED  ");
            assertFalse(ended.contains("LIVE"), ended);
            terminal.type("q");
            terminal.await("ready> *\n*$");
            assertEquals(0, run.awaitExit(Cqr.LIMIT));
        }
        assertEquals(Cqr.upTo(30), Cqr.rows(servers, cqr.database()));
    }

    @Test
    void aPipedLogLeavesTheKeysToTheTerminal() {
        Cqr cqr = withoutServers();
        try (Tmux terminal = terminal(cqr)) {
            replay(terminal, cqr, "cat run.jsonl | ", "replay", "--at", "end", "-");
            terminal.await("STOP .*" + at(lines.size()));
            terminal.type("0");
            terminal.await(at(0));
            terminal.type("q");
            terminal.await("^\\s*ready> *\n*$");
        }
    }

    @Test
    void aPipedLogThatGrowsIsFollowed() throws IOException {
        Path growing = directory.resolve("growing.jsonl");
        int half = lines.size() / 2;
        Files.write(growing, lines.subList(0, half));
        Cqr cqr = withoutServers();
        try (Tmux terminal = terminal(cqr)) {
            replay(terminal, cqr, "tail -n +1 -f growing.jsonl | ", "replay", "--follow", "-");
            terminal.await("LIVE .* event " + half + "/" + half);
            Files.write(growing, lines.subList(half, lines.size()), StandardOpenOption.APPEND);
            terminal.await("Gone wrong.*ENDED .*" + at(lines.size()));
            terminal.type("q", "q");
            terminal.await("^\\s*ready> *\n*$");
        }
    }
}
