package io.github.cqr.app.cli;

import io.github.cqr.domain.recovery.Succession.Word;
import io.github.cqr.domain.run.RunSettings.Barriers;
import io.github.cqr.domain.run.RunSettings.OnInterrupt;
import io.github.cqr.domain.run.RunSettings.OnNodeLoss;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes {@link RunOptions} of what was typed, the environment and the configuration file. */
final class OptionsReader {
    private static final long LONGEST_TTL_SECONDS = 3_153_600_000L;
    private static final int RUN_ID_LIMIT = 200;

    private final Arguments arguments;
    private final Map<String, String> environment;
    private final @Nullable ConfigFile config;
    private final Values values;
    private final Passwords passwords;

    /**
     * Reads the configuration file, if one is named.
     *
     * @throws UsageException if it cannot be read or holds something wrong
     */
    OptionsReader(Arguments arguments, Map<String, String> environment, PasswordPrompt prompt) {
        this.arguments = arguments;
        this.environment = environment;
        List<String> file = arguments.typed().get(CqrOption.CONFIG);
        this.config = file == null ? null : ConfigFile.read(Path.of(file.getFirst()));
        this.values = new Values(arguments, environment, config);
        this.passwords = new Passwords(values, prompt);
    }

    /** What to tell the operator about the values, in one line each; complete after {@link #read}. */
    List<String> warnings() {
        return passwords.warnings();
    }

    /** Whether nothing is to be shown in colour. */
    boolean colourUnwanted() {
        return values.isTrue(CqrOption.NO_COLOR, false);
    }

    boolean verbose() {
        return values.isTrue(CqrOption.VERBOSE, false);
    }

    /**
     * Everything, checked. Asks for the password last, when all else is known to be right, and only for a run: nothing else connects to
     * ClickHouse but a check of it.
     *
     * @throws UsageException for the first value that is wrong
     */
    RunOptions read(Action action) {
        String queryFile = queryFile(action);
        checkCombinations(queryFile, action);
        var checkpoints = checkpoints();
        var execution = execution();
        var trouble = trouble();
        var safety = new RunOptions.Safety(values.choice(CqrOption.ON_UNKNOWN, Word.class),
                values.choice(CqrOption.ON_PARTIAL, Word.class), values.isTrue(CqrOption.STEAL_LEASE, false),
                values.isTrue(CqrOption.SESSION_FENCE, true), values.isTrue(CqrOption.ACCEPT_TARGET, false),
                values.isTrue(CqrOption.FORCE, false), arguments.has(CqrOption.RESTORE));
        var output = output();
        if ((action == Action.RUN || action == Action.DRY_RUN) && !queryFile.equals(RunOptions.STDIN)
                && !queryFile.isEmpty()) {
            checkReadable(queryFile);
        }
        var connection = connection(action);
        return new RunOptions(queryFile, connection, checkpoints, execution, trouble, safety, output,
                origins(), CommandText.of(arguments));
    }

    /** What {@code cqr report} is asked for. */
    ReportRequest reportRequest() {
        return new ReportRequest(log(), format(EnumSet.allOf(ReportRequest.Format.class), ""),
                values.path(CqrOption.OUT), values.path(CqrOption.TRACE));
    }

    /** What {@code cqr diff} is asked for. */
    DiffRequest diffRequest() {
        ReportRequest.Format format = format(EnumSet.of(ReportRequest.Format.TEXT, ReportRequest.Format.JSON,
                ReportRequest.Format.MARKDOWN), "runs can be compared as text, json or markdown alone");
        return DiffRequest.of(arguments.operands(), format, values.path(CqrOption.OUT));
    }

    /** The form that was asked for, text where none was; {@code otherwise} says what is wrong with one that is not allowed. */
    private ReportRequest.Format format(Set<ReportRequest.Format> allowed, String otherwise) {
        ReportRequest.Format format = Objects.requireNonNullElse(
                values.choice(CqrOption.FORMAT, ReportRequest.Format.class), ReportRequest.Format.TEXT);
        if (!allowed.contains(format)) {
            throw UsageException.about(CqrOption.FORMAT, values.origin(CqrOption.FORMAT), otherwise,
                    "give one of these");
        }
        return format;
    }

    /** What {@code cqr replay} is asked for. */
    ReplayRequest replayRequest() {
        if (arguments.has(CqrOption.FOLLOW) && arguments.has(CqrOption.AT)) {
            throw UsageException.seeHelp(arguments.command().word(), "--follow and --at exclude each other");
        }
        return new ReplayRequest(log(), values.text(CqrOption.AT),
                Objects.requireNonNullElse(values.decimal(CqrOption.SPEED, "a speed", "0.1", "1000"), 1.0),
                arguments.has(CqrOption.FOLLOW));
    }

    /** What {@code cqr runs} is asked for. */
    RunsRequest runsRequest() {
        ReportRequest.Format format = format(EnumSet.of(ReportRequest.Format.TEXT, ReportRequest.Format.JSON),
                "runs can be listed as text or json alone");
        Long logs = values.number(CqrOption.KEEP_RUNS, "a number of event logs", 0, 1_000_000_000);
        Long bytes = values.size(CqrOption.KEEP_SIZE);
        var keep = new RunsRequest.Keep(logs == null ? RunsRequest.DEFAULT_LOGS : Math.toIntExact(logs),
                Objects.requireNonNullElse(values.duration(CqrOption.KEEP_FOR), RunsRequest.DEFAULT_AGE),
                bytes == null ? RunsRequest.DEFAULT_BYTES : bytes);
        RunsRequest request = RunsRequest.of(arguments.operands(), format == ReportRequest.Format.JSON, keep,
                arguments.has(CqrOption.DRY_RUN));
        if (request.what() != RunsRequest.What.PRUNE) {
            for (CqrOption option : List.of(CqrOption.KEEP_RUNS, CqrOption.KEEP_FOR, CqrOption.KEEP_SIZE,
                    CqrOption.DRY_RUN)) {
                if (arguments.has(option)) {
                    throw UsageException.seeHelp("runs", option.flag() + " goes only with 'runs prune'");
                }
            }
        }
        return request;
    }

    private String log() {
        String log = arguments.queryFile();
        if (log == null || log.isEmpty()) {
            String command = arguments.command().word();
            throw UsageException.seeHelp(command,
                    "which run? give its log, its id or its query file: cqr " + command + " backfill.sql");
        }
        return log;
    }

    private String queryFile(Action action) {
        String queryFile = arguments.queryFile();
        if (action == Action.RESOLVE) {
            return Resolution.of(arguments.operands()).run();
        }
        if (action.readsLog()) {
            return log();
        }
        if (action == Action.RUNS || action == Action.DIFF) {
            return "";
        }
        if (action == Action.DOCTOR) {
            return queryFile == null ? "" : queryFile;
        }
        if (queryFile == null && arguments.has(CqrOption.FROM_LOG)) {
            return ""; // the log names it
        }
        if (queryFile == null || queryFile.isEmpty()) {
            throw UsageException.seeHelp("no QUERY_FILE is given");
        }
        return queryFile;
    }

    private void checkCombinations(String queryFile, Action action) {
        if (values.isTrue(CqrOption.RESET, false) && values.isTrue(CqrOption.DRY_RUN, false)) {
            throw UsageException.seeHelp("--reset and --dry-run exclude each other");
        }
        checkRestore(action);
        if (arguments.has(CqrOption.FROM_LOG)) {
            if (action == Action.RESET) {
                throw UsageException
                        .seeHelp("--reset and --from-log exclude each other: an event log is never rewritten");
            }
            if (values.find(CqrOption.RUN_ID) != null) {
                throw UsageException.seeHelp("--run-id and --from-log exclude each other: the log names its run");
            }
        }
        if (arguments.has(CqrOption.FORCE) && action != Action.RESET) {
            throw UsageException.seeHelp("--force goes only with --reset");
        }
        if (queryFile.equals(RunOptions.STDIN) && !action.readsLog() && !arguments.has(CqrOption.FROM_LOG)
                && values.find(CqrOption.RUN_ID) == null) {
            throw new UsageException("the statements come from standard input, which has no name to make a run id of;"
                    + " give one with --run-id");
        }
    }

    private void checkRestore(Action action) {
        if (!arguments.has(CqrOption.RESTORE)) {
            return;
        }
        if (arguments.has(CqrOption.FROM_LOG)) {
            throw UsageException.seeHelp("--restore and --from-log exclude each other: one writes to Valkey, the other "
                    + "goes without it");
        }
        if (action == Action.RESET) {
            throw UsageException.seeHelp("--restore and --reset exclude each other");
        }
        if (action == Action.DRY_RUN) {
            throw UsageException.seeHelp("--restore and --dry-run exclude each other; --dry-run --from-log QUERY_FILE "
                    + "shows what the event logs say");
        }
    }

    /** Before a password is asked for: who mistyped the name should not have to type that first. */
    private static void checkReadable(String queryFile) {
        String problem = FileProblem.ofReading(Path.of(queryFile));
        if (problem != null) {
            throw new QueryFileException(queryFile, problem, null);
        }
    }

    private RunOptions.Connection connection(Action action) {
        boolean secure = values.isTrue(CqrOption.SECURE, true);
        Integer port = values.count(CqrOption.PORT, "a port number", 65_535);
        String hosts = Objects.requireNonNullElse(values.text(CqrOption.HOST), "localhost");
        String user = Objects.requireNonNullElse(values.text(CqrOption.USER), "default");
        String database = values.text(CqrOption.DATABASE);
        Path caCert = values.readableFile(CqrOption.CA_CERT);
        Path clientCert = values.readableFile(CqrOption.CLIENT_CERT);
        Path clientKey = values.readableFile(CqrOption.CLIENT_KEY);
        if (clientCert == null != (clientKey == null)) {
            CqrOption given = clientCert != null ? CqrOption.CLIENT_CERT : CqrOption.CLIENT_KEY;
            CqrOption missing = clientCert != null ? CqrOption.CLIENT_KEY : CqrOption.CLIENT_CERT;
            throw UsageException.about(given, values.origin(given), "it needs " + missing.flag(), "give both");
        }
        Secret password = action == Action.RUN || action == Action.DOCTOR ? passwords.find(user) : Secret.EMPTY;
        int defaultPort = secure ? 8443 : 8123;
        return new RunOptions.Connection(hosts, port == null ? defaultPort : port, secure, user, password, database,
                caCert, clientCert, clientKey);
    }

    private RunOptions.Checkpoints checkpoints() {
        String url = values.text(CqrOption.VALKEY_URL);
        if (url != null && !url.matches("[A-Za-z][A-Za-z0-9+.-]*://.+")) {
            throw UsageException.about(CqrOption.VALKEY_URL, values.origin(CqrOption.VALKEY_URL),
                    "the value is not a URL", "give one like redis://localhost:6379/0");
        }
        Long ttl = values.number(CqrOption.CHECKPOINT_TTL, "a whole number of seconds", 1, LONGEST_TTL_SECONDS);
        return new RunOptions.Checkpoints(new Secret(url == null ? "redis://localhost:6379/0" : url), runId(),
                Duration.ofSeconds(ttl == null ? 604_800 : ttl), values.text(CqrOption.FROM_LOG));
    }

    private @Nullable String runId() {
        String runId = values.text(CqrOption.RUN_ID);
        if (runId != null && (runId.length() > RUN_ID_LIMIT || !runId.strip().equals(runId)
                || runId.codePoints().anyMatch(Character::isISOControl))) {
            throw UsageException.about(CqrOption.RUN_ID, values.origin(CqrOption.RUN_ID), "it is not a run id",
                    "give up to " + RUN_ID_LIMIT + " characters, none of them a control character, with no space at "
                            + "either end");
        }
        return runId;
    }

    private RunOptions.Execution execution() {
        Barriers barriers = values.choice(CqrOption.BARRIERS, Barriers.class);
        OnInterrupt onInterrupt = values.choice(CqrOption.ON_INTERRUPT, OnInterrupt.class);
        Duration pollInterval = values.seconds(CqrOption.POLL_INTERVAL, "0.05", "3600");
        return new RunOptions.Execution(values.count(CqrOption.CONCURRENCY, "a number of statements", 10_000),
                values.count(CqrOption.PER_NODE, "a number of statements", 10_000),
                Objects.requireNonNullElse(barriers, Barriers.SCHEMA),
                ServerSettings.read(config, arguments.typed().getOrDefault(CqrOption.SETTING, List.of())),
                values.duration(CqrOption.STATEMENT_TIMEOUT), values.isTrue(CqrOption.CANCEL_ON_FAILURE, false),
                Objects.requireNonNullElse(onInterrupt, OnInterrupt.CANCEL),
                Objects.requireNonNullElse(pollInterval, Duration.ofMillis(500)));
    }

    private RunOptions.Trouble trouble() {
        Long retries = values.number(CqrOption.RETRIES, "a number of tries", 0, 1000);
        Duration backoff = Objects.requireNonNullElse(values.duration(CqrOption.RETRY_BACKOFF), Duration.ofSeconds(5));
        Duration longest = Objects.requireNonNullElse(values.duration(CqrOption.RETRY_MAX_PAUSE),
                Duration.ofMinutes(5));
        if (longest.compareTo(backoff) < 0) {
            CqrOption given = values.find(CqrOption.RETRY_MAX_PAUSE) == null
                    ? CqrOption.RETRY_BACKOFF
                    : CqrOption.RETRY_MAX_PAUSE;
            throw UsageException.about(given, values.origin(given),
                    "the first pause is longer than the longest (--retry-max-pause)",
                    "give a longer --retry-max-pause");
        }
        OnNodeLoss onNodeLoss = values.choice(CqrOption.ON_NODE_LOSS, OnNodeLoss.class);
        return new RunOptions.Trouble(retries == null ? 0 : Math.toIntExact(retries), backoff, longest,
                Objects.requireNonNullElse(onNodeLoss, OnNodeLoss.STOP), values.duration(CqrOption.SLOW_AFTER),
                Objects.requireNonNullElse(values.duration(CqrOption.STUCK_AFTER), Duration.ofMinutes(5)));
    }

    private RunOptions.Output output() {
        RunOptions.Format format = values.choice(CqrOption.OUTPUT, RunOptions.Format.class);
        RunOptions.Fsync fsync = values.choice(CqrOption.FSYNC, RunOptions.Fsync.class);
        return new RunOptions.Output(Objects.requireNonNullElse(format, RunOptions.Format.AUTO),
                Objects.requireNonNullElse(values.choice(CqrOption.UI, RunOptions.Ui.class), RunOptions.Ui.FULL),
                values.path(CqrOption.EVENTS),
                Objects.requireNonNullElse(values.choice(CqrOption.EVENTS_FORMAT, RunOptions.EventsFormat.class),
                        RunOptions.EventsFormat.CQR),
                Objects.requireNonNullElse(values.choice(CqrOption.LOG_SQL, RunOptions.LogSql.class),
                        RunOptions.LogSql.HASH),
                Objects.requireNonNullElse(fsync, RunOptions.Fsync.BATCH),
                values.isTrue(CqrOption.COMPRESS_LOG, true),
                values.isTrue(CqrOption.REQUIRE_EVENT_LOG, arguments.has(CqrOption.FROM_LOG)),
                stateDir(),
                verbose());
    }

    /** As the XDG base directory specification says: a relative $XDG_STATE_HOME counts as none. */
    private Path stateDir() {
        Path given = values.path(CqrOption.STATE_DIR);
        if (given != null) {
            return given;
        }
        String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
        if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
            return Path.of(xdg, "cqr");
        }
        String home = environment.getOrDefault("HOME", "");
        if (home.isEmpty()) {
            throw new UsageException(CqrOption.STATE_DIR.flag(),
                    "neither XDG_STATE_HOME nor HOME is set, so there is no default; give a directory");
        }
        return Path.of(home, ".local", "state", "cqr");
    }

    private Map<String, Origin> origins() {
        var origins = new HashMap<String, Origin>();
        for (CqrOption option : CqrOption.values()) {
            if (values.find(option) != null) {
                origins.put(option.flag(), values.origin(option));
            }
        }
        return origins;
    }
}
