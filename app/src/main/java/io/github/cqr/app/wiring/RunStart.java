package io.github.cqr.app.wiring;

import io.github.cqr.adapters.clickhouse.ClickHouseCluster;
import io.github.cqr.adapters.clickhouse.ClickHouseSettings;
import io.github.cqr.adapters.clickhouse.ClusterCheck;
import io.github.cqr.adapters.clickhouse.ExecutorOptions;
import io.github.cqr.adapters.clickhouse.NodeAddress;
import io.github.cqr.adapters.clickhouse.NodeCheck;
import io.github.cqr.adapters.clickhouse.SessionIds;
import io.github.cqr.adapters.eventlog.LogStore;
import io.github.cqr.adapters.local.RunLock;
import io.github.cqr.adapters.local.SystemTimeSource;
import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.adapters.valkey.ValkeyCheckpointStore;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.Version;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.policy.RetryPolicy;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Holder;
import io.github.cqr.domain.port.LeaseStore.Renewal;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.RunInput.Notice;
import io.github.cqr.domain.port.RunInput.Remains;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.recovery.Succession;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.run.LeaseTrust;
import io.github.cqr.domain.run.RunSettings;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything between the options and the first statement, in the order that makes it safe: the store, whose checkpoints they are, the
 * lease, what this machine's event logs still owe, the nodes, what earlier processes left; and the way back at the end.
 */
final class RunStart implements AutoCloseable {
    private static final int DEFAULT_CONCURRENCY = 2;
    /** PRD, Error Handling: how long a lost checkpoint store is waited for. */
    private static final Duration CHECKPOINT_OUTAGE_LIMIT = Duration.ofSeconds(30);
    /** A store that loses what it took more often than this, while a run is started, is not to be relied on. */
    private static final int MOST_LOSSES = 3;

    private final RunOptions options;
    private final RunIdentity identity;
    private final List<NodeAddress> nodes;
    private final String instance;
    private final Console console;
    /** What stands in for the checkpoint store, null for Valkey. */
    private final @Nullable LogStore log;
    private final TimeSource time = new SystemTimeSource();
    private final Sight sight;
    private String generation;
    private @Nullable RunLock lock;
    private @Nullable CheckpointStore store;
    private @Nullable LeaseThread lease;
    private @Nullable ClickHouseCluster cluster;
    private @Nullable ClusterCheck check;
    /** What the store says of itself that an operator should know. */
    private List<Notice> health = List.of();
    private @Nullable Manifest before;
    private Inheritance inheritance = Inheritance.NONE;
    /** Finds out anew what earlier processes left. */
    private Supplier<Inheritance> look = () -> Inheritance.NONE;
    private Map<String, ServerBoot> inherited = Map.of();
    private volatile boolean settled;
    private boolean clean = true;

    /**
     * Does nothing yet.
     *
     * @param instance random name of this process
     * @param generation of the run's checkpoints if it is new
     * @param log what stands in for the checkpoint store, null for Valkey
     */
    RunStart(RunOptions options, RunIdentity identity, List<NodeAddress> nodes, String instance, String generation,
            Console console, @Nullable LogStore log) {
        this.options = options;
        this.identity = identity;
        this.nodes = nodes;
        this.instance = instance;
        this.generation = generation;
        this.console = console;
        this.log = log;
        this.sight = new Sight(RunnerProgram.logDirectory(options), identity.runId());
    }

    /** The store, connected, this run's to write, and with all that was owed to it. */
    CheckpointStore store() {
        CheckpointStore connected = store;
        if (connected == null) {
            lock = RunnerProgram.lock(options, identity, console);
            connected = open();
            store = connected;
            takeOver(connected);
        }
        return connected;
    }

    private CheckpointStore open() {
        LogStore instead = log;
        if (instead != null) {
            if (lock == null) {
                throw new UnusableException("nothing was run: without Valkey and without a lock in "
                        + RunnerProgram.logDirectory(options) + " nothing would keep a second runner away", List.of());
            }
            health = FromLog.notices(instead);
            return instead;
        }
        ValkeyCheckpointStore opened = RunnerProgram.openStore(options, identity);
        health = opened.health();
        return opened;
    }

    /** Statements can only be fenced off by who finds their sessions on record. */
    private boolean fenced() {
        return log == null && options.safety().sessionFence();
    }

    /** What earlier processes of the run left; known once {@link #store} was asked for. */
    Inheritance inheritance() {
        return inheritance;
    }

    private void takeOver(CheckpointStore connected) {
        Manifest known = new TargetCheck(identity, connected, options.safety().acceptTarget())
                .check(options.connection().database(), log == null ? addresses() : names());
        LostRun lost = log == null ? lost(known) : null;
        LeaseTaker.Taken taken = new LeaseTaker(connected, identity.runId(), console, time, Thread::sleep)
                .take(ThisProcess.holder(instance, time.now().wall()), options.safety().stealLease());
        Acquisition.Granted granted = taken.granted();
        clean = false;
        if (log == null) {
            sight.passOn(granted, instance);
        }
        LogStore instead = log;
        Predicate<Holder> inSight = instead == null ? sight::covers : instead::covers;
        if (lost != null) {
            granted = lost.former(granted);
            inSight = lost::covers;
        }
        inherited = granted.seen();
        lease = new LeaseThread(connected, this::onRecord, time, taken.sentAt());
        var owed = new OwedOutcomes(options, identity, connected, console);
        if (lost != null) {
            known = lost.restore(connected, addresses(), owed);
        } else if (known != null && log == null) {
            owed.settle(known);
        }
        before = known;
        if (known != null) {
            generation = known.generation();
        }
        Acquisition.Granted from = granted;
        var heir = new Heir(connected, identity.runId(), generation, inSight, console);
        look = () -> inherited(heir, from);
        inheritance = look.get();
        for (int i = 0; known != null && owed.lostAgain(); i++) {
            if (i == MOST_LOSSES) {
                throw new CheckpointStoreException("it loses what was written to it, again and again", null);
            }
            owed.settle(known);
            inheritance = look.get();
        }
    }

    private Inheritance inherited(Heir heir, Acquisition.Granted granted) {
        try {
            return heir.inherit(granted, this::inspectors);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunHeldException("interrupted while what an earlier run left was looked for");
        }
    }

    /** The run that the store has lost and that is to be restored, null if there is none. */
    private @Nullable LostRun lost(@Nullable Manifest known) {
        if (known != null) {
            refuseReset(known);
            return null;
        }
        List<String> all = Stream.concat(names().stream(), addresses().stream()).toList();
        LostRun lost = LostRun.find(options, identity, all, time.now().wall());
        if (lost != null) {
            lost.decide(console);
        } else if (options.safety().restore()) {
            throw new UnusableException("nothing was run: neither Valkey nor the event logs in "
                    + RunnerProgram.logDirectory(options) + " know run " + identity.runId()
                    + " on these nodes, so there is nothing to restore", List.of());
        }
        return lost != null && lost.wanted() ? lost : null;
    }

    /** A store that came back from an old copy has what was removed since. */
    private void refuseReset(Manifest known) {
        var resets = new Resets(RunnerProgram.logDirectory(options), identity.runId());
        if (!resets.has(known.generation())) {
            return;
        }
        if (!options.safety().restore()) {
            throw new DecisionNeededException("nothing was run: Valkey has the checkpoints of run " + identity.runId()
                    + " again that were removed with --reset; it came back from an old copy",
                    List.of("to remove them again: cqr --reset " + options.queryFile(),
                            "to go on with them: --restore"));
        }
        resets.remove(known.generation());
    }

    private List<? extends NodeInspector> inspectors() {
        return usable().inspectors();
    }

    /**
     * The lives of the servers that go on record with each renewal: until everything is settled those that the former holder saw, so that
     * a start which ends with a question does not answer it by the way.
     */
    private Map<String, ServerBoot> onRecord() {
        return settled ? lives() : inherited;
    }

    private Map<String, ServerBoot> lives() {
        ClickHouseCluster opened = cluster;
        return opened == null ? Map.of() : opened.seen();
    }

    /**
     * The cluster, every node of which answers.
     *
     * @throws UnusableException if one does not
     */
    private ClickHouseCluster usable() {
        ClickHouseCluster opened = cluster;
        if (opened == null) {
            opened = ClickHouseCluster.open(clickHouse());
            cluster = opened;
            ClusterCheck found = opened.check(fenced());
            check = found;
            if (!found.unusable().isEmpty()) {
                throw new UnusableException("nothing was run: " + found.unusable().size() + " of " + nodes.size()
                        + " nodes cannot be used",
                        found.unusable().stream().map(NodeCheck.Unusable::message).toList());
            }
        }
        return opened;
    }

    /** Writes again what the store has lost of the run; true if the plan has to be made anew then. */
    boolean restored(Plan plan) {
        CheckpointStore connected = store();
        Manifest known = before;
        if (log != null || known == null
                || !new LostCheckpoints(connected, identity, options, console).restore(plan, known,
                        time.now().wall())) {
            return false;
        }
        inheritance = look.get(); // intents may have come back too
        return true;
    }

    /** Runs what the plan has left, and says with which code the process ends. */
    int go(ScriptFile script, Plan plan, LiveRun live) {
        CheckpointStore connected = store();
        Succession succession = new Succession(options.safety().onUnknown(), options.safety().onPartial(),
                intent -> usable().leftovers().find(intent.node(), intent.queryId()));
        Map<Integer, Remains> remains = settle(connected, succession, plan);
        settled = true;
        if (plan.nothingToDo()) {
            console.info("nothing to do: all " + plan.work() + " statements of " + options.queryFile()
                    + " are completed (run " + identity.runId() + "); --reset forgets them");
            plan.done().set(0, plan.index().count());
        }
        if (log == null) {
            sight.vouchFor(instance);
        }
        connected.begin(new Manifest(generation, identity.path(), ThisProcess.hostName(),
                options.connection().database(), addresses(), plan.done().cardinality()));
        RunSettings settings = settings(plan);
        LeaseThread held = lease;
        if (held == null) {
            throw new IllegalStateException("a run is begun under its lease");
        }
        if (plan.nothingToDo()) {
            return ended(live.run(new LiveRun.Work(script, plan, Map.of(), settings, List.of()), connected,
                    held, _ -> new NoExecutor()));
        }
        ClickHouseCluster nodesOfIt = usable();
        held.hurry();
        LiveRun.Work work = new LiveRun.Work(script, plan, remains, settings, notices());
        try (CheckpointRenewal _ = CheckpointRenewal.start(script, connected, options.checkpoints().ttl())) {
            var executor = new ExecutorOptions(generation, fenced() ? connected : null,
                    new SessionIds(instance), held.trust(), time,
                    settings.resilience().onNodeLoss() == RunSettings.OnNodeLoss.CONTINUE);
            return ended(live.run(work, connected, held, inbox -> nodesOfIt.executor(inbox, executor)));
        }
    }

    private List<Notice> notices() {
        List<Notice> all = new ArrayList<>(health);
        ClusterCheck found = check;
        if (found != null) {
            all.addAll(found.warnings());
        }
        return List.copyOf(all);
    }

    /** A start that ends with a question has everything on record, unless a node did not answer or something may be out of sight. */
    private Map<Integer, Remains> settle(CheckpointStore connected, Succession succession, Plan plan) {
        try {
            return new Settlements(connected, succession, options.safety().onUnknown(), identity.runId(), console,
                    log == null)
                    .settle(plan, inheritance);
        } catch (DecisionNeededException e) {
            if (connected.renew(onRecord(), LeaseTrust.LASTS) instanceof Renewal.Lost(String message)) {
                throw new RunHeldException(
                        "nothing was run: " + message + "; what there is to decide is asked by who has it");
            }
            Manifest known = before;
            if (known != null && inheritance.troubles().isEmpty() && inheritance.outOfSight() == null) {
                // From now on the record alone counts, and not what the former runner may have left besides.
                connected.begin(known);
                clean = true;
            }
            throw e;
        }
    }

    /** The end was in order: everything of this process is on record, or the store would not take it and the next one writes it. */
    private int ended(int exitCode) {
        clean = exitCode != ExitCodes.CHECKPOINT_STORE;
        return exitCode;
    }

    private RunSettings settings(Plan plan) {
        var execution = options.execution();
        var trouble = options.trouble();
        Integer concurrency = execution.concurrency();
        int atOnce = concurrency == null ? Math.max(DEFAULT_CONCURRENCY, nodes.size()) : concurrency;
        Integer perNode = execution.perNode();
        var session = new SessionContext(options.connection().database(), execution.settings(), Map.of(), List.of());
        var retries = new RetryPolicy(trouble.retries(), trouble.retryBackoff(), trouble.retryMaxPause(),
                instance.hashCode());
        return new RunSettings(identity.runId(), instance, generation, Version.current(), options.queryFile(),
                plan.index().count(), plan.done().cardinality(), names(),
                atOnce, perNode == null ? Integer.MAX_VALUE : perNode, session, execution.barriers(),
                execution.cancelOnFailure(), execution.onInterrupt(), execution.statementTimeout(),
                CHECKPOINT_OUTAGE_LIMIT, new RunSettings.Resilience(retries, trouble.onNodeLoss(), LeaseTrust.TRUSTED,
                        trouble.slowAfter(), trouble.stuckAfter(), fenced()),
                log != null);
    }

    private ClickHouseSettings clickHouse() {
        var c = options.connection();
        try {
            return new ClickHouseSettings(nodes, c.user(),
                    io.github.cqr.adapters.clickhouse.Secret.of(c.password().reveal()), c.database(), c.secure(),
                    c.caCert(), c.clientCert(), c.clientKey(), options.execution().pollInterval(),
                    ClickHouseSettings.DEFAULT_CONNECT_TIMEOUT, ClickHouseSettings.DEFAULT_PATIENCE, identity.runId(),
                    instance, Version.current());
        } catch (IllegalArgumentException e) {
            throw options.usageError("--host", String.valueOf(e.getMessage()));
        }
    }

    private List<String> names() {
        return nodes.stream().map(NodeAddress::name).toList();
    }

    private List<String> addresses() {
        return nodes.stream().map(NodeAddress::address).toList();
    }

    /** Gives back what was taken, in reverse order: the nodes first, so that nothing can reach them when the lease goes. */
    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
        if (lease != null) {
            lease.close();
        }
        if (store != null) {
            release(store);
            store.close();
        }
        if (lock != null) {
            lock.close();
        }
    }

    private void release(CheckpointStore connected) {
        if (lease == null) {
            return;
        }
        try {
            boolean _ = connected.release(clean); // else the next runner sees that the end was not clean
        } catch (CheckpointStoreException _) {
            // the lease runs out by itself, and the next runner sees that the end was not clean
        }
    }
}
