package io.github.cqr.app.wiring;

import io.github.cqr.adapters.clickhouse.NodeAddress;
import io.github.cqr.adapters.eventlog.EventLogException;
import io.github.cqr.adapters.eventlog.FileEventLog;
import io.github.cqr.adapters.eventlog.LogStore;
import io.github.cqr.adapters.local.RunLock;
import io.github.cqr.adapters.local.SystemTimeSource;
import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.adapters.scriptfile.ScriptFileException;
import io.github.cqr.adapters.valkey.ValkeyCheckpointStore;
import io.github.cqr.adapters.valkey.ValkeySettings;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.DiffRequest;
import io.github.cqr.app.cli.Problem;
import io.github.cqr.app.cli.Program;
import io.github.cqr.app.cli.ReplayRequest;
import io.github.cqr.app.cli.ReportRequest;
import io.github.cqr.app.cli.Resolution;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.RunsRequest;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.ResetResult;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.run.QueryIds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The commands, from options to exit code: checks everything that can be checked before the first statement, then runs. */
public final class RunnerProgram implements Program {
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
    public int run(RunOptions given, Console console) {
        LogStore log = FromLog.open(given, console);
        RunOptions options = FromLog.withScript(given, log);
        LiveScreen.check(options, console);
        if (options.output().requireLog()) {
            FileEventLog.check(logDirectory(options));
        }
        signals.onStatus(() -> console.info("status: nothing is dispatched yet; the run is being prepared"));
        List<NodeAddress> nodes = nodes(options);
        RunIdentity identity = RunIdentity.of(options, log);
        try (var start = new RunStart(options, identity, nodes, hex(INSTANCE_BYTES), hex(GENERATION_BYTES), console,
                log);
                ScriptFile script = ScriptFile.open(options.queryFile(), in)) {
            Plan plan = new Planner(names(nodes), start::store, start::inheritance).plan(script);
            if (plan.index().count() == 0) {
                console.info("nothing to run: " + options.queryFile() + " holds no statement");
                return ExitCodes.DONE;
            }
            if (start.restored(plan)) {
                plan = new Planner(names(nodes), start::store, start::inheritance).plan(script);
            }
            return start.go(script, plan, new LiveRun(options, console, signals, in));
        }
    }

    /**
     * Keeps other processes of this machine from this run.
     *
     * @return the lock, null if the state directory takes none
     * @throws RunHeldException if another process has it
     */
    static @Nullable RunLock lock(RunOptions options, RunIdentity identity, Console console) {
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
    public int dryRun(RunOptions given, Console console) {
        LogStore log = FromLog.open(given, console);
        RunOptions options = FromLog.withScript(given, log);
        RunIdentity identity = RunIdentity.of(options, log);
        Set<String> nodes = options.connection().hosts().isEmpty() ? Set.of() : names(nodes(options));
        try (ScriptFile script = ScriptFile.open(options.queryFile(), in)) {
            @Nullable
            CheckpointStore store = null;
            try {
                store = log == null ? openStore(options, identity) : log;
                warnOfLostRun(options, identity, store, nodes, console);
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

    private static void warnOfLostRun(RunOptions options, RunIdentity identity, CheckpointStore store,
            Set<String> nodes, Console console) {
        if (store.manifest() == null && !nodes.isEmpty()) {
            LostRun lost = LostRun.find(options, identity, nodes, console.now());
            if (lost != null) {
                console.warn(lost.message() + "; a run stops and asks");
            }
        }
    }

    @Override
    public int reset(RunOptions options, Console console) {
        RunIdentity identity = RunIdentity.of(options);
        try (RunLock _ = lock(options, identity, console); CheckpointStore store = openStore(options, identity)) {
            underLease(store, options, identity, console);
            Set<String> generations = generations(store, options, identity);
            switch (store.reset(options.safety().force())) {
                case ResetResult.Deleted deleted -> {
                    var resets = new Resets(logDirectory(options), identity.runId());
                    generations.forEach(resets::add);
                    console.print("deleted " + deleted.checkpoints() + " checkpoints of run "
                            + identity.runId());
                }
                case ResetResult.Refused refused -> {
                    boolean _ = store.release(false);
                    throw new DecisionNeededException(
                            "nothing was deleted: run " + identity.runId()
                                    + " has statements whose outcome is not known; decide on them "
                                    + "with cqr resolve, or give --force to forget them too",
                            refused.open().stream()
                                    .map(intent -> "statement " + intent.ordinal() + " on " + intent.node()
                                            + ", query id " + intent.queryId())
                                    .toList());
                }
            }
        }
        return ExitCodes.DONE;
    }

    /** Those of the run's checkpoints, and of its event logs here: they speak of checkpoints that are gone. */
    private static Set<String> generations(CheckpointStore store, RunOptions options, RunIdentity identity) {
        Set<String> generations = new HashSet<>();
        LogFinder.logs(options).of(identity.runId())
                .forEach(log -> generations.add(log.start().generation()));
        CheckpointStore.Manifest manifest = store.manifest();
        if (manifest != null) {
            generations.add(manifest.generation());
        }
        return generations;
    }

    /** Takes the lease for what is done in one go. */
    private void underLease(CheckpointStore store, RunOptions options, RunIdentity identity, Console console) {
        String instance = hex(INSTANCE_BYTES);
        var granted = new LeaseTaker(store, identity.runId(), console, new SystemTimeSource(), Thread::sleep)
                .take(ThisProcess.holder(instance, Instant.now()), options.safety().stealLease()).granted();
        new Sight(logDirectory(options), identity.runId()).passOn(granted, instance);
    }

    @Override
    public int resolve(RunOptions options, Resolution resolution, Console console) {
        return new ResolveCommand(options, console, hex(INSTANCE_BYTES)).resolve(resolution);
    }

    @Override
    public int doctor(RunOptions options, Console console) {
        return new Doctor(options, console).examine();
    }

    @Override
    public int replay(RunOptions options, ReplayRequest request, Console console) {
        return new ReplayCommand(options, console, in, signals).replay(request);
    }

    @Override
    public int runs(RunOptions options, RunsRequest request, Console console) {
        return new RunsCommand(options, console).run(request);
    }

    @Override
    public int diff(RunOptions options, DiffRequest request, Console console) {
        return new DiffCommand(options, console, in).diff(request);
    }

    @Override
    public int report(RunOptions options, ReportRequest request, Console console) {
        return new ReportCommand(options, console, in).report(request);
    }

    @Override
    public @Nullable Problem explain(Throwable problem) {
        return switch (problem) {
            case UnusableException e -> new Problem(String.valueOf(e.getMessage()), e.details(), ExitCodes.FAILED);
            case RunHeldException e -> new Problem(String.valueOf(e.getMessage()), ExitCodes.CHECKPOINT_STORE);
            case EventLogException e -> new Problem(String.valueOf(e.getMessage()), ExitCodes.FAILED);
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

    static ValkeyCheckpointStore openStore(RunOptions options, RunIdentity identity) {
        try {
            return ValkeyCheckpointStore
                    .connect(ValkeySettings.of(options.checkpoints().valkeyUrl().reveal(), identity.runId(),
                            options.checkpoints().ttl()));
        } catch (IllegalArgumentException e) {
            throw options.usageError("--valkey-url", String.valueOf(e.getMessage()));
        }
    }

    private String hex(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
