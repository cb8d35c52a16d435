package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.Servers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live screen of the packaged program in a real terminal: each key, each way out. */
class LiveScreenIT {
    private static final Servers SERVERS = Servers.shared();
    private static final String PROMPT = "ready> *\n*$";
    private static final Predicate<String> REVERSED = Pattern.compile("\u001b\\[(\\d+;)*7[;m]").asPredicate();

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");

    @BeforeEach
    void start() {
        cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
    }

    private Tmux terminal(int columns, int rows) {
        var terminal = new Tmux(columns, rows, cqr.environment(), directory.toString());
        terminal.await("ready>");
        return terminal;
    }

    private void run(Tmux terminal, String... arguments) {
        terminal.type("clear; ");
        terminal.command(cqr.words(arguments));
    }

    private String script(int count, int millis) {
        return cqr.script("a.sql", Cqr.slowInserts(count, millis));
    }

    /** The run's own event log. */
    private String events() {
        return RunLogs.text(directory.resolve("state"));
    }

    @Test
    void everyKeyDoesWhatTheHelpSays() throws IOException {
        try (Tmux terminal = terminal(110, 34)) {
            run(terminal, script(400, 400));
            String busy = terminal.await("Running 2 of 2.*q/s|Running 2 of 2.*q/min");
            for (String part : List.of("Backfill ", "/400 queries", "Node", "Offset", "Rows Read", "Elapsed", "Nodes 2",
                    "Rates", "Upcoming", "Slowest", "Log", "checkpoints ok", "p pause")) {
                assertTrue(busy.contains(part), part + " is missing in\n" + busy);
            }
            assertTrue(terminal.coloured().contains("\u001b[38;5;"), "256 colours");

            terminal.type("?");
            terminal.await("Keys .*Ctrl-Z +Suspend");
            terminal.type("q");
            terminal.type("p");
            terminal.await("PAUSED.*paused");
            terminal.type("p");
            terminal.await("  running  .*resumed by keyboard");
            terminal.type("+");
            terminal.await("3 at a time.*concurrency is now 3, by keyboard");
            terminal.type("-");
            terminal.await("2 at a time");
            terminal.type("j", "Enter");
            terminal.await("Statement \\d+ .*query id +cqr-.*INSERT INTO t SELECT");
            terminal.type("Escape");
            terminal.await("▸ Running");
            terminal.type("Tab");
            terminal.await("▸ Nodes");
            terminal.type("b", "6");
            terminal.await("▸ Log");
            terminal.type("Up", "Up");
            terminal.await("Log, \\d+ back");
            terminal.type("v");
            terminal.await("Log, notable");
            terminal.type("1", "/", "n", "o", "p", "e", "BSpace", "Enter");
            terminal.await("Running 2 of 2 \\(filter: nop\\)");
            terminal.type("Escape");
            terminal.await("Running 2 of 2 ─");
            terminal.type("C-l");
            terminal.await("Backfill.*p pause");

            terminal.type("C-z");
            terminal.await("Stopped");
            terminal.type("stty -a | grep -cw -- -icanon", "Enter");
            terminal.await("\n0\n");
            terminal.type("fg", "Enter");
            terminal.await("Backfill.*p pause");

            terminal.type("C");
            terminal.await("Cancel all that runs, then quit\\?");
            terminal.type("n", "q");
            terminal.await("Let what runs finish, then quit\\?");
            terminal.type("y");
            String left = terminal.await("run stopped in .*to go on, run the same command again.*" + PROMPT);
            assertFalse(left.contains("Nodes 2"), left);
            terminal.type("clear; stty -a | grep -cw -- -icanon", "Enter");
            terminal.await("^[^\n]*\n?0\n|\n0\n");
        }
        String events = events();
        for (String event : List.of("paused", "resumed", "concurrency_changed", "stop_requested")) {
            assertTrue(events.contains("\"event\":\"" + event + "\""), event + " is in the event log");
        }
        assertTrue(events.contains("\"by\":\"keyboard\""));
    }

    @Test
    void theOtherKeysOfTheHelpDoWhatItSaysToo() throws IOException {
        try (Tmux terminal = terminal(110, 34)) {
            run(terminal, "--concurrency", "6", script(400, 1_800));
            terminal.await("Running 6 of 6.*completed statement");
            terminal.type("h");
            terminal.await("Keys .*arrows j k");
            terminal.type("PgDn");
            terminal.await("Ctrl-Z +Suspend");
            terminal.type("Escape");
            terminal.await("▸ Running");
            terminal.type("p");
            terminal.await("PAUSED.*Running 0 of 6");
            terminal.type("r");
            terminal.await("  running  .*Running 6 of 6");
            terminal.type("_");
            terminal.await("5 at a time");
            terminal.type("=");
            terminal.await("6 at a time");

            terminal.type("5");
            terminal.await("▸ Slowest");
            terminal.type("j", "End", "k", "Home", "Enter");
            terminal.await("Statement \\d+ .*done after");
            terminal.type("Escape");
            terminal.await("▸ Slowest");
            terminal.type("4");
            String first = terminal.await("▸ Upcoming ─+");
            terminal.type("NPage");
            terminal.await(shown -> !upcoming(shown).equals(upcoming(first)));
            terminal.type("3");
            terminal.await("▸ Rates");
            terminal.type("BTab");
            terminal.await("▸ Nodes");
            terminal.type("6", "PPage");
            terminal.await("▸ Log, \\d+ back");
            terminal.type("f");
            terminal.line("ed by keyboard");
            String found = terminal.await("'ed by keyboard' in row 1 of 2; n next, N before");
            assertTrue(found.contains("resumed by keyboard"), found);
            terminal.type("n");
            terminal.await("paused by keyboard.*in row 2 of 2");
            terminal.type("N");
            terminal.await("row 1 of 2");
            terminal.type("End");
            terminal.await("▸ Log ─");

            terminal.type("1", "j");
            terminal.awaitColoured(REVERSED);
            terminal.type("Escape");
            terminal.awaitColoured(REVERSED.negate());
            terminal.bytes("\u001b[<0;5;8M");
            terminal.awaitColoured(REVERSED);
            terminal.bytes("\u001b[<65;5;33M");
            terminal.await("▸ Log ─");
            terminal.bytes("\u001b[<64;5;33M");
            terminal.await("▸ Log, \\d+ back");

            terminal.type("s");
            terminal.await("saved as cqr-\\S+\\.svg");
            terminal.type("C", "y");
            terminal.await("to go on, run the same command again");
        }
        try (Stream<Path> files = Files.list(directory)) {
            Path picture = files.filter(f -> f.toString().endsWith(".svg")).findFirst().orElseThrow();
            assertTrue(Files.readString(picture).startsWith("<svg"));
        }
    }

    private static String upcoming(String screen) {
        return screen.lines().dropWhile(line -> !line.contains("Upcoming")).skip(1).limit(3)
                .map(line -> line.substring(0, Math.min(54, line.length()))).collect(Collectors.joining("\n"));
    }

    @Test
    void aStatementThatWaitsForARetryIsShown() {
        // The server refuses it for as long as another query of this user runs on its node.
        List<String> statements = new ArrayList<>(List.of(Cqr.slowInserts(4, 2_900)));
        statements.set(0, Cqr.slowInserts(1, 1_500)[0]); // its end makes room, while others run on both nodes
        statements.add("INSERT INTO t SELECT 4 SETTINGS max_concurrent_queries_for_user = 1");
        try (Tmux terminal = terminal(130, 40)) {
            run(terminal, "--concurrency", "4", "--retries", "9", "--retry-backoff", "2s",
                    cqr.script("a.sql", statements.toArray(String[]::new)));
            String waiting = terminal
                    .await("Upcoming, waiting for a retry: 1 .*4 +again in 0:00:0\\d after attempt 1 on ");
            assertTrue(waiting.contains("Running 3 of 4"), waiting);
            terminal.await("100% 5/5 queries.*run completed in.*" + PROMPT);
        }
        assertEquals(Cqr.upTo(5), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void whatWentWrongCanBeLookedAtWhileTheRestIsFinished() {
        List<String> statements = new ArrayList<>(List.of(Cqr.slowInserts(2, 2_900)));
        statements.add(1, "SELECT throwIf(number = 0, 'the reason') FROM numbers(1)");
        try (Tmux terminal = terminal(110, 34)) {
            run(terminal, cqr.script("a.sql", statements.toArray(String[]::new)));
            terminal.await("Gone wrong.*the reason.*in flight +1 statements");
            terminal.type("Escape");
            terminal.await("▸ Running 1 of 2");
            terminal.type("e");
            terminal.await("Gone wrong.*the reason");
            terminal.type("q");
            terminal.await("failed statement 1 .*" + PROMPT);
        }
    }

    @Test
    void oneStatementIsCancelledAndTheFailureIsShown() {
        try (Tmux terminal = terminal(90, 30)) {
            run(terminal, "--concurrency", "2", cqr.script("a.sql", Cqr.slowInserts(100, 2_900)));
            terminal.await("Running 2 of 2");
            terminal.type("x", "x");
            terminal.await("Cancel statement \\d+ on");
            terminal.type("y");
            String gone = terminal.await("Gone wrong.*was cancelled on.*query id.*go on +cqr.*INSERT INTO t SELECT");
            assertTrue(gone.contains("in flight"), gone);
            String left = terminal.await("cancelled statement .*run stopped|cancelled statement .*run failed");
            assertTrue(left.contains("cancelling statement"), left);
            terminal.type("echo code=$?", "Enter");
            terminal.await("code=130\\D");
        }
    }

    @Test
    void aFailedStatementIsLeftOnTheTerminalWithItsText() {
        String[] statements = {"SELECT 1", "SELECT throwIf(number = 0, 'the \u001b[31mreason') FROM numbers(1)"};
        try (Tmux terminal = terminal(90, 30)) {
            run(terminal, cqr.script("a.sql", statements));
            String left = terminal
                    .await("failed statement 1.*server message.*the .x1b.31mreason.*statement: SELECT throwIf.*"
                            + PROMPT);
            assertTrue(left.contains("Backfill "), left);
            terminal.type("echo code=$?", "Enter");
            terminal.await("code=1\\D");
        }
    }

    @Test
    void linesBelowThePromptLeaveTheSameSummary() {
        try (Tmux terminal = terminal(90, 30)) {
            terminal.type("echo before", "Enter");
            terminal.await("\nbefore");
            terminal.command(cqr.words("--ui", "inline", script(40, 300)));
            String busy = terminal.await("Running 2 of 2.*p pause");
            assertTrue(busy.contains("before"), "what stood there stays\n" + busy);
            terminal.type("p");
            terminal.await("paused");
            terminal.resize(60, 20);
            terminal.await("paused");
            terminal.type("p");
            String left = terminal.await("100% 40/40 queries.*run completed in");
            assertFalse(left.contains("p pause"), left);
        }
        assertEquals(Cqr.upTo(40), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void aTinyScreenIsDrawnToo() {
        try (Tmux terminal = terminal(80, 24)) {
            run(terminal, script(60, 400));
            terminal.await("Running 2 of 2");
            terminal.resize(20, 5);
            terminal.await("\\d+% \\d+/60");
            terminal.type("?");
            terminal.await("Keys");
            terminal.type("Escape");
            terminal.resize(130, 40);
            terminal.await("Running 2 of 2.*Upcoming.*Slowest");
            terminal.type("C-c");
            terminal.await("to go on, run the same command again");
        }
    }

    @Test
    void aSignalGivesTheTerminalBack() {
        try (Tmux terminal = terminal(90, 30)) {
            run(terminal, script(200, 300));
            terminal.await("Running 2 of 2");
            terminal.signal("TERM");
            terminal.await("run stopped.*" + PROMPT);
            terminal.type("echo code=$? $(stty -a | grep -cw -- -icanon)", "Enter");
            terminal.await("code=143 0\n");
        }
    }

    @Test
    void aSignalAsksForTheStatus() {
        try (Tmux terminal = terminal(100, 30)) {
            run(terminal, script(60, 300));
            terminal.await("Running 2 of 2");
            terminal.signal("USR1");
            terminal.await("Status.*status of .*statement \\d+ .line \\d+. on .*query id");
            terminal.type("Escape");
            terminal.await("Running 2 of 2");
            terminal.type("C-c");
            terminal.await("to go on, run the same command again");
        }
    }

    @Test
    void aBugInTheScreenLeavesTheRunAndTheTerminalWhole() throws IOException {
        // Ahead of the program's own: a class file that nobody can read, of a class that only an open statement needs.
        Path broken = Files.createDirectories(directory.resolve("broken/io/github/cqr/adapters/tui/render"));
        Files.writeString(broken.resolve("Sheet$Rows.class"), "no class");
        List<String> words = new ArrayList<>(cqr.words(script(30, 300)));
        int path = words.indexOf("-cp") + 1;
        words.set(path, directory.resolve("broken") + File.pathSeparator + words.get(path));
        try (Tmux terminal = terminal(120, 30)) {
            terminal.command(words);
            terminal.await("Running 2 of 2");
            terminal.type("j", "Enter");
            terminal.await("keys, each with Enter: p pause");
            terminal.type("-", "Enter");
            String plain = terminal
                    .await("WARN +the live screen stopped, the run goes on without it: \\S*ClassFormatError.*"
                            + "run completed in.*" + PROMPT);
            assertFalse(plain.contains("? help"), plain);
            assertTrue(plain.contains("concurrency is now 1, by keyboard"), plain);
            terminal.type("echo code=$? $(stty -a | grep -cw -- -icanon)", "Enter");
            terminal.await("code=0 0\n");
        }
        assertEquals(Cqr.upTo(30), Cqr.rows(SERVERS, cqr.database()));
        assertTrue(events().contains("screen_lost"));
    }

    @Test
    void aSecondCtrlCGivesTheTerminalBackAtOnce() {
        try (Tmux terminal = terminal(90, 30)) {
            run(terminal, "--on-interrupt", "drain", cqr.script("a.sql", Cqr.slowInserts(20, 2_900)));
            terminal.await("Running 2 of 2");
            terminal.type("C-c");
            terminal.await("stopping");
            terminal.type("C-c");
            terminal.await(PROMPT);
            terminal.type("echo $(stty -a | grep -cw -- -icanon)", "Enter");
            terminal.await("\n0\n");
        }
    }

    @Test
    void aClosedTerminalDoesNotStopTheRun() {
        int count = 25;
        long pid;
        try (Tmux terminal = terminal(90, 30)) {
            run(terminal, script(count, 300));
            terminal.await("Running 2 of 2");
            pid = terminal.childNamed("io.github.cqr.app.Main");
        }
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
        assertEquals(Cqr.upTo(count), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void aTerminalThatTakesNothingDoesNotStallTheRun() {
        int count = 40;
        List<String> statements = new ArrayList<>(List.of(Cqr.slowInserts(count, 50)));
        String script = cqr.script("a.sql", statements.toArray(String[]::new));
        // Nobody reads the pseudo-terminal: its buffer is full after some pictures, as after Ctrl-S.
        try (CliProcess process = cqr.command(script).env("TERM", "xterm-256color").env("LANG", "C.UTF-8").holdStdout()
                .inTerminal().start()) {
            while (Cqr.rows(SERVERS, cqr.database()).size() < count && process.running()) {
                LockSupport.parkNanos(50_000_000);
            }
            assertEquals(Cqr.upTo(count), Cqr.rows(SERVERS, cqr.database()));
            process.releaseStdout();
            assertEquals(0, process.awaitExit(Cqr.LIMIT));
        }
    }

    @Test
    void withoutATerminalItIsRefusedBeforeAnythingRuns() {
        Result refused = cqr.run("--output", "tui", script(3, 10));
        assertEquals(2, refused.exitCode(), refused.err());
        assertTrue(refused.err().contains("--output: tui needs a terminal"), refused.err());
        assertEquals(List.of(), Cqr.rows(SERVERS, cqr.database()));
    }
}
