package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.recovery.Succession.Word;
import io.github.cqr.domain.run.RunSettings.Barriers;
import io.github.cqr.domain.run.RunSettings.OnInterrupt;
import io.github.cqr.domain.run.RunSettings.OnNodeLoss;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Option before CLICKHOUSE_* before CH_* before configuration file before default, for each option. */
class PrecedenceTest {
    @TempDir
    Path directory = Path.of("");

    /**
     * An option with a value of each source.
     *
     * @param read how a program sees it
     * @param meaning what the program sees for a text
     * @param byDefault what it sees when nothing is given
     * @param texts a text for the command line, one for each variable, one for the file
     */
    record Row(CqrOption option, Function<RunOptions, @Nullable Object> read,
            Function<String, Object> meaning, @Nullable Object byDefault, List<String> texts) {
        @Override
        public String toString() {
            return option.flag();
        }
    }

    private static Row row(CqrOption option, Function<RunOptions, @Nullable Object> read,
            Function<String, Object> meaning, @Nullable Object byDefault, String... texts) {
        return new Row(option, read, meaning, byDefault, List.of(texts));
    }

    static Stream<Row> rows() {
        return Stream.of(connectionRows(), otherRows(), troubleRows()).flatMap(Function.identity());
    }

    private static Stream<Row> troubleRows() {
        return Stream.of(row(CqrOption.RETRIES, o -> o.trouble().retries(), Integer::valueOf, 0, "3", "0"),
                row(CqrOption.RETRY_BACKOFF, o -> o.trouble().retryBackoff(), t -> Duration.parse("PT" + t),
                        Duration.ofSeconds(5), "2s", "1m"),
                row(CqrOption.RETRY_MAX_PAUSE, o -> o.trouble().retryMaxPause(), t -> Duration.parse("PT" + t),
                        Duration.ofMinutes(5), "20m", "1h"),
                row(CqrOption.ON_NODE_LOSS, o -> o.trouble().onNodeLoss(),
                        t -> t.equals("stop") ? OnNodeLoss.STOP : OnNodeLoss.CONTINUE, OnNodeLoss.STOP, "stop",
                        "continue"),
                row(CqrOption.SLOW_AFTER, o -> o.trouble().slowAfter(), t -> Duration.parse("PT" + t), null, "1h",
                        "30m"),
                row(CqrOption.STUCK_AFTER, o -> o.trouble().stuckAfter(), t -> Duration.parse("PT" + t),
                        Duration.ofMinutes(5), "1m", "2h"),
                row(CqrOption.SESSION_FENCE, o -> o.safety().sessionFence(), "yes"::equals, true, "no", "yes"));
    }

    private static Stream<Row> connectionRows() {
        return Stream.of(
                row(CqrOption.HOST, o -> o.connection().hosts(), t -> t, "localhost", "a", "b:1,c", "d", "e"),
                row(CqrOption.PORT, o -> o.connection().port(), Integer::valueOf, 8443, "1", "2", "65535", "4"),
                row(CqrOption.USER, o -> o.connection().user(), t -> t, "default", "a", "b", "c", "d"),
                row(CqrOption.PASSWORD, o -> o.connection().password(), Secret::new, Secret.EMPTY, "a", "b", "c", "d"),
                row(CqrOption.DATABASE, o -> o.connection().database(), t -> t, null, "a", "b", "c", "d"),
                row(CqrOption.SECURE, o -> o.connection().secure(), "yes"::equals, true, "no", "yes", "no", "yes"),
                row(CqrOption.VALKEY_URL, o -> o.checkpoints().valkeyUrl(), Secret::new,
                        new Secret("redis://localhost:6379/0"), "redis://a", "rediss://b", "redis://c"));
    }

    private static Stream<Row> otherRows() {
        return Stream.of(
                row(CqrOption.RUN_ID, o -> o.checkpoints().runId(), t -> t, null, "a", "b"),
                row(CqrOption.CHECKPOINT_TTL, o -> o.checkpoints().ttl(), t -> Duration.ofSeconds(Long.parseLong(t)),
                        Duration.ofDays(7), "1", "2"),
                row(CqrOption.CONCURRENCY, o -> o.execution().concurrency(), Integer::valueOf, null, "3", "4"),
                row(CqrOption.PER_NODE, o -> o.execution().perNode(), Integer::valueOf, null, "3", "4"),
                row(CqrOption.BARRIERS, o -> o.execution().barriers(),
                        t -> t.equals("none") ? Barriers.NONE : Barriers.SCHEMA, Barriers.SCHEMA, "schema", "none"),
                row(CqrOption.STATEMENT_TIMEOUT, o -> o.execution().statementTimeout(),
                        t -> Duration.parse("PT" + t), null, "2h", "1h30m"),
                row(CqrOption.CANCEL_ON_FAILURE, o -> o.execution().cancelOnFailure(), Boolean::valueOf, false, "true",
                        "true"),
                row(CqrOption.ON_INTERRUPT, o -> o.execution().onInterrupt(),
                        t -> t.equals("drain") ? OnInterrupt.DRAIN : OnInterrupt.DETACH, OnInterrupt.CANCEL, "detach",
                        "drain"),
                row(CqrOption.POLL_INTERVAL, o -> o.execution().pollInterval(), t -> Duration.parse("PT" + t + "S"),
                        Duration.ofMillis(500), "0.25", "2"),
                row(CqrOption.OUTPUT, o -> o.output().format(),
                        t -> t.equals("json") ? RunOptions.Format.JSON : RunOptions.Format.QUIET,
                        RunOptions.Format.AUTO, "json", "quiet"),
                row(CqrOption.UI, o -> o.output().ui(),
                        t -> t.equals("inline") ? RunOptions.Ui.INLINE : RunOptions.Ui.FULL, RunOptions.Ui.FULL,
                        "inline",
                        "full"),
                row(CqrOption.EVENTS, o -> o.output().events(), Path::of, null, "a.jsonl", "b.jsonl"),
                row(CqrOption.EVENTS_FORMAT, o -> o.output().eventsFormat(),
                        t -> t.equals("otel") ? RunOptions.EventsFormat.OTEL : RunOptions.EventsFormat.ECS,
                        RunOptions.EventsFormat.CQR, "otel", "ecs"),
                row(CqrOption.LOG_SQL, o -> o.output().logSql(),
                        t -> t.equals("full") ? RunOptions.LogSql.FULL : RunOptions.LogSql.HEAD,
                        RunOptions.LogSql.HASH, "full", "head"),
                row(CqrOption.FSYNC, o -> o.output().fsync(),
                        t -> t.equals("always") ? RunOptions.Fsync.ALWAYS : RunOptions.Fsync.BATCH,
                        RunOptions.Fsync.BATCH, "batch", "always"),
                row(CqrOption.COMPRESS_LOG, o -> o.output().compressLog(), "yes"::equals, true, "no", "yes"),
                row(CqrOption.REQUIRE_EVENT_LOG, o -> o.output().requireLog(), Boolean::valueOf, false, "true", "true"),
                row(CqrOption.STATE_DIR, o -> o.output().stateDir(), Path::of, Path.of("/home/loader/.local/state/cqr"),
                        "x", "y"),
                row(CqrOption.VERBOSE, o -> o.output().verbose(), Boolean::valueOf, false, "true", "true"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theStrongestSourceWins(Row row) {
        for (int strongest = 0; strongest <= row.texts().size(); strongest++) {
            RunOptions options = withSourcesFrom(row, strongest);
            Object expected = strongest == row.texts().size()
                    ? row.byDefault()
                    : row.meaning().apply(row.texts().get(strongest));
            assertEquals(expected, row.read().apply(options), row + ", strongest source " + strongest);
            assertEquals(strongest < row.texts().size(), options.origins().containsKey(row.option().flag()));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anEmptyVariableIsNoVariable(Row row) {
        var run = new CommandLineRun();
        row.option().variables().forEach(variable -> run.env(variable, ""));
        assertEquals(row.byDefault(), row.read().apply(run.runOn(CommandLineRun.script(directory)).options()));
    }

    /** Gives the option by the source of this number and all weaker ones. */
    private RunOptions withSourcesFrom(Row row, int strongest) {
        CqrOption option = row.option();
        var run = new CommandLineRun();
        var args = new ArrayList<String>();
        int file = row.texts().size() - 1;
        if (strongest == 0) {
            args.addAll(typed(option, row.texts().getFirst()));
        }
        for (int i = Math.max(1, strongest); i < file; i++) {
            run.env(option.variables().get(i - 1), row.texts().get(i));
        }
        if (strongest <= file) {
            args.add("--config");
            args.add(CommandLineRun.file(directory, "cqr.properties", option.key() + "=" + row.texts().get(file))
                    .toString());
        }
        var result = run.runOn(CommandLineRun.script(directory), args.toArray(String[]::new));
        assertEquals(0, result.exitCode(), result.err());
        return result.options();
    }

    private static List<String> typed(CqrOption option, String text) {
        return switch (option.kind()) {
            case FLAG -> List.of(option.flag());
            case TOGGLE -> List.of(text.equals("no") ? "--no-" + option.key() : option.flag());
            case VALUE, REPEATED -> List.of(option.flag() + "=" + text);
        };
    }

    @Test
    void everyOptionThatHasSeveralSourcesIsInTheTable() {
        var inTable = new TreeSet<>(rows().map(Row::option).toList());
        var tested = List.of(CqrOption.SETTING, CqrOption.PASSWORD_FILE, CqrOption.CA_CERT, CqrOption.CLIENT_CERT,
                CqrOption.CLIENT_KEY, CqrOption.NO_COLOR);
        var expected = new TreeSet<>(Arrays.stream(CqrOption.values()).filter(CqrOption::inConfigFile)
                .filter(option -> !tested.contains(option)).toList());
        assertEquals(expected, inTable);
        rows().forEach(row -> assertEquals(row.option().variables().size() + 2, row.texts().size(), row.toString()));
    }

    @Test
    void variablesAreThoseOfTheProductDocumentAndTheLongNameGoesFirst() {
        var expected = new TreeMap<String, List<String>>();
        for (String key : List.of("host", "user", "password", "database", "port", "secure")) {
            String name = key.toUpperCase(Locale.ROOT);
            expected.put(key, List.of("CLICKHOUSE_" + name, "CH_" + name));
        }
        expected.put("valkey-url", List.of("VALKEY_URL"));
        var actual = new TreeMap<String, List<String>>();
        Arrays.stream(CqrOption.values()).filter(option -> !option.variables().isEmpty())
                .forEach(option -> actual.put(option.key(), option.variables()));
        assertEquals(expected, actual);
    }

    @Test
    void settingsOfTheFileAndOfTheCommandLineAddUp() {
        Path config = CommandLineRun.file(directory, "cqr.properties",
                "setting.max_threads=4\nsetting.max_memory_usage=1000\n");
        RunOptions options = new CommandLineRun().runOn(CommandLineRun.script(directory), "--config", config.toString(),
                "--setting", "max_threads=8", "--setting=workload=a=b", "--setting", "note=").options();
        var expected = new LinkedHashMap<String, String>();
        expected.put("max_threads", "8");
        expected.put("max_memory_usage", "1000");
        expected.put("workload", "a=b");
        expected.put("note", "");
        assertEquals(List.copyOf(expected.entrySet()), List.copyOf(options.execution().settings().entrySet()));
    }

    @Test
    void certificatesComeFromTheFileOrTheCommandLine() {
        Path a = CommandLineRun.file(directory, "a.pem", "");
        Path b = CommandLineRun.file(directory, "b.pem", "");
        Path config = CommandLineRun.file(directory, "cqr.properties",
                "ca-cert=" + a + "\nclient-cert=" + a + "\nclient-key=" + a + "\n");
        RunOptions.Connection connection = new CommandLineRun().runOn(CommandLineRun.script(directory), "--config",
                config.toString(), "--client-cert", b.toString(), "--client-key", b.toString()).options().connection();
        assertEquals(a, connection.caCert());
        assertEquals(b, connection.clientCert());
        assertEquals(b, connection.clientKey());
    }

    @Test
    void thePortFollowsTlsUnlessItIsGiven() {
        Path script = CommandLineRun.script(directory);
        assertEquals(8443, new CommandLineRun().runOn(script).options().connection().port());
        assertEquals(8123, new CommandLineRun().runOn(script, "--no-secure").options().connection().port());
        assertEquals(8123,
                new CommandLineRun().env("CH_SECURE", "False").runOn(script).options().connection().port());
        assertEquals(9000,
                new CommandLineRun().runOn(script, "--no-secure", "--port=9000").options().connection().port());
    }

    @Test
    void decisionsAboutOneRunAreTyped() {
        Path script = CommandLineRun.script(directory);
        RunOptions.Safety safety = new CommandLineRun().runOn(script, "--on-unknown", "skip", "--on-partial", "run",
                "--accept-target").options().safety();
        assertEquals(new RunOptions.Safety(Word.SKIP, Word.RUN, false, true, true, false, false), safety);
        assertTrue(new CommandLineRun().runOn(script, "--steal-lease").options().safety().stealLease());
        var reset = new CommandLineRun().runOn(script, "--reset", "--force");
        assertEquals("reset", reset.program().action());
        assertTrue(reset.options().safety().force());
        assertEquals("dry-run", new CommandLineRun().runOn(script, "--dry-run").program().action());
        assertEquals("run", new CommandLineRun().runOn(script).program().action());
    }

    @Test
    void theScriptIsHandedOnAsItWasWritten() {
        CommandLineRun.script(directory);
        String odd = directory + "/.//backfill.sql";
        assertEquals(odd, new CommandLineRun().run(odd).options().queryFile());
        assertEquals("-", new CommandLineRun().run("-", "--run-id", "nightly").options().queryFile());
    }

    @Test
    void theStateDirectoryFollowsXdg() {
        Path script = CommandLineRun.script(directory);
        Map<String, String> expected = Map.of("/var/state", "/var/state/cqr", "relative",
                "/home/loader/.local/state/cqr");
        expected.forEach((xdg, path) -> assertEquals(Path.of(path),
                new CommandLineRun().env("XDG_STATE_HOME", xdg).runOn(script).options().output().stateDir()));
    }
}
