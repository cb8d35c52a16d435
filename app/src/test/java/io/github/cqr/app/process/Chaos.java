package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backfill while runner, nodes, Valkey and the network between them are killed, frozen and cut at random. Each statement writes its own
 * fingerprint; in the end each fingerprint is there exactly once. When the runner asks (exit 4), the test answers as an operator would: it
 * looks into the tables.
 *
 * <p>Not part of the ordinary build: {@code ./mvnw verify -Dit.test=Chaos -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false}.
 * {@code -Dcqr.chaos.seconds=300} plays for longer, {@code -Dcqr.chaos.seed=N} plays the same faults again, as far as real time allows.
 */
class Chaos {
    private static final int ROWS = 40;
    private static final int STATEMENTS_PER_SECOND = 3;
    private static final Pattern DECIDE = Pattern.compile("decide: {2}cqr resolve (\\S+) (\\d+) completed\\|pending");

    @RegisterExtension
    final Servers servers = Servers.with().nodes(2).valkey().valkeyOption("appendonly yes").build();

    @TempDir
    Path directory = Path.of("");

    private final long seconds = Long.getLong("cqr.chaos.seconds", 40);
    private final long seed = Long.getLong("cqr.chaos.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> story = new ArrayList<>();

    @Test
    void everyFingerprintIsThereExactlyOnce() throws InterruptedException {
        try (TcpProxy first = proxy(0); TcpProxy second = proxy(1)) {
            Cqr cqr = Cqr.on(servers, directory).hosts(first.address() + "," + second.address());
            for (ClickHouseNode node : servers.nodes()) {
                node.query("CREATE TABLE " + cqr.database()
                        + ".t (n UInt64, k UInt64) ENGINE = MergeTree ORDER BY (n, k)");
            }
            int statements = (int) (seconds * STATEMENTS_PER_SECOND);
            String script = cqr.script("chaos.sql", IntStream.range(0, statements)
                    .mapToObj(n -> "INSERT INTO t SELECT " + n + ", number FROM numbers(" + ROWS
                            + ") WHERE sleepEachRow(0.01) = 0 SETTINGS max_block_size = 8, min_insert_block_size_rows = 8")
                    .toArray(String[]::new));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            boolean done = false;
            while (!done && System.nanoTime() < end) {
                done = act(play(cqr, script, List.of(first, second), end), cqr, script);
            }
            calm(List.of(first, second));
            for (int i = 0; !done && i < 10; i++) {
                done = act(cqr.run("--steal-lease", "--retries", "5", "--retry-backoff", "1s", script), cqr, script);
            }
            assertTrue(done, () -> "seed " + seed + ": the run does not end\n" + String.join("\n", story));
            assertEquals(expected(statements), fingerprints(cqr),
                    () -> "seed " + seed + "\n" + String.join("\n", story));
        }
    }

    /** {@link FrozenRunnerIT} without a person who says that the first runner is gone. */
    @Test
    void aFrozenRunnerIsReplacedWhenItsLeaseHasExpired() {
        Result second = FrozenRunnerIT.frozenAndReplaced(servers, directory);
        assertTrue(second.err().contains("its lease expires in"), second.err());
    }

    private TcpProxy proxy(int node) {
        return TcpProxy.to(servers.node(node).host(), servers.node(node).httpPort());
    }

    /** Runs the program and does harm to it and its world until it ends or is killed. */
    private Result play(Cqr cqr, String script, List<TcpProxy> proxies, long end) throws InterruptedException {
        String[] interrupts = {"cancel", "drain", "detach"};
        List<String> arguments = List.of("--steal-lease", "--on-interrupt",
                interrupts[random.nextInt(interrupts.length)], "--retries", "5", "--retry-backoff", "1s",
                "--on-node-loss", "continue", "--concurrency", "4", script);
        story.add("run " + String.join(" ", arguments));
        try (CliProcess process = cqr.command(arguments.toArray(String[]::new)).start()) {
            while (process.running() && System.nanoTime() < end) {
                Thread.sleep(500 + random.nextInt(2_500)); // the time between two faults is the subject of this test
                if (process.running()) {
                    harm(process, proxies);
                }
            }
            calm(proxies);
            if (process.running()) {
                process.signal("TERM");
            }
            Result result = Cqr.finish(process);
            story.add("exit " + result.exitCode());
            return result;
        }
    }

    private void harm(CliProcess process, List<TcpProxy> proxies) throws InterruptedException {
        int which = random.nextInt(2);
        ClickHouseNode node = servers.node(which);
        TcpProxy proxy = proxies.get(which);
        int fault = random.nextInt(9);
        story.add("fault " + fault + " on " + which);
        switch (fault) {
            case 0 -> process.signal("KILL");
            case 1 -> {
                process.signal("STOP");
                Thread.sleep(1_000);
                process.signal("CONT");
            }
            case 2 -> process.signal("INT");
            case 3 -> {
                node.kill();
                node.start();
            }
            case 4 -> {
                node.freeze();
                Thread.sleep(1_500);
                node.thaw();
            }
            case 5 -> proxy.cut();
            case 6 -> {
                proxy.stall();
                Thread.sleep(1_500);
                proxy.pass();
            }
            case 7 -> {
                servers.valkey().kill();
                Thread.sleep(500);
                servers.valkey().start();
            }
            default -> {
                servers.valkey().freeze();
                Thread.sleep(1_500);
                servers.valkey().thaw();
            }
        }
    }

    private static void calm(List<TcpProxy> proxies) {
        proxies.forEach(TcpProxy::pass);
    }

    /** True when the run is complete. Where a person is asked, looks into the tables and answers. */
    private boolean act(Result result, Cqr cqr, String script) {
        if (result.exitCode() == 4) {
            var decisions = DECIDE.matcher(result.err());
            boolean asked = false;
            while (decisions.find()) {
                asked = true;
                answer(cqr, decisions.group(1), Integer.parseInt(decisions.group(2)));
            }
            if (!asked) {
                throw new AssertionError("seed " + seed + ": asked without a command to decide with\n" + result.err()
                        + String.join("\n", story));
            }
            return false;
        }
        return result.exitCode() == 0 && cqr.run(script).err().contains("nothing to do");
    }

    private void answer(Cqr cqr, String run, int ordinal) {
        long there = fingerprints(cqr).getOrDefault(ordinal, 0L);
        if (there > 0 && there < ROWS) {
            for (ClickHouseNode node : servers.nodes()) {
                node.query("ALTER TABLE " + cqr.database() + ".t DELETE WHERE n = " + ordinal
                        + " SETTINGS mutations_sync = 1");
            }
        }
        String word = there >= ROWS ? "completed" : "pending";
        story.add("statement " + ordinal + " has " + there + " rows: " + word);
        Result resolved = cqr.run("resolve", run, Integer.toString(ordinal), word, "--steal-lease");
        assertEquals(0, resolved.exitCode(), resolved.err());
    }

    private static Map<Integer, Long> expected(int statements) {
        Map<Integer, Long> expected = new TreeMap<>();
        IntStream.range(0, statements).forEach(n -> expected.put(n, (long) ROWS));
        return expected;
    }

    /** How many rows each fingerprint has, over all nodes. */
    private Map<Integer, Long> fingerprints(Cqr cqr) {
        Map<Integer, Long> found = new TreeMap<>();
        for (ClickHouseNode node : servers.nodes()) {
            node.query("SELECT n, count() FROM " + cqr.database() + ".t GROUP BY n", Map.of(), Duration.ofSeconds(30))
                    .lines().map(line -> line.split("\t", -1))
                    .forEach(row -> found.merge(Integer.valueOf(row[0]), Long.valueOf(row[1]), Long::sum));
        }
        return found;
    }
}
