package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A backfill while runner, nodes, Valkey and the network between them are killed, frozen and cut, from two machines in turn. Each statement
 * writes its own fingerprint. Where the runner asks (exit 4), the operator of this class answers as one would: looks into the tables, or,
 * where only the other machine's event log can tell, starts it there.
 */
final class Havoc implements AutoCloseable {
    private static final int ROWS = 40;
    private static final int AT_ONCE = 4;
    private static final Pattern DECIDE = Pattern.compile("decide: {2}cqr resolve (\\S+) (\\d+) completed\\|pending");
    private static final Set<Integer> EXIT_CODES = Set.of(0, 1, 3, 4, 130, 137, 143);
    private static final int LAST_STARTS = 12;

    private final Servers servers;
    private final long seed;
    private final int statements;
    /** How long a disaster lasts, and at least how long after it the next one comes, in milliseconds. */
    private final int beat;
    private final Random random;
    private final List<TcpProxy> proxies;
    private final TcpProxy valkey;
    private final List<Cqr> machines;
    private final String script;
    private final List<String> story = new ArrayList<>();
    private final Map<Disaster, Integer> befell = new EnumMap<>(Disaster.class);
    private final List<Disaster> next = new ArrayList<>();
    private int machine;
    private int starts;
    private int asked;
    private int unanswerable;

    Havoc(Servers servers, Path directory, long seed, int statements, int beat) {
        this.servers = servers;
        this.seed = seed;
        this.statements = statements;
        this.beat = beat;
        random = new Random(seed);
        proxies = servers.nodes().stream().map(node -> TcpProxy.to(node.host(), node.httpPort())).toList();
        valkey = TcpProxy.to(servers.valkey().host(), servers.valkey().port());
        Cqr first = Cqr.on(servers, directory).valkey("redis://" + valkey.address())
                .hosts(String.join(",", proxies.stream().map(TcpProxy::address).toList()));
        machines = List.of(first, first.elsewhere());
        for (ClickHouseNode node : servers.nodes()) {
            node.query(
                    "CREATE TABLE " + first.database() + ".t (n UInt64, k UInt64) ENGINE = MergeTree ORDER BY (n, k)");
            node.query("CREATE TABLE " + first.database()
                    + ".pace (s Float64) ENGINE = MergeTree ORDER BY s AS SELECT 0.01");
        }
        script = first.script("havoc.sql", IntStream.range(0, statements)
                .mapToObj(n -> "INSERT INTO t SELECT " + n + ", number FROM numbers(" + ROWS
                        + ") WHERE sleepEachRow((SELECT min(s) FROM pace)) = 0"
                        + " SETTINGS max_block_size = 8, min_insert_block_size_rows = 8")
                .toArray(String[]::new));
    }

    /** Lets disasters happen until {@code end}, and each kind at least once if {@code every}; then lets the run end. */
    void play(long end, boolean every) throws InterruptedException {
        boolean done = false;
        while (!done && !over(end, every)) {
            done = judged(playOnce(end, every));
        }
        calm();
        for (ClickHouseNode node : servers.nodes()) {
            node.query("INSERT INTO " + machines.getFirst().database() + ".pace SELECT 0");
        }
        for (int i = 0; !done && i < LAST_STARTS; i++) {
            story.add("machine " + machine + " undisturbed");
            starts++;
            done = judged(machines.get(machine)
                    .run("--steal-lease", "--retries", "5", "--retry-backoff", "1s", "--concurrency", "8", script));
        }
        assertTrue(done, () -> "the run does not end\n" + this);
        assertEquals(expected(), fingerprints(), this::toString);
        if (every) {
            assertEquals(Set.of(Disaster.values()), befell.keySet(), this::toString);
        }
    }

    private boolean over(long end, boolean every) {
        return System.nanoTime() >= end && (!every || befell.size() == Disaster.values().length);
    }

    /** Starts the program and does harm to it and its world until it ends. */
    private Result playOnce(long end, boolean every) throws InterruptedException {
        try (CliProcess process = begin()) {
            while (process.running()
                    && !over(end, every)) {
                Thread.sleep(beat / 2 + random.nextInt(beat)); // the time between two disasters is the subject of this test
                if (process.running()) {
                    Disaster disaster = draw();
                    story.add(disaster + " at " + process.pid());
                    befell.merge(disaster, 1, Integer::sum);
                    if (disaster == Disaster.RUN_STOLEN) {
                        return stolen(process);
                    }
                    befall(disaster, process);
                }
            }
            calm();
            if (process.running()) {
                signal(process, "TERM");
            }
            return ended(process);
        }
    }

    /** All kinds in a random order, and again. */
    private Disaster draw() {
        if (next.isEmpty()) {
            next.addAll(Arrays.asList(Disaster.values()));
            Collections.shuffle(next, random);
        }
        return next.removeLast();
    }

    private CliProcess begin() {
        String[] interrupts = {"cancel", "drain", "detach"};
        List<String> arguments = List.of("--steal-lease", "--on-interrupt",
                interrupts[random.nextInt(interrupts.length)], "--retries", "5", "--retry-backoff", "1s",
                "--on-node-loss", "continue", "--concurrency", Integer.toString(AT_ONCE), script);
        starts++;
        CliProcess process = machines.get(machine).command(arguments.toArray(String[]::new)).start();
        story.add("machine " + machine + ": " + process.pid() + " " + String.join(" ", arguments));
        return process;
    }

    private Result ended(CliProcess process) {
        Result result = Cqr.finish(process);
        story.add("exit " + result.exitCode() + " of " + process.pid());
        story.addAll(result.stderr());
        assertTrue(EXIT_CODES.contains(result.exitCode()), this::toString);
        assertFalse(result.err().contains("\tat "), () -> "a stack trace\n" + this);
        return result;
    }

    private void befall(Disaster disaster, CliProcess process) throws InterruptedException {
        int which = random.nextInt(proxies.size());
        ClickHouseNode node = servers.node(which);
        TcpProxy proxy = proxies.get(which);
        switch (disaster) {
            case RUNNER_KILLED -> signal(process, "KILL");
            case MACHINE_LOST -> {
                signal(process, "KILL");
                machine = 1 - machine;
            }
            case RUNNER_INTERRUPTED -> signal(process, "INT");
            case RUNNER_FROZEN -> during(() -> signal(process, "STOP"), () -> signal(process, "CONT"));
            case NODE_KILLED -> during(node::kill, node::start);
            case NODE_FROZEN -> during(node::freeze, node::thaw);
            case NODE_CUT_OFF -> proxy.cut();
            case NODE_STALLED -> during(proxy::stall, proxy::pass);
            case VALKEY_KILLED -> during(servers.valkey()::kill, servers.valkey()::start);
            case VALKEY_FROZEN -> during(servers.valkey()::freeze, servers.valkey()::thaw);
            case VALKEY_PARTED -> during(valkey::down, valkey::pass);
            case VALKEY_STALLED -> during(valkey::stall, valkey::pass);
            case RUN_STOLEN -> throw new IllegalStateException("two runners, see stolen");
        }
    }

    /** One that has just ended cannot be harmed any more. */
    private static void signal(CliProcess process, String name) {
        try {
            process.signal(name);
        } catch (IllegalStateException e) {
            if (process.running()) {
                throw e;
            }
        }
    }

    private void during(Runnable begin, Runnable end) throws InterruptedException {
        begin.run();
        Thread.sleep(beat + random.nextInt(beat)); // how long it lasts is the subject of this test
        end.run();
    }

    /**
     * The other machine's runner begins while the first is frozen, and they run side by side until one notices: the first, unless it was
     * frozen before it had the run and is the thief itself.
     */
    private Result stolen(CliProcess first) throws InterruptedException {
        signal(first, "STOP");
        machine = 1 - machine;
        try (CliProcess second = begin()) {
            Thread.sleep(beat + random.nextInt(2 * beat)); // the thief is anywhere between its first question and its first statement
            signal(first, "CONT");
            long limit = System.nanoTime() + Cqr.LIMIT.toNanos();
            while (first.running() && second.running()) {
                assertTrue(System.nanoTime() < limit, () -> "two runners work on one run\n" + first + "\n" + second);
                Thread.sleep(beat / 4);
            }
            boolean firstIsLeft = first.running();
            CliProcess left = firstIsLeft ? first : second;
            Result _ = ended(firstIsLeft ? second : first);
            if (firstIsLeft) {
                machine = 1 - machine;
            }
            Thread.sleep(beat); // the other one works alone
            signal(left, "TERM");
            return ended(left);
        }
    }

    private void calm() {
        proxies.forEach(TcpProxy::pass);
        valkey.pass();
    }

    /** True when the run is complete. Where a person is asked, looks into the tables and answers. */
    private boolean judged(Result result) {
        if (result.exitCode() == 4 && result.err().contains("outcome unknown: ")) {
            return false; // it has begun, and stopped: the next start asks, where it must
        }
        if (result.exitCode() == 4) {
            var decisions = DECIDE.matcher(result.err());
            boolean decided = false;
            while (decisions.find()) {
                decided = true;
                answer(decisions.group(1), Integer.parseInt(decisions.group(2)));
            }
            unanswerable = decided ? 0 : unanswerable + 1;
            if (!decided) {
                assertTrue(result.err().contains("its event log is not on this machine"),
                        () -> "asked without a command "
                                + "to decide with\n" + result.err() + "\n" + this);
                assertTrue(unanswerable < 3, () -> "neither machine can tell\n" + this);
                machine = 1 - machine;
            }
            return false;
        }
        unanswerable = 0;
        return result.exitCode() == 0 && machines.get(machine).run(script).err().contains("nothing to do");
    }

    private void answer(String run, int ordinal) {
        asked++;
        long there = fingerprints().getOrDefault(ordinal, 0L);
        if (there > 0 && there < ROWS) {
            for (ClickHouseNode node : servers.nodes()) {
                node.query("ALTER TABLE " + machines.getFirst().database() + ".t DELETE WHERE n = " + ordinal
                        + " SETTINGS mutations_sync = 1");
            }
        }
        String word = there >= ROWS ? "completed" : "pending";
        story.add("statement " + ordinal + " has " + there + " rows: " + word);
        Result resolved = machines.get(machine).run("resolve", run, Integer.toString(ordinal), word, "--steal-lease");
        assertEquals(0, resolved.exitCode(), () -> resolved.err() + "\n" + this);
    }

    private Map<Integer, Long> expected() {
        Map<Integer, Long> expected = new TreeMap<>();
        IntStream.range(0, statements).forEach(n -> expected.put(n, (long) ROWS));
        return expected;
    }

    /** How many rows each fingerprint has, over all nodes. */
    private Map<Integer, Long> fingerprints() {
        Map<Integer, Long> found = new TreeMap<>();
        for (ClickHouseNode node : servers.nodes()) {
            node.query("SELECT n, count() FROM " + machines.getFirst().database() + ".t GROUP BY n", Map.of(),
                    Duration.ofSeconds(30))
                    .lines().map(line -> line.split("\t", -1))
                    .forEach(row -> found.merge(Integer.valueOf(row[0]), Long.valueOf(row[1]), Long::sum));
        }
        return found;
    }

    /** In one line, what happened. */
    String figures() {
        return "seed " + seed + ": " + statements + " statements, " + starts + " starts, "
                + befell.values().stream().mapToInt(Integer::intValue).sum() + " disasters " + befell
                + ", a person asked about "
                + asked + " statements";
    }

    @Override
    public String toString() {
        return figures() + "\n" + String.join("\n", story);
    }

    /** Nanoseconds on {@link System#nanoTime()} at which so many seconds are over. */
    static long in(long seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public void close() {
        proxies.forEach(TcpProxy::close);
        valkey.close();
    }
}
