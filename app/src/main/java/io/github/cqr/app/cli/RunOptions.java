package io.github.cqr.app.cli;

import io.github.cqr.domain.recovery.Succession.Word;
import io.github.cqr.domain.run.RunSettings.Barriers;
import io.github.cqr.domain.run.RunSettings.OnInterrupt;
import io.github.cqr.domain.run.RunSettings.OnNodeLoss;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was asked for, checked and with defaults filled in: what the command line hands to a {@link Program}.
 *
 * @param queryFile the script as it was written, {@code -} for standard input; the default run id is made from these very characters; empty when a check names no run, or an event log names it
 * @param connection how to reach ClickHouse
 * @param checkpoints what is kept in Valkey
 * @param execution how statements run
 * @param trouble what is done about what goes wrong
 * @param safety decisions that were made for this run
 * @param output what is shown and recorded
 * @param origins where each option was given, by its name with dashes; those left out are missing
 * @param command the command line as it can be shown and typed again; no secret is in it
 */
public record RunOptions(
        String queryFile,
        Connection connection,
        Checkpoints checkpoints,
        Execution execution,
        Trouble trouble,
        Safety safety,
        Output output,
        Map<String, Origin> origins,
        String command) {
    /** The script that is read from standard input. */
    public static final String STDIN = "-";

    /** Copies the map. */
    public RunOptions {
        origins = Map.copyOf(origins);
    }

    /** The same for another script. */
    public RunOptions withQueryFile(String file) {
        return new RunOptions(file, connection, checkpoints, execution, trouble, safety, output, origins, command);
    }

    /**
     * The exception for a value that only an adapter could find wrong; it says where the value was given.
     *
     * @param option the option with its dashes, {@code --host}
     * @param message one line: what is wrong and what to do
     */
    public UsageException usageError(String option, String message) {
        Origin origin = origins.getOrDefault(option, new Origin.Default());
        return new UsageException(option, message + origin.inWords());
    }

    /**
     * How to reach ClickHouse.
     *
     * @param hosts the nodes as they were written, {@code a,b:8124,c}; not yet taken apart
     * @param port HTTP port of the nodes without their own, 1 to 65535
     * @param secure whether to use TLS
     * @param user the user's name
     * @param password the user's password, empty for none; empty too when no connection is to be made
     * @param database database of unqualified names, null for the user's own
     * @param caCert authorities to trust, null for the system's
     * @param clientCert certificate to show, null for none; given with {@code clientKey} or not at all
     * @param clientKey its private key
     */
    public record Connection(
            String hosts,
            int port,
            boolean secure,
            String user,
            Secret password,
            @Nullable String database,
            @Nullable Path caCert,
            @Nullable Path clientCert,
            @Nullable Path clientKey) {}

    /**
     * What is kept in Valkey.
     *
     * @param valkeyUrl where; secret because it may hold a password
     * @param runId the run's id, null to make it from the query file
     * @param ttl how long a checkpoint is kept, at least a second
     * @param fromLog the event log that says what was done, in the place of Valkey; null for Valkey
     */
    public record Checkpoints(Secret valkeyUrl, @Nullable String runId, Duration ttl, @Nullable String fromLog) {
        /** The URL for people: a user and password in it are masked. */
        public String shownUrl() {
            return valkeyUrl.reveal().replaceFirst("://.*@", "://***@");
        }
    }

    /**
     * How statements run.
     *
     * @param concurrency statements at once, at least 1; null for one per node, but at least 2
     * @param perNode statements at once on one node, at least 1; null for no limit of its own
     * @param barriers which statements run alone
     * @param settings ClickHouse settings for every statement, in the order given
     * @param statementTimeout the longest that a statement may take, null for no limit
     * @param cancelOnFailure whether a failure cancels what is in flight
     * @param onInterrupt what the first Ctrl-C does with what is in flight
     * @param pollInterval time between two looks at the progress
     */
    public record Execution(
            @Nullable Integer concurrency,
            @Nullable Integer perNode,
            Barriers barriers,
            Map<String, String> settings,
            @Nullable Duration statementTimeout,
            boolean cancelOnFailure,
            OnInterrupt onInterrupt,
            Duration pollInterval) {
        /** Copies the map, keeping its order. */
        public Execution {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }

    /**
     * What is done about what goes wrong.
     *
     * @param retries how often a statement is tried again, 0 for never
     * @param retryBackoff the pause before the first new try
     * @param retryMaxPause the longest pause
     * @param onNodeLoss what a node that does not answer means
     * @param slowAfter when a statement is called slow, null for never
     * @param stuckAfter when a statement without progress is called stuck
     */
    public record Trouble(int retries, Duration retryBackoff, Duration retryMaxPause, OnNodeLoss onNodeLoss,
            @Nullable Duration slowAfter, Duration stuckAfter) {}

    /**
     * Decisions that were made for this run.
     *
     * @param onUnknown what to do with statements whose outcome is not known, null to stop and list them
     * @param onPartial what to do with statements of which a part may be there, null to stop and list them
     * @param stealLease take the run from another runner at once
     * @param sessionFence send statements in sessions that a later runner can close
     * @param acceptTarget go on although the checkpoints are of another cluster or file
     * @param force let {@code --reset} remove checkpoints while outcomes are unknown
     * @param restore write checkpoints that are gone again from the event logs
     */
    public record Safety(@Nullable Word onUnknown, @Nullable Word onPartial, boolean stealLease, boolean sessionFence,
            boolean acceptTarget, boolean force, boolean restore) {}

    /**
     * What is shown and recorded.
     *
     * @param format what standard output and standard error carry
     * @param ui where the live screen is drawn
     * @param events a file for the events as JSON lines, null for none
     * @param eventsFormat names of the fields in that file and on standard output
     * @param logSql how much of each statement's text events hold
     * @param fsync how safely the event log is kept
     * @param compressLog whether the event log is packed when the run has ended
     * @param requireLog whether the run stops when the event log cannot be written
     * @param stateDir directory for event logs; it may not exist yet
     * @param verbose whether debug messages are shown
     */
    public record Output(Format format, Ui ui, @Nullable Path events, EventsFormat eventsFormat, LogSql logSql,
            Fsync fsync, boolean compressLog, boolean requireLog, Path stateDir, boolean verbose) {}

    /** What the output looks like. */
    public enum Format {
        /** The live screen on a terminal, else plain. */
        AUTO,
        /** The live screen; an error where there is no terminal. */
        TUI,
        /** Log lines on standard error. */
        PLAIN,
        /** Events as JSON lines on standard output, log lines on standard error. */
        JSON,
        /** Warnings and errors only. */
        QUIET
    }

    /** Where the live screen is drawn. */
    public enum Ui {
        /** On the whole terminal; what was there before comes back at the end. */
        FULL,
        /** In a few lines below the prompt. */
        INLINE
    }

    /** Names of the fields of events that leave the process. */
    public enum EventsFormat {
        /** The program's own, as in its event log. */
        CQR,
        /** OpenTelemetry's semantic conventions. */
        OTEL,
        /** Elastic Common Schema. */
        ECS
    }

    /** How much of each statement's text events hold. */
    public enum LogSql {
        /** All of it. */
        FULL,
        /** Its beginning. */
        HEAD,
        /** Nothing: its hash says which it is. */
        HASH
    }

    /** How safely the event log is kept. */
    public enum Fsync {
        /** Each batch of events is handed to the operating system: survives the death of the process. */
        BATCH,
        /** Forced to disk before a statement is sent: survives a power cut. */
        ALWAYS
    }
}
