package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.domain.run.QueryIds;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Valkey that has lost between two runs what it knew: flushed, or restarted from an old copy. */
class LostCheckpointsIT {
    private static final Servers SERVERS = Servers.shared();
    private static final int STATEMENTS = 8;

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");
    private String script = "";
    private String runId = "";

    @BeforeEach
    void prepare() {
        cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
        script = cqr.script("a.sql", Cqr.slowInserts(STATEMENTS, 300));
        runId = QueryIds.sha256(script);
    }

    private List<String> keys() {
        return Stream.concat(Stream.of("cqr-run:" + runId), SERVERS.valkey().keys("cqr:" + runId + ":*").stream())
                .toList();
    }

    private void flush() {
        keys().forEach(key -> SERVERS.valkey().command("DEL", key));
    }

    /** As a snapshot does: everything of the run at this moment. */
    private List<String> snapshot() {
        List<String> all = keys();
        all.forEach(key -> SERVERS.valkey().command("COPY", key, "copy-of-" + key, "REPLACE"));
        return all;
    }

    private void rollBack(List<String> snapshot) {
        flush();
        snapshot.forEach(key -> SERVERS.valkey().command("COPY", "copy-of-" + key, key));
    }

    /** Runs some statements in order and lets the others for later. */
    private void interruptedAfter(int ordinal) {
        try (CliProcess process = cqr.command("--verbose", "--concurrency", "1", "--on-interrupt", "drain", script)
                .start()) {
            process.awaitStderr("completed statement " + ordinal + " ", Cqr.LIMIT);
            process.signal("INT");
            assertEquals(130, Cqr.finish(process).exitCode());
        }
    }

    private void assertEachOnce(Result last) {
        assertEquals(Cqr.upTo(STATEMENTS), Cqr.rows(SERVERS, cqr.database()), last.err());
    }

    @Test
    void aFlushedValkeyIsNotTakenForANewRun() {
        interruptedAfter(2);
        flush();
        Result dry = cqr.run("--dry-run", script);
        assertEquals(0, dry.exitCode(), dry.err());
        assertTrue(dry.err().contains("Valkey knows nothing of run " + runId), dry.err());
        Result asked = cqr.run(script);
        assertEquals(4, asked.exitCode(), asked.err());
        assertTrue(asked.err().contains("but event logs of this machine say that "), asked.err());
        assertTrue(asked.err().contains("--restore writes them to it and goes on"), asked.err());
        Result restored = cqr.run("--restore", script);
        assertEquals(0, restored.exitCode(), restored.err());
        assertEachOnce(restored);
        Result again = cqr.run(script);
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.err().contains("nothing to do: all " + STATEMENTS + " statements"), again.err());
    }

    @Test
    void whatADeadRunnerLeftIsFoundWithoutValkeyToo() {
        try (CliProcess process = cqr.command("--verbose", "--concurrency", "2", script).start()) {
            process.awaitStderr("completed statement 2 ", Cqr.LIMIT);
            process.signal("KILL");
            int _ = process.awaitExit(Cqr.LIMIT);
        }
        flush();
        // What had not reached its node cannot be told from what is still on its way; nothing is held back here.
        Result restored = cqr.run("--restore", "--on-unknown", "run", script);
        assertEquals(0, restored.exitCode(), restored.err());
        assertEachOnce(restored);
    }

    @Test
    void whatIsToBeForgottenIsForgotten() {
        interruptedAfter(1);
        Result reset = cqr.run("--reset", script);
        assertEquals(0, reset.exitCode(), reset.err());
        cqr.run("--reset", script);
        Result anew = cqr.run("--verbose", script);
        assertEquals(0, anew.exitCode(), anew.err());
        assertTrue(anew.err().contains("completed statement 0 "), "after a reset nobody is asked: " + anew.err());
        flush();
        Result everything = cqr.run("--verbose", "--on-unknown", "run", script);
        assertEquals(0, everything.exitCode(), everything.err());
        assertTrue(everything.err().contains("everything is run again"), everything.err());
        flush();
        Result other = cqr.hosts("localhost:1").run(script);
        assertTrue(other.exitCode() == 1 && !other.err().contains("Valkey knows nothing"),
                "other nodes are another target: " + other.err());
        flush();
        Result soon = cqr.run("--checkpoint-ttl", "1", "--concurrency", "2", script);
        assertEquals(0, soon.exitCode(), "checkpoints that live for a second are gone by now: " + soon.err());
    }

    @Test
    void aValkeyThatCameBackFromAnOldCopyIsMadeGood() {
        interruptedAfter(1);
        List<String> snapshot = snapshot();
        interruptedAfter(4);
        rollBack(snapshot);
        Result rest = cqr.run("--verbose", script);
        assertEquals(0, rest.exitCode(), rest.err());
        assertTrue(rest.err().contains("wrote what 1 earlier process(es)"), rest.err());
        assertEachOnce(rest);
    }

    @Test
    void evictedKeysAreMissedByTheirNumberAndWrittenAgain() {
        interruptedAfter(2);
        SERVERS.valkey().command("DEL", SERVERS.valkey().keys("cqr:" + runId + ":*").getFirst());
        Result rest = cqr.run(script);
        assertEquals(0, rest.exitCode(), rest.err());
        assertTrue(rest.err().contains("1 checkpoints were gone from the store and are written again"), rest.err());
        assertEachOnce(rest);
    }

    @Test
    void aResetThatCameBackIsNoticedAndCanBeTakenBack() {
        interruptedAfter(2);
        List<String> snapshot = snapshot();
        assertEquals(0, cqr.run("--reset", script).exitCode());
        rollBack(snapshot);
        Result asked = cqr.run(script);
        assertEquals(4, asked.exitCode(), asked.err());
        assertTrue(asked.err().contains("again that were removed with --reset"), asked.err());
        assertEquals(0, cqr.run("--reset", script).exitCode());
        Result restored = cqr.run("--restore", script);
        assertEquals(0, restored.exitCode(), restored.err());
        assertEachOnce(restored);
        Result nothing = cqr.run("--restore", "--run-id", "never-heard-of", script);
        assertEquals(1, nothing.exitCode(), nothing.err());
        assertTrue(nothing.err().contains("there is nothing to restore"), nothing.err());
    }
}
