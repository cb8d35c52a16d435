package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped in the middle, in every way, and run again. */
class InterruptedRunIT {
    private static final Servers SERVERS = Servers.shared();
    private static final int STATEMENTS = 30;

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");
    private String script = "";

    @BeforeEach
    void start() {
        cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
        script = cqr.script("a.sql", Cqr.slowInserts(STATEMENTS, 200));
    }

    /** Starts the script and stops it by {@code signal} once ten statements are completed. */
    private Result stopInTheMiddle(String signal, String... options) {
        String[] arguments = new String[options.length + 2];
        System.arraycopy(options, 0, arguments, 0, options.length);
        arguments[options.length] = "--verbose";
        arguments[options.length + 1] = script;
        try (CliProcess process = cqr.command(arguments).start()) {
            process.awaitStderr("completed statement 9 ", Cqr.LIMIT);
            process.signal(signal);
            return Cqr.finish(process);
        }
    }

    private void runsToTheEnd(String... options) {
        String[] arguments = new String[options.length + 1];
        System.arraycopy(options, 0, arguments, 0, options.length);
        arguments[options.length] = script;
        Result again = cqr.run(arguments);
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(!again.err().contains(" 0 skipped as completed"), again.err());
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void ctrlCWithDrainFinishesWhatRunsAndLosesNothing() {
        Result stopped = stopInTheMiddle("INT", "--on-interrupt", "drain");
        assertEquals(130, stopped.exitCode(), stopped.err());
        assertTrue(stopped.err().contains("to go on, run the same command again"), stopped.err());
        runsToTheEnd();
    }

    @Test
    void ctrlCCancelsWhatRuns() {
        Result stopped = stopInTheMiddle("INT");
        assertEquals(130, stopped.exitCode(), stopped.err());
        assertTrue(stopped.err().contains("cancelled statement"), stopped.err());
        runsToTheEnd();
    }

    @Test
    void sigtermStopsAsCtrlCDoes() {
        assertEquals(143, stopInTheMiddle("TERM", "--on-interrupt", "drain").exitCode());
        runsToTheEnd();
    }

    @Test
    void aStatusIsToldWithoutDisturbingTheRun() {
        try (CliProcess process = cqr.command("--output", "json", script).start()) {
            process.awaitStdout("\"event\":\"dispatched\"", Cqr.LIMIT);
            process.signal("USR1");
            String status = process.awaitStderr("status of .*: .*/" + STATEMENTS + " queries", Cqr.LIMIT);
            process.awaitStderr("statement \\d+ \\(line \\d+\\) on .* for 0:00:.*, query id cqr-", Cqr.LIMIT);
            Result end = Cqr.finish(process);
            assertEquals(0, end.exitCode(), status + end.err());
            assertTrue(end.stdout().stream().allMatch(line -> line.startsWith("{")), "standard output is events alone");
        }
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void theSecondCtrlCQuitsAtOnce() {
        script = cqr.script("slow.sql",
                "SELECT sleepEachRow(3) FROM numbers(20) SETTINGS function_sleep_max_microseconds_per_block = 0");
        try (CliProcess process = cqr.command("--verbose", "--on-interrupt", "drain", script).start()) {
            process.awaitStderr("dispatched statement 0 ", Cqr.LIMIT);
            process.signal("INT");
            process.awaitStderr("stopping: stopped by SIGINT", Cqr.LIMIT);
            process.signal("INT");
            assertEquals(130, process.awaitExit(Cqr.LIMIT));
        }
    }

    @Test
    void afterAKillTheNextRunFindsOutWhatBecameOfEachAndAsksNobody() {
        stopInTheMiddle("KILL");
        Result again = cqr.run(script);
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(Pattern.compile("statement \\d+ \\(line \\d+\\) on .*, query id cqr-.* "
                + "(is completed|runs still and is adopted|never started)").matcher(again.err()).find(), again.err());
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void whatIsLeftRunningIsAdoptedByTheNextRun() {
        script = cqr.script("slow.sql", Cqr.slowInserts(4, 3_000));
        try (CliProcess process = cqr.command("--verbose", "--on-interrupt", "detach", script).start()) {
            process.awaitStderr("dispatched statement 1 ", Cqr.LIMIT);
            process.signal("INT");
            Result stopped = Cqr.finish(process);
            assertEquals(130, stopped.exitCode(), stopped.err());
            assertTrue(stopped.err().contains("the next run adopts"), stopped.err());
        }
        Result again = cqr.run("--verbose", script);
        assertEquals(0, again.exitCode(), again.err());
        assertEquals(Cqr.upTo(4), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void aPartOfAnInsertIsToldAndAPersonIsAsked() {
        script = cqr.script("part.sql", "INSERT INTO t SELECT number + throwIf(number = 7) FROM numbers(10)"
                + " SETTINGS max_block_size = 1, min_insert_block_size_rows = 1");
        Result failed = cqr.run(script);
        assertEquals(1, failed.exitCode(), failed.err());
        int stayed = Cqr.rows(SERVERS, cqr.database()).size();
        assertTrue(stayed > 0, failed.err());
        assertTrue(failed.err().contains("it left " + stayed + " rows in " + cqr.database() + ".t"), failed.err());
        Result refused = cqr.run(script);
        assertEquals(4, refused.exitCode(), refused.err());
        assertTrue(refused.err().contains("--on-partial"), refused.err());
        String command = refused.err().lines().filter(line -> line.contains("cqr resolve ")).findFirst().orElseThrow();
        String run = command.replaceFirst(".*cqr resolve (\\S+) .*", "$1");
        Result resolved = cqr.run("resolve", run, "0", "completed");
        assertEquals(0, resolved.exitCode(), resolved.err());
        Result again = cqr.run(script);
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.err().contains("nothing to do"), again.err());
    }

    @Test
    void beforeRetryTakesAwayWhatStayedAndTheStatementRunsAgain() {
        for (var node : SERVERS.nodes()) {
            node.query("CREATE TABLE " + cqr.database() + ".s (n UInt64) ENGINE = MergeTree ORDER BY n");
            node.query("INSERT INTO " + cqr.database() + ".s SELECT number FROM numbers(10)");
        }
        script = cqr.script("undo.sql",
                "-- cqr: before-retry=ALTER TABLE t DELETE WHERE 1 SETTINGS mutations_sync = 1\n"
                        + "INSERT INTO t SELECT number + throwIf(number = 7 AND (SELECT count() FROM s) > 0) FROM numbers(10)"
                        + " SETTINGS max_block_size = 1, min_insert_block_size_rows = 1");
        assertEquals(1, cqr.run(script).exitCode());
        for (var node : SERVERS.nodes()) {
            node.query("TRUNCATE TABLE " + cqr.database() + ".s");
        }
        Result again = cqr.run("--verbose", script);
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.err().contains("its before-retry runs first"), again.err());
        assertEquals(Cqr.upTo(10), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void aSecondProcessOnTheSameRunIsRefusedAndDisturbsNothing() {
        try (CliProcess first = cqr.command("--verbose", script).start()) {
            first.awaitStderr("completed statement 1 ", Cqr.LIMIT);
            Result second = cqr.run(script);
            assertEquals(3, second.exitCode(), second.err());
            assertTrue(second.err().contains("is being worked on by another process"), second.err());
            assertEquals(0, Cqr.finish(first).exitCode());
        }
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(SERVERS, cqr.database()));
    }

    @Test
    void onUnknownRunRunsThemAgain() {
        stopInTheMiddle("KILL");
        Result again = cqr.run("--on-unknown", "run", script);
        assertEquals(0, again.exitCode(), again.err());
        List<Integer> rows = Cqr.rows(SERVERS, cqr.database());
        assertEquals(Cqr.upTo(STATEMENTS), rows.stream().distinct().toList(), "nothing is lost");
        assertTrue(rows.size() <= STATEMENTS + 2,
                "at most what was in flight is doubled, as the operator chose: " + rows);
    }

    @Test
    void anOperatorPausesResumesAndQuitsByKeys() {
        try (CliProcess process = cqr.command("--verbose", "--output", "plain", script).inTerminal().start()) {
            process.awaitStdout("completed statement 5 ", Cqr.LIMIT);
            type(process, "p\n");
            process.awaitStdout("paused by keyboard", Cqr.LIMIT);
            type(process, "+\n");
            process.awaitStdout("concurrency is now 3", Cqr.LIMIT);
            type(process, "r\n");
            process.awaitStdout("resumed by keyboard", Cqr.LIMIT);
            process.awaitStdout("completed statement 12 ", Cqr.LIMIT);
            type(process, "p\nq\n");
            assertEquals(130, process.awaitExit(Cqr.LIMIT), String.join("\n", process.stdout()));
        }
        runsToTheEnd();
    }

    private static void type(CliProcess process, String keys) {
        try {
            process.stdin().write(keys.getBytes(StandardCharsets.UTF_8));
            process.stdin().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
