package io.github.cqr.app.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every option there is: the one table from which the parser, the help, the shell completion, the keys of a configuration file and
 * {@code docs/cli.md} are made. The names are those of the PRD, section 5, and of the design.
 */
enum CqrOption {
    CONCURRENCY(value("concurrency", "N", "Statements at once, over all nodes; they start in file order.")
            .in(OptionGroup.RUN).byDefault("one per node, at least 2")),

    PER_NODE(value("per-node", "N", "Statements at once on one node; a node that is full is passed over.")
            .in(OptionGroup.RUN).byDefault("as many as --concurrency")),

    BARRIERS(choice("barriers", List.of("schema", "none"),
            "Which statements wait for all before them and run alone: those that change the schema and those "
                    + "marked '-- cqr: barrier', or (none) only the marked ones.")
            .in(OptionGroup.RUN).byDefault("schema")),

    SETTING(value("setting", "NAME=VALUE", "A ClickHouse setting for every statement, unless the file sets it "
            + "otherwise. Can be given several times.").repeated().in(OptionGroup.RUN)),

    STATEMENT_TIMEOUT(value("statement-timeout", "DURATION",
            "The longest that a statement may take, like 30s, 10m or 1h30m; '-- cqr: timeout=...' in the file "
                    + "goes before it.")
            .in(OptionGroup.RUN).byDefault("no limit")),

    CANCEL_ON_FAILURE(flag("cancel-on-failure", "When a statement fails, cancel those in flight instead of letting "
            + "them finish.").in(OptionGroup.RUN)),

    RETRIES(value("retries", "N", "How often a statement that reads or inserts is tried again after an error that may "
            + "pass, where nothing stayed of the failed try or its before-retry takes that away.")
            .in(OptionGroup.RUN).byDefault("0")),

    RETRY_BACKOFF(value("retry-backoff", "DURATION", "The pause before the first new try; it doubles with each, with "
            + "some jitter.").in(OptionGroup.RUN).byDefault("5s")),

    RETRY_MAX_PAUSE(value("retry-max-pause", "DURATION", "The longest pause between two tries.")
            .in(OptionGroup.RUN).byDefault("5m")),

    ON_NODE_LOSS(choice("on-node-loss", List.of("stop", "continue"),
            "What a node that does not answer means: stop, or go on with the others and take it back when it answers "
                    + "again.")
            .in(OptionGroup.RUN).byDefault("stop")),

    SLOW_AFTER(value("slow-after", "DURATION", "Warn of a statement that runs longer than this.")
            .in(OptionGroup.RUN).byDefault("never")),

    STUCK_AFTER(value("stuck-after", "DURATION", "Warn of a running statement whose counters have not moved for this "
            + "long.").in(OptionGroup.RUN).byDefault("5m")),

    ON_INTERRUPT(choice("on-interrupt", List.of("cancel", "drain", "detach"),
            "What the first Ctrl-C (or SIGTERM) does with statements in flight: cancel them, wait for them, or leave "
                    + "them running for the next run to adopt. The second quits at once.")
            .in(OptionGroup.RUN).byDefault("cancel")),

    POLL_INTERVAL(value("poll-interval", "SECS", "Seconds between two looks at the progress of statements, "
            + "like 0.5.").in(OptionGroup.RUN).byDefault("0.5")),

    DRY_RUN(flag("dry-run", "Show the statements and what a run would skip; run nothing.").in(OptionGroup.RUN)
            .onlyOnTheCommandLine()),

    HOST(value("host", "LIST", "ClickHouse nodes: names or addresses with commas between, each with or without "
            + "a port, like a,b:8124,c.").in(OptionGroup.CONNECTION).byDefault("localhost")
            .from("CLICKHOUSE_HOST", "CH_HOST")),

    PORT(value("port", "N", "HTTP port of the nodes that are given without one.").in(OptionGroup.CONNECTION)
            .byDefault("8443, or 8123 with --no-secure").from("CLICKHOUSE_PORT", "CH_PORT")),

    USER(value("user", "NAME", "ClickHouse user.").in(OptionGroup.CONNECTION).byDefault("default")
            .from("CLICKHOUSE_USER", "CH_USER")),

    PASSWORD(value("password", "VALUE", "Password of the user. Without a value it is asked for on the terminal. "
            + "A value on the command line can be seen by every user of the machine: prefer the environment or "
            + "--password-file.").secret().in(OptionGroup.CONNECTION).byDefault("empty")
            .from("CLICKHOUSE_PASSWORD", "CH_PASSWORD")),

    PASSWORD_FILE(value("password-file", "FILE", "File that holds the password; one line end after it is cut.")
            .file().in(OptionGroup.CONNECTION)),

    DATABASE(value("database", "NAME", "Database of the statements that name none.").in(OptionGroup.CONNECTION)
            .byDefault("the user's own").from("CLICKHOUSE_DATABASE", "CH_DATABASE")),

    SECURE(toggle("secure", "Use TLS and verify the nodes' certificates, or do not use TLS.")
            .in(OptionGroup.CONNECTION).byDefault("--secure").from("CLICKHOUSE_SECURE", "CH_SECURE")),

    CA_CERT(value("ca-cert", "FILE", "Certificates (PEM) of the authorities to trust instead of the system's.")
            .file().in(OptionGroup.CONNECTION)),

    CLIENT_CERT(value("client-cert", "FILE", "Certificate (PEM) to show to the nodes; needs --client-key.").file()
            .in(OptionGroup.CONNECTION)),

    CLIENT_KEY(value("client-key", "FILE", "Private key (PEM) of --client-cert.").file()
            .in(OptionGroup.CONNECTION)),

    VALKEY_URL(value("valkey-url", "URL", "Where checkpoints are kept; rediss:// for TLS.").secret()
            .in(OptionGroup.CHECKPOINTS)
            .byDefault("redis://localhost:6379/0").from("VALKEY_URL")),

    RUN_ID(value("run-id", "TEXT", "Name of the run in checkpoints and query ids. Needed when QUERY_FILE is '-'.")
            .in(OptionGroup.CHECKPOINTS).byDefault("SHA-256 of QUERY_FILE as it is written")),

    CHECKPOINT_TTL(value("checkpoint-ttl", "SECS", "Seconds that a checkpoint is kept.")
            .in(OptionGroup.CHECKPOINTS).byDefault("604800, a week")),

    FROM_LOG(value("from-log", "LOG",
            "Go by an event log in the place of Valkey: run what it does not show as completed. "
                    + "LOG is a file, a run's id or its beginning; without QUERY_FILE the log names the script. For when Valkey is "
                    + "gone: nothing keeps a second runner away.")
            .file().in(OptionGroup.CHECKPOINTS).onlyOnTheCommandLine()),

    RESTORE(flag("restore",
            "Write the run's checkpoints to Valkey again from this machine's event logs, and go on: for a "
                    + "Valkey that has lost them, or after a --reset by mistake.")
            .in(OptionGroup.CHECKPOINTS)
            .onlyOnTheCommandLine()),

    RESET(flag("reset", "Remove all checkpoints of the run and exit.").in(OptionGroup.CHECKPOINTS)
            .onlyOnTheCommandLine()),

    FORCE(flag("force", "With --reset: remove them although it is not known what became of some statements.")
            .in(OptionGroup.CHECKPOINTS).onlyOnTheCommandLine()),

    ON_UNKNOWN(choice("on-unknown", List.of("run", "skip"),
            "What to do with statements of an earlier run whose outcome is not known: run them again, or take "
                    + "them as done.")
            .in(OptionGroup.SAFETY).byDefault("stop with exit code 4 and list them").onlyOnTheCommandLine()),

    ON_PARTIAL(choice("on-partial", List.of("run", "skip"),
            "What to do with statements that failed and left a part of their rows: run them again, or take them as "
                    + "done.")
            .in(OptionGroup.SAFETY).byDefault("their before-retry, else stop with exit code 4 and list them")
            .onlyOnTheCommandLine()),

    STEAL_LEASE(flag("steal-lease", "Take the run over from another runner without waiting for its lease to expire.")
            .in(OptionGroup.SAFETY).onlyOnTheCommandLine()),

    SESSION_FENCE(toggle("session-fence", "Send each statement in an HTTP session that whoever takes the run over can "
            + "close. Without it (for load balancers that are not sticky), a statement that was on its way when a runner "
            + "died stays in doubt.").in(OptionGroup.SAFETY).byDefault("--session-fence")),

    ACCEPT_TARGET(flag("accept-target", "Go on although the checkpoints are of another cluster or another file.")
            .in(OptionGroup.SAFETY).onlyOnTheCommandLine()),

    OUTPUT(choice("output", List.of("auto", "tui", "plain", "json", "quiet"),
            "auto: the live screen on a terminal, else plain; tui: the live screen; plain: log lines; json: events "
                    + "as JSON lines on standard output; quiet: warnings and errors only.")
            .in(OptionGroup.OUTPUT).byDefault("auto")),

    UI(choice("ui", List.of("full", "inline"),
            "The live screen takes the whole terminal, or a few lines below the prompt. Both leave the same summary.")
            .in(OptionGroup.OUTPUT).byDefault("full")),

    EVENTS(value("events", "FILE", "Add the events as JSON lines to this file too.").file()
            .in(OptionGroup.OUTPUT)),

    EVENTS_FORMAT(choice("events-format", List.of("cqr", "otel", "ecs"),
            "Names of the fields in --events and --output json: those of docs/events.md, of OpenTelemetry, or of the "
                    + "Elastic Common Schema. The run's own event log always has the first.")
            .in(OptionGroup.OUTPUT).byDefault("cqr")),

    LOG_SQL(choice("log-sql", List.of("full", "head", "hash"),
            "How much of each statement's text its event holds, in the event log too: all, the first 200 characters, or "
                    + "nothing but its hash. Passwords, tokens and keys are hidden always.")
            .in(OptionGroup.OUTPUT).byDefault("hash")),

    FSYNC(choice("fsync", List.of("batch", "always"),
            "How the event log is kept: handed to the operating system (survives a kill -9), or forced to disk "
                    + "before each statement is sent (survives a power cut too).")
            .in(OptionGroup.OUTPUT).byDefault("batch")),

    STATE_DIR(value("state-dir", "DIR", "Directory for the event logs of runs.").file().in(OptionGroup.OUTPUT)
            .byDefault("cqr in $XDG_STATE_HOME or ~/.local/state")),

    COMPRESS_LOG(toggle("compress-log", "Pack the event log with Zstandard when the run has ended; every command reads "
            + "either. Leave it as it is where another program follows it.")
            .in(OptionGroup.OUTPUT).byDefault("--compress-log")),

    REQUIRE_EVENT_LOG(flag("require-event-log", "Stop when the event log cannot be written, instead of going on with a "
            + "warning.").in(OptionGroup.OUTPUT)),

    FORMAT(choice("format", List.of("text", "json", "markdown", "junit", "html"),
            "With report: for people, for programs, for a ticket or a wiki, as JUnit XML for build servers, or as one file "
                    + "with charts for a browser. With diff: text, json or markdown. With runs: text or json.")
            .in(OptionGroup.LOGS).byDefault("text").onlyOnTheCommandLine()),

    OUT(value("out", "FILE", "With report and diff: write it to this file instead of standard output.").file()
            .in(OptionGroup.LOGS).onlyOnTheCommandLine()),

    TRACE(value("trace", "FILE", "With report: write the run to this file as a trace too, to be opened in Perfetto; a "
            + "node's slots are its threads.").file().in(OptionGroup.LOGS).onlyOnTheCommandLine()),

    AT(value("at", "PLACE", "With replay: begin there: a statement's ordinal (17), a time (14:30:12, "
            + "2026-03-01T14:30:12Z, +1h30m), a part of the whole (40%), start, failure or end.")
            .in(OptionGroup.LOGS).byDefault("start, playing").onlyOnTheCommandLine()),

    SPEED(value("speed", "X", "With replay: how many times as fast as it was, from 0.1 to 1000.")
            .in(OptionGroup.LOGS).byDefault("1").onlyOnTheCommandLine()),

    FOLLOW(flag("follow", "With replay: show the end of a log that is still being written, and stay there.")
            .in(OptionGroup.LOGS).onlyOnTheCommandLine()),

    KEEP_RUNS(value("keep-runs", "N", "With runs prune: keep the N newest event logs.")
            .in(OptionGroup.LOGS).byDefault("1000").onlyOnTheCommandLine()),

    KEEP_FOR(value("keep-for", "DURATION", "With runs prune: keep event logs for this long after their end, like 30d.")
            .in(OptionGroup.LOGS).byDefault("90d").onlyOnTheCommandLine()),

    KEEP_SIZE(value("keep-size", "SIZE", "With runs prune: keep as many of the newest event logs as take this much "
            + "room, like 500MB or 20GB.").in(OptionGroup.LOGS).byDefault("10GB").onlyOnTheCommandLine()),

    VERBOSE(flag("verbose", "Show debug messages, and stack traces of internal errors.").in(OptionGroup.OUTPUT)),

    NO_COLOR(flag("no-color", "No colours; nor are there any when NO_COLOR is set, TERM is dumb, or the output is "
            + "no terminal.").in(OptionGroup.OUTPUT)),

    CONFIG(value("config", "FILE", "Properties file with options, a line each, like host=a,b.")
            .file().in(OptionGroup.GENERAL).onlyOnTheCommandLine()),

    HELP(flag("help", "Show this help and exit.").letter("-h").in(OptionGroup.GENERAL).onlyOnTheCommandLine()),

    VERSION(flag("version", "Show the version and exit.").letter("-V").in(OptionGroup.GENERAL)
            .onlyOnTheCommandLine());

    private static final String SEPARATOR = ",";

    private final String key;
    private final Kind kind;
    private final String label;
    private final String text;
    private final OptionGroup group;
    private final @Nullable String letter;
    private final @Nullable String defaultText;
    /** With {@link #SEPARATOR} between: a list is not immutable enough for an enum. */
    private final String variables;
    private final String choices;
    private final boolean secret;
    private final boolean file;
    private final boolean commandLineOnly;

    CqrOption(Description description) {
        this.key = description.key;
        this.kind = description.kind;
        this.label = description.label;
        this.text = description.text;
        this.group = description.group;
        this.letter = description.letter;
        this.defaultText = description.defaultText;
        this.variables = String.join(SEPARATOR, description.variables);
        this.choices = String.join(SEPARATOR, description.choices);
        this.secret = description.secret;
        this.file = description.file;
        this.commandLineOnly = description.commandLineOnly;
    }

    /** How an option is given. */
    enum Kind {
        /** {@code --name VALUE}, once. */
        VALUE,
        /** {@code --name VALUE}, any number of times. */
        REPEATED,
        /** {@code --name}. */
        FLAG,
        /** {@code --name} or {@code --no-name}. */
        TOGGLE
    }

    /** The name without dashes: also the key in a configuration file. */
    String key() {
        return key;
    }

    /** As it is typed and named in messages: {@code --host}. */
    String flag() {
        return "--" + key;
    }

    @Nullable
    String letter() {
        return letter;
    }

    Kind kind() {
        return kind;
    }

    /** What stands for the value in the help; empty for a flag. */
    String label() {
        return label;
    }

    String text() {
        return text;
    }

    OptionGroup group() {
        return group;
    }

    /** The default in words, or null when leaving the option out says it all. */
    @Nullable
    String defaultText() {
        return defaultText;
    }

    /** The variables that give it, the first one set to something wins. */
    List<String> variables() {
        return list(variables);
    }

    /** The values it takes, empty when they are too many to list. */
    List<String> choices() {
        return list(choices);
    }

    /** Whether the value must never be shown. */
    boolean isSecret() {
        return secret;
    }

    /** Whether the value is a path, which shells then complete. */
    boolean isFile() {
        return file;
    }

    /** Whether a configuration file may give it. What decides about one run alone must be typed for that run. */
    boolean inConfigFile() {
        return !commandLineOnly;
    }

    /** The option of a configuration key. */
    static Optional<CqrOption> ofKey(String key) {
        return Arrays.stream(values()).filter(option -> option.key().equals(key)).findFirst();
    }

    private static List<String> list(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR, -1));
    }

    private static Description value(String key, String label, String text) {
        return new Description(key, Kind.VALUE, label, text);
    }

    private static Description choice(String key, List<String> choices, String text) {
        Description description = new Description(key, Kind.VALUE, String.join("|", choices), text);
        description.choices = choices;
        return description;
    }

    private static Description flag(String key, String text) {
        return new Description(key, Kind.FLAG, "", text);
    }

    private static Description toggle(String key, String text) {
        return new Description(key, Kind.TOGGLE, "", text);
    }

    /** Builds a row of the table. */
    private static final class Description {
        private final String key;
        private final String label;
        private final String text;
        private Kind kind;
        private OptionGroup group = OptionGroup.GENERAL;
        private List<String> variables = List.of();
        private List<String> choices = List.of();
        private @Nullable String letter;
        private @Nullable String defaultText;
        private boolean secret;
        private boolean file;
        private boolean commandLineOnly;

        private Description(String key, Kind kind, String label, String text) {
            this.key = key;
            this.kind = kind;
            this.label = label;
            this.text = text;
        }

        private Description in(OptionGroup newGroup) {
            group = newGroup;
            return this;
        }

        private Description from(String... newVariables) {
            variables = List.of(newVariables);
            return this;
        }

        private Description byDefault(String newDefault) {
            defaultText = newDefault;
            return this;
        }

        private Description letter(String newLetter) {
            letter = newLetter;
            return this;
        }

        private Description repeated() {
            kind = Kind.REPEATED;
            return this;
        }

        private Description secret() {
            secret = true;
            return this;
        }

        private Description file() {
            file = true;
            return this;
        }

        private Description onlyOnTheCommandLine() {
            commandLineOnly = true;
            return this;
        }
    }
}
