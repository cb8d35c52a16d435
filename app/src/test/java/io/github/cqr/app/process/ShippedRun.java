package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.LogShipper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A run that fails and its repetition, each with an events file of its own, while a shipper reads them: it is stopped in the middle of the
 * first run, events are written while it is away, and it finds the second file by itself.
 */
final class ShippedRun {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 50_000_000;
    private static final int STATEMENTS = 16;
    private static final int SOME = 9;
    /** 126 KB, longer than what shippers take for a line unless they are told: 8, 32, 64 and 100 KiB. */
    private static final String LONG = "'" + "größer ".repeat(14_000) + "'";

    private final Cqr cqr;
    private final Path events;
    private final String format;
    private final Supplier<List<String>> delivered;

    /**
     * Makes a directory for the events.
     *
     * @param format of {@code --events-format}
     * @param delivered what the shipper has delivered so far, a line for each event
     */
    ShippedRun(Cqr cqr, Path events, String format, Supplier<List<String>> delivered) throws IOException {
        this.cqr = cqr;
        this.events = Files.createDirectories(events);
        this.format = format;
        this.delivered = delivered;
    }

    /** Runs it all, to the end of the shipper; returns the lines of both events files. */
    List<String> through(LogShipper shipper) throws IOException {
        shipper.start();
        Path first = events.resolve("first.jsonl");
        Path second = events.resolve("second.jsonl");
        try (CliProcess run = start(first, "throwIf(1)")) {
            awaitLines(first, SOME, run);
            // However long the shipper takes to find the file and to end, the run is in its middle.
            run.signal("STOP");
            await(SOME, shipper);
            shipper.stop();
            int seen = text(first).split("\n", -1).length;
            run.signal("CONT");
            awaitLines(first, seen + SOME, run);
            shipper.start();
            assertEquals(1, Cqr.finish(run).exitCode(), run::toString);
        }
        try (CliProcess run = start(second, "0")) {
            assertEquals(0, Cqr.finish(run).exitCode(), run::toString);
        }
        List<String> written = new ArrayList<>(Files.readAllLines(first));
        written.addAll(Files.readAllLines(second));
        assertTrue(written.stream().anyMatch(line -> line.length() > LONG.length()), "no event is long");
        await(written.size(), shipper);
        shipper.stop(); // what it would send twice has come by now
        return written;
    }

    /** Waits until the run has written so many lines. */
    private static void awaitLines(Path file, int count, CliProcess run) throws IOException {
        while (!Files.exists(file) || text(file).chars().filter(c -> c == '\n').count() < count) {
            assertTrue(run.running(), () -> "it ended before its line " + count + ": " + run);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** All of a file whose last character may be half written. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private CliProcess start(Path file, String last) {
        List<String> statements = new ArrayList<>(List.of(Cqr.slowInserts(STATEMENTS, 100)));
        statements.add(3, "SELECT 1 WHERE " + LONG + " = ''");
        statements.add("SELECT " + last);
        String script = cqr.script("shipped.sql", statements.toArray(String[]::new));
        return cqr.command("--output", "quiet", "--events", file.toString(), "--events-format", format,
                "--log-sql", "full", "--concurrency", "2", script).start();
    }

    private void await(int count, LogShipper shipper) {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (List<String> now = delivered.get(); now.size() < count; now = delivered.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(now.size() + " events instead of " + count + " came: " + now + "\n"
                        + shipper.output());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Makes sure that the same lines came as were written, each as often; the order is that of {@code seq} in them. */
    static <T> void assertSame(List<T> written, List<T> came) {
        List<T> missing = without(written, came);
        List<T> tooMany = without(came, written);
        assertTrue(missing.isEmpty() && tooMany.isEmpty(),
                () -> "of " + written.size() + " events are missing: " + missing + "\nand too many: " + tooMany);
    }

    private static <T> List<T> without(List<T> all, List<T> some) {
        List<T> left = new ArrayList<>(all);
        Collections.reverse(left);
        some.forEach(left::remove);
        return left;
    }
}
