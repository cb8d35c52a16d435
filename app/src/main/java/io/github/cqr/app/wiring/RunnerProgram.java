package io.github.cqr.app.wiring;

import io.github.cqr.adapters.clickhouse.ClickHouseCluster;
import io.github.cqr.adapters.clickhouse.ClickHouseSettings;
import io.github.cqr.adapters.clickhouse.ClusterCheck;
import io.github.cqr.adapters.clickhouse.NodeAddress;
import io.github.cqr.adapters.clickhouse.NodeCheck;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.adapters.local.RunLock;
import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.adapters.scriptfile.ScriptFileException;
import io.github.cqr.adapters.valkey.ValkeyCheckpointStore;
import io.github.cqr.adapters.valkey.ValkeySettings;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.Problem;
import io.github.cqr.app.cli.Program;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.Version;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.ResetResult;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.run.QueryIds;
import io.github.cqr.domain.run.RunSettings;
import io.github.cqr.domain.session.SessionContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands, from options to exit code: checks everything that can be checked before the first statement, then runs. */
public final class RunnerProgram implements Program {
    private static final int DEFAULT_CONCURRENCY = 2;
    /** PRD, Error Handling: how long a lost checkpoint store is waited for. */
    private static final Duration CHECKPOINT_OUTAGE_LIMIT = Duration.ofSeconds(30);
    private static final int INSTANCE_BYTES = 4;
    private static final int GENERATION_BYTES = 8;
    private static final int LOCK_NAME_LENGTH = 16;

    private final SecureRandom random = new SecureRandom();
    private final Signals signals;
    private final InputStream in;

    /**
     * Makes the program.
     *
     * @param quit ends the process at once with this exit code; called on the second Ctrl-C
     * @param in standard input, for an operator's keys
     */
    public RunnerProgram(IntConsumer quit, InputStream in) {
        this.signals = new Signals(quit);
        this.in = in;
    }

    @Override
    public int run(RunOptions options, Console console) {
        LiveScreen.check(options, console);
        List<NodeAddress> nodes = nodes(options);
        RunIdentity identity = RunIdentity.of(options);
        try (var start = new Start(options, identity, nodes, console);
                ScriptFile script = ScriptFile.open(options.queryFile(), in);
                var store = new LazyStore(start::connect)) {
            Plan plan = new Planner(names(nodes), store).plan(script);
            if (plan.index().count() == 0) {
                console.info("nothing to run: " + options.queryFile() + " holds no statement");
                return ExitCodes.DONE;
            }
            new IntentCheck(store.get(), options.safety().onUnknown(), console).resolve(plan);
            if (plan.nothingToDo()) {
                console.info("nothing to do: all " + plan.work() + " statements of " + options.queryFile()
                        + " are completed (run " + identity.runId() + "); --reset forgets them");
                plan.done().set(0, plan.index().count());
            }
            return start.go(script, plan, store.get());
        }
    }

    /** What a start needs in several places. */
    private final class Start implements AutoCloseable {
        private final RunOptions options;
        private final RunIdentity identity;
        private final List<NodeAddress> nodes;
        private final Console console;
        private final String instance = hex(INSTANCE_BYTES);
        private String generation = hex(GENERATION_BYTES);
        private @Nullable RunLock lock;

        Start(RunOptions options, RunIdentity identity, List<NodeAddress> nodes, Console console) {
            this.options = options;
            this.identity = identity;
            this.nodes = nodes;
            this.console = console;
        }

        /** Connects to the store, sees that its checkpoints are ours, and gives it what earlier processes owed it. */
        CheckpointStore connect() {
            lock = lock(options, identity, console);
            CheckpointStore store = openStore(options, identity);
            try {
                @Nullable
                Manifest before = new TargetCheck(identity, store, options.safety().acceptTarget())
                        .check(options.connection().database(), addresses());
                if (before != null) {
                    generation = before.generation();
                    int owing = new OwedOutcomes(logDirectory(options), new JsonEventCodec(JsonEventCodec.SqlText.NONE))
                            .write(store, identity.runId(), before);
                    if (owing > 0) {
                        console.info("wrote what " + owing
                                + " earlier process(es) of this run had recorded in their event logs alone");
                    }
                }
                return store;
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
        }

        int go(ScriptFile script, Plan plan, CheckpointStore store) {
            store.begin(
                    new Manifest(generation, identity.path(), hostName(), options.connection().database(), addresses(),
                            plan.done().cardinality()));
            RunSettings settings = settings(plan);
            var live = new LiveRun(options, console, signals, in);
            if (plan.nothingToDo()) {
                return live.run(script, plan, settings, store, _ -> new NoExecutor(), List.of());
            }
            try (ClickHouseCluster cluster = ClickHouseCluster.open(clickHouse())) {
                ClusterCheck check = cluster.check();
                if (!check.unusable().isEmpty()) {
                    throw new UnusableException("nothing was run: " + check.unusable().size() + " of " + nodes.size()
                            + " nodes cannot be used",
                            check.unusable().stream().map(NodeCheck.Unusable::message).toList());
                }
                return live.run(script, plan, settings, store, cluster::executor, check.warnings());
            }
        }

        private RunSettings settings(Plan plan) {
            var execution = options.execution();
            Integer concurrency = execution.concurrency();
            int atOnce = concurrency == null ? Math.max(DEFAULT_CONCURRENCY, nodes.size()) : concurrency;
            Integer perNode = execution.perNode();
            var session = new SessionContext(options.connection().database(), execution.settings(), Map.of(),
                    List.of());
            return new RunSettings(identity.runId(), instance, generation, Version.current(), options.queryFile(),
                    plan.index().count(),
                    plan.done().cardinality(), nodes.stream().map(NodeAddress::name).toList(), atOnce,
                    perNode == null ? Integer.MAX_VALUE : perNode, session, execution.barriers(),
                    execution.cancelOnFailure(),
                    execution.onInterrupt(), execution.statementTimeout(), CHECKPOINT_OUTAGE_LIMIT);
        }

        private ClickHouseSettings clickHouse() {
            var c = options.connection();
            try {
                return new ClickHouseSettings(nodes, c.user(),
                        io.github.cqr.adapters.clickhouse.Secret.of(c.password().reveal()), c.database(), c.secure(),
                        c.caCert(),
                        c.clientCert(), c.clientKey(), options.execution().pollInterval(),
                        ClickHouseSettings.DEFAULT_CONNECT_TIMEOUT, ClickHouseSettings.DEFAULT_PATIENCE,
                        identity.runId(), instance,
                        Version.current());
            } catch (IllegalArgumentException e) {
                throw options.usageError("--host", String.valueOf(e.getMessage()));
            }
        }

        private List<String> addresses() {
            return nodes.stream().map(NodeAddress::address).toList();
        }

        @Override
        public void close() {
            if (lock != null) {
                lock.close();
            }
        }
    }

    /**
     * Keeps other processes of this machine from this run.
     *
     * @return the lock, null if the state directory takes none
     * @throws RunHeldException if another process has it
     */
    private static @Nullable RunLock lock(RunOptions options, RunIdentity identity, Console console) {
        Path file = logDirectory(options)
                .resolve(QueryIds.sha256(identity.runId()).substring(0, LOCK_NAME_LENGTH) + ".lock");
        try {
            RunLock lock = RunLock.tryTake(file);
            if (lock == null) {
                throw new RunHeldException(
                        "run " + identity.runId() + " is being worked on by another process of this machine; wait for "
                                + "its end, or stop it first");
            }
            return lock;
        } catch (IOException e) {
            console.warn(
                    "a second process on this run would not be noticed: cannot lock " + file + ": " + e.getMessage());
            return null;
        }
    }

    @Override
    public int dryRun(RunOptions options, Console console) {
        RunIdentity identity = RunIdentity.of(options);
        Set<String> nodes = options.connection().hosts().isEmpty() ? Set.of() : names(nodes(options));
        try (ScriptFile script = ScriptFile.open(options.queryFile(), in)) {
            @Nullable
            CheckpointStore store = null;
            try {
                store = openStore(options, identity);
            } catch (CheckpointStoreException e) {
                console.warn("what is completed is not known: " + e.getMessage());
            }
            try {
                new DryRun(console, options.execution().barriers(), store, nodes).show(script);
            } finally {
                if (store != null) {
                    store.close();
                }
            }
        }
        return ExitCodes.DONE;
    }

    @Override
    public int reset(RunOptions options, Console console) {
        RunIdentity identity = RunIdentity.of(options);
        try (RunLock _ = lock(options, identity, console); CheckpointStore store = openStore(options, identity)) {
            switch (store.reset(options.safety().force())) {
                case ResetResult.Deleted deleted ->
                    console.print("deleted " + deleted.checkpoints() + " checkpoints of run "
                            + identity.runId());
                case ResetResult.Refused refused -> throw new DecisionNeededException(
                        "nothing was deleted: run " + identity.runId()
                                + " has statements whose outcome is not known; decide on them "
                                + "with --on-unknown, or give --force to forget them too",
                        refused.open().stream()
                                .map(intent -> "statement " + intent.ordinal() + " on " + intent.node() + ", query id "
                                        + intent.queryId())
                                .toList());
            }
        }
        return ExitCodes.DONE;
    }

    @Override
    public @Nullable Problem explain(Throwable problem) {
        return switch (problem) {
            case UnusableException e -> new Problem(String.valueOf(e.getMessage()), e.details(), ExitCodes.FAILED);
            case RunHeldException e -> new Problem(String.valueOf(e.getMessage()), ExitCodes.CHECKPOINT_STORE);
            case ScriptFileException e -> new Problem(String.valueOf(e.getMessage()), ExitCodes.FAILED);
            default -> null;
        };
    }

    /** Where the event logs of all runs are. */
    static Path logDirectory(RunOptions options) {
        return options.output().stateDir().resolve("runs");
    }

    private static List<NodeAddress> nodes(RunOptions options) {
        var connection = options.connection();
        try {
            return NodeAddress.parseList(connection.hosts(), connection.port(), connection.secure());
        } catch (IllegalArgumentException e) {
            throw options.usageError("--host", String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> names(List<NodeAddress> nodes) {
        return nodes.stream().map(NodeAddress::name).collect(Collectors.toUnmodifiableSet());
    }

    private static CheckpointStore openStore(RunOptions options, RunIdentity identity) {
        try {
            return ValkeyCheckpointStore
                    .connect(ValkeySettings.of(options.checkpoints().valkeyUrl().reveal(), identity.runId(),
                            options.checkpoints().ttl()));
        } catch (IllegalArgumentException e) {
            throw options.usageError("--valkey-url", String.valueOf(e.getMessage()));
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown";
        }
    }

    private String hex(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
