package io.github.cqr.app.process;

import io.github.cqr.fixtures.process.CliProcess;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Starts the packaged program for a test: in a directory of its own, on the servers, databases and state of the test. */
final class Cqr {
    static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String HOSTS = "hosts";

    private final Path directory;
    private final Path state;
    private final String hosts;
    private final String valkey;
    private final String database;

    Cqr(Path directory, String hosts, String valkey, String database) {
        this(directory, directory.resolve("state"), hosts, valkey, database);
    }

    private Cqr(Path directory, Path state, String hosts, String valkey, String database) {
        this.directory = directory;
        this.state = state;
        this.hosts = hosts;
        this.valkey = valkey;
        this.database = database;
    }

    static Cqr on(Servers servers, Path directory) {
        return new Cqr(directory, servers.hosts(), servers.valkey().url().toString(), servers.freshDatabase());
    }

    /** The same, with another address of the checkpoint store. */
    Cqr valkey(String url) {
        return new Cqr(directory, state, hosts, url, database);
    }

    /** The same, with other nodes. */
    Cqr hosts(String other) {
        return new Cqr(directory, state, other, valkey, database);
    }

    /**
     * The same on another machine: it sees neither event logs nor locks of the first, and has another name, so that neither can tell whether
     * a process of the other is dead. (The name: a hosts file that does not know this machine leaves it {@code unknown}.)
     */
    Cqr elsewhere() {
        Path elsewhere = directory.resolve("elsewhere");
        try {
            Files.createDirectories(elsewhere);
            Files.writeString(elsewhere.resolve(HOSTS), "127.0.0.1 localhost\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Cqr(directory, elsewhere, hosts, valkey, database);
    }

    String database() {
        return database;
    }

    /**
     * Writes a script and returns its name, which ends in {@code name} and is this test's own: a run is named by its script's path as given.
     */
    String script(String suffix, String... statements) {
        String name = database + "-" + suffix;
        try {
            Files.writeString(directory.resolve(name), String.join(";\n", statements) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return name;
    }

    /** Statements that each write their number into table {@code t}, after {@code millis} of work. */
    static String[] slowInserts(int count, int millis) {
        return IntStream.range(0, count)
                .mapToObj(i -> "INSERT INTO t SELECT " + i + " FROM numbers(1) WHERE sleepEachRow(" + millis / 1000.0
                        + ") = 0")
                .toArray(String[]::new);
    }

    /** Makes table {@code t} on every node. */
    static void table(Servers servers, String database) {
        for (ClickHouseNode node : servers.nodes()) {
            node.query("CREATE TABLE " + database + ".t (n UInt64) ENGINE = MergeTree ORDER BY n");
        }
    }

    /** What table {@code t} holds over all nodes, in order. */
    static List<Integer> rows(Servers servers, String database) {
        List<Integer> rows = new ArrayList<>();
        for (ClickHouseNode node : servers.nodes()) {
            node.query("SELECT n FROM " + database + ".t").lines().map(Integer::valueOf).forEach(rows::add);
        }
        rows.sort(null);
        return rows;
    }

    static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Begins to run the program with {@code arguments}. */
    CliProcess.Builder command(String... arguments) {
        CliProcess.Builder builder = CliProcess.command(words(arguments)).directory(directory)
                .withoutEnv("CH_HOST", "CH_PORT", "CLICKHOUSE_PORT", "CLICKHOUSE_PASSWORD", "NO_COLOR",
                        "JAVA_TOOL_OPTIONS");
        environment().forEach(builder::env);
        return builder;
    }

    /** The words that start the program. */
    List<String> words(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-Dio.netty.leakDetection.level=disabled",
                        "-XX:AOTCache=" + library().resolveSibling("cqr.aot"), "-Xlog:aot=off", "-Xlog:cds=off",
                        "-XX:InlineSmallCode=600", "-XX:TieredStopAtLevel=1", // most live for seconds
                        "-cp", library() + File.separator + "*",
                        "io.github.cqr.app.Main"));
        if (Files.exists(state.resolve(HOSTS))) {
            command.add(1, "-Djdk.net.hosts.file=" + state.resolve(HOSTS));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** The variables that it is to see. */
    Map<String, String> environment() {
        return Map.of("CLICKHOUSE_HOST", hosts, "CLICKHOUSE_SECURE", "false", "CLICKHOUSE_USER", "default",
                "CLICKHOUSE_DATABASE", database, "VALKEY_URL", valkey, "XDG_STATE_HOME",
                state.toString());
    }

    /** Where its event logs and locks are. */
    Path state() {
        return state;
    }

    private static Path library() {
        Path library = Path.of("target", "cqr", "lib").toAbsolutePath();
        if (!Files.isDirectory(library)) {
            throw new IllegalStateException("the program is not packaged: run these tests with ./mvnw verify");
        }
        return library;
    }

    /** Runs the program to its end, and holds all logs that it and those before it left against what they said. */
    Result run(String... arguments) {
        try (CliProcess process = command(arguments).start()) {
            Result result = finish(process);
            RunLogs.check(state);
            return result;
        }
    }

    /** Waits for a started program. */
    static Result finish(CliProcess process) {
        int exitCode = process.awaitExit(LIMIT);
        return new Result(exitCode, process.stdout(), process.stderr());
    }

    /** What a process left. */
    record Result(int exitCode, List<String> stdout, List<String> stderr) {
        String err() {
            return stderr.stream().collect(Collectors.joining("\n"));
        }

        String out() {
            return stdout.stream().collect(Collectors.joining("\n"));
        }
    }
}
