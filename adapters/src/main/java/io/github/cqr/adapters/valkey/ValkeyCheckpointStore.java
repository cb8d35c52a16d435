package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput.Notice;
import io.github.cqr.domain.script.StatementId;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints in a standalone Valkey (or Redis), as the PRD's section 2 lays them out, and the run's lease; see the package's description
 * for the keys. Its methods block until Valkey has answered, at most the command time-out for each round trip; the writer's do not.
 * Thread-safe. The lease's methods use a connection of their own, and none must be called on the ring's thread.
 */
public final class ValkeyCheckpointStore implements CheckpointStore {
    private static final int FIRST_QUESTIONS = 8;

    private final Link link;
    private final Calls calls;
    private final InstantSource clock;
    private final ServerHealth health;
    private final Keys keys;
    private final Map<OpenIntent, Settlement> completions = new ConcurrentHashMap<>();
    private final Lease lease;
    private volatile @Nullable Manifest begun;
    /** The server that took the first write of what was owed since the lease was taken, empty where that cannot be known. */
    private volatile @Nullable String caughtUpOn;
    /** How many writers there were since the lease was taken. */
    private final AtomicInteger writers = new AtomicInteger();
    private volatile @Nullable CheckpointWriter writer;

    private ValkeyCheckpointStore(Link link, ValkeySettings settings, InstantSource clock) {
        this.link = link;
        this.calls = new Calls(link, settings.commandTimeout());
        this.clock = clock;
        this.health = new ServerHealth(calls);
        this.keys = new Keys(settings.runId());
        this.lease = new Lease(new Calls(link, settings.commandTimeout()),
                new RunKeeper(keys, settings.checkpointTtl(), "", ""));
    }

    /**
     * Connects.
     *
     * @throws CheckpointStoreException if the server cannot be used: the message is one sentence that names it, without its password
     */
    public static ValkeyCheckpointStore connect(ValkeySettings settings) {
        return connect(settings, InstantSource.system());
    }

    /** As {@link #connect(ValkeySettings)}, with the clock that dates what a person resolves. */
    static ValkeyCheckpointStore connect(ValkeySettings settings, InstantSource clock) {
        var link = new Link(ValkeyAddress.of(settings.url(), settings.commandTimeout()), settings.commandTimeout());
        var store = new ValkeyCheckpointStore(link, settings, clock);
        try {
            store.firstQuestion();
            return store;
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    /**
     * Asks the first question. A server that refuses a password also closes the connection, and the news of the end can overtake that of the
     * reason: then it is asked again.
     */
    private void firstQuestion() {
        for (int attempt = 1;; attempt++) {
            try {
                refuseCluster();
                return;
            } catch (CheckpointStoreException e) {
                boolean unexplained = String.valueOf(e.getMessage()).contains(PlainWords.CLOSED);
                if (!unexplained || attempt == FIRST_QUESTIONS) {
                    throw e;
                }
            }
        }
    }

    private void refuseCluster() {
        if (health.isCluster()) {
            throw new CheckpointStoreException(
                    "Valkey at " + calls.server() + " runs in cluster mode, which cannot hold"
                            + " checkpoints: give a standalone Valkey",
                    null);
        }
    }

    /**
     * What an operator should know of the server, each with what to do: it deletes keys when it is full, it does not write its data to
     * disk, it is a replica. Empty if all is well.
     *
     * @throws CheckpointStoreException if it does not answer
     */
    public List<Notice> health() {
        return health.notices();
    }

    /**
     * Version, age and memory of the server, as far as the user may ask for them.
     *
     * @throws CheckpointStoreException if it does not answer
     */
    public ValkeyFacts facts() {
        return health.facts();
    }

    /**
     * Who holds the run's lease, or held it last; null when nobody ever did. Changes nothing.
     *
     * @throws CheckpointStoreException if the server does not answer
     */
    public @Nullable LeaseView lease() {
        List<String> time = calls.await(calls.commands().time());
        Instant now = Instant.ofEpochSecond(Long.parseLong(time.getFirst()), Long.parseLong(time.get(1)) * 1_000);
        return Control.read(calls, keys).lease(now);
    }

    @Override
    public Acquisition acquire(Holder holder, Duration lasts, boolean steal) {
        return taken(lease.acquire(holder, lasts, steal));
    }

    /** {@inheritDoc} That is until the server has been up for as long as a lease lasts, where it is not the one that had the last renewal. */
    @Override
    public Acquisition succeed(Holder holder, Duration lasts, Holder dead) {
        return taken(lease.succeed(holder, lasts, dead));
    }

    private Acquisition taken(Acquisition acquisition) {
        if (acquisition instanceof Acquisition.Granted) {
            begun = null;
            writer = null;
            caughtUpOn = null;
            writers.set(0);
        }
        return acquisition;
    }

    @Override
    public Renewal renew(Map<String, ServerBoot> seen, Duration lasts) {
        synchronized (lease) {
            return lease.renew(seen, lasts, writer);
        }
    }

    /** {@inheritDoc} With something still owed to Valkey no end is clean. */
    @Override
    public boolean release(boolean clean) {
        synchronized (lease) {
            return lease.release(clean && owed() == 0, writer);
        }
    }

    @Override
    public boolean register(Registered session) {
        return lease.register(session);
    }

    @Override
    public void forget(String sessionId) {
        lease.forget(sessionId);
    }

    @Override
    public BitSet completed(List<StatementId> ids) {
        return new Outcomes(keys, calls).completed(calls.commands(), ids);
    }

    /** {@inheritDoc} One of the PRD's Python tool counts once, however many statements it covers. */
    @Override
    public long countCompleted() {
        return new OutcomeKeys(keys, calls).countCompleted();
    }

    /**
     * Sets {@link Manifest#completed()} to {@link #countCompleted()}: after checkpoints that were lost have been written again.
     *
     * @return the count
     * @throws CheckpointStoreException if the store does not answer, or the lease is not this process's
     */
    @Override
    public long recount() {
        long count = countCompleted();
        RunKeeper run = lease.run();
        expectOk(calls.text(Scripts.COUNT, run.control(), run.generation(), run.writer(), Long.toString(count), ""));
        Manifest manifest = begun;
        begun = manifest == null ? null : withCompleted(manifest, count);
        return count;
    }

    @Override
    public void keep(List<StatementId> ids) {
        new OutcomeKeys(keys, calls).keep(ids, lease.run().ttl().toSeconds());
    }

    @Override
    public @Nullable Manifest manifest() {
        return Control.read(calls, keys).manifest();
    }

    @Override
    public void begin(Manifest manifest) {
        // A renewal with a writer of before would find its last write missing, and write it again over those of the next one.
        synchronized (lease) {
            writer = null;
            RunKeeper run = lease.run();
            begun = kept(manifest, calls.texts(Scripts.BEGIN, run.control(),
                    run.beginArguments(manifest, manifest.completed())));
        }
    }

    /** {@inheritDoc} No renewal of the lease looks at its writes. */
    @Override
    public EventSink catchUp(Manifest manifest, Inbox inbox) {
        RunKeeper run = lease.run();
        List<String> answer = calls.texts(Scripts.CATCH_UP, run.control(), run.generation(), run.writer(),
                run.controlSeconds());
        Manifest kept = kept(manifest, answer);
        if (caughtUpOn == null) {
            caughtUpOn = answer.get(3);
        }
        return new CheckpointWriter(lease, new OwedWrites(lease, kept, link, inbox, nextNumbers(), null), link, inbox);
    }

    /** The same with the generation and the count that the store has. */
    private Manifest kept(Manifest manifest, List<String> answer) {
        expectOk(answer.getFirst());
        lease.generation(answer.get(1));
        return new Manifest(answer.get(1), manifest.path(), manifest.host(), manifest.database(), manifest.nodes(),
                Long.parseLong(answer.get(2)));
    }

    private void expectOk(String answer) {
        if (!answer.equals("ok")) {
            throw calls.refused(answer);
        }
    }

    @Override
    public List<OpenIntent> openIntents() {
        return Control.read(calls, keys).intents();
    }

    @Override
    public List<Partial> partials() {
        return Control.read(calls, keys).partials();
    }

    @Override
    public Set<String> judged() {
        return Control.read(calls, keys).judged();
    }

    @Override
    public Set<String> settledLogs() {
        return Control.read(calls, keys).settledLogs();
    }

    @Override
    public void settledLog(String instance) {
        RunKeeper run = lease.run();
        String since = caughtUpOn;
        String answer = calls.twice(() -> calls.text(Scripts.MARK, run.control(), run.generation(), run.writer(),
                Keys.SETTLED + instance, since == null ? "" : since));
        if (answer.equals("another")) {
            throw new CheckpointStoreException("Valkey at " + calls.server() + " was restarted or failed over at this "
                    + "start, and may have lost what was written to it; run the same command again", null);
        }
        expectOk(answer);
    }

    @Override
    public List<Registered> sessions() {
        return Control.read(calls, keys).sessions();
    }

    /** {@inheritDoc} A {@code before-retry} has no outcome: its intent is closed, and the marker of what it was to take away stays. */
    @Override
    public void settle(OpenIntent intent, Settlement settlement) {
        counted(new Settling(calls, lease.run(), clock).settle(intent, settlement));
        if (settlement instanceof Settlement.Completed || settlement instanceof Settlement.TakenAsCompleted) {
            completions.put(intent, settlement);
        }
    }

    @Override
    public void clear(Partial partial, boolean completed) {
        counted(new Settling(calls, lease.run(), clock).clear(partial, completed));
    }

    private void counted(boolean more) {
        Manifest manifest = begun;
        if (more && manifest != null) {
            begun = withCompleted(manifest, manifest.completed() + 1);
        }
    }

    private static Manifest withCompleted(Manifest of, long completed) {
        return new Manifest(of.generation(), of.path(), of.host(), of.database(), of.nodes(), completed);
    }

    @Override
    public List<String> known(List<String> runIds) {
        RedisAsyncCommands<String, String> commands = calls.commands();
        List<RedisFuture<Boolean>> answers = runIds.stream()
                .map(id -> commands.hexists(Keys.control(id), "generation")).toList();
        List<String> known = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (calls.await(answers.get(i))) {
                known.add(runIds.get(i));
            }
        }
        return List.copyOf(known);
    }

    /**
     * {@inheritDoc} Markers of what may be there in part count as open intents. The lease must be this process's, and stays so; sessions on
     * record stay there.
     */
    @Override
    public ResetResult reset(boolean force) {
        RunKeeper run = lease.run();
        String generation = UUID.randomUUID().toString();
        String answer = calls.text(Scripts.FENCE, run.control(), run.generation(), run.writer(), generation,
                force ? "force" : "");
        if (answer.equals("open")) {
            Control control = Control.read(calls, keys);
            List<OpenIntent> open = new ArrayList<>(control.intents());
            control.partials().forEach(partial -> open.add(partial.intent()));
            return new ResetResult.Refused(open);
        }
        expectOk(answer);
        lease.generation(generation);
        begun = null;
        long deleted = new OutcomeKeys(keys, calls).delete();
        // Last, so that a reset that was cut short leaves a run whose checkpoints are seen to be missing.
        expectOk(calls.text(Scripts.EMPTY, run.control(), generation, run.writer()));
        lease.generation("");
        return new ResetResult.Deleted(deleted);
    }

    /**
     * {@inheritDoc} One writer for each {@link #begin}.
     *
     * @throws IllegalStateException before {@link #begin}
     */
    @Override
    public EventSink writer(Inbox inbox) {
        Manifest manifest = begun;
        if (manifest == null) {
            throw new IllegalStateException("the run has not begun");
        }
        var made = new CheckpointWriter(lease,
                new OwedWrites(lease, manifest, link, inbox, nextNumbers(), this::completeAgain), link, inbox);
        writer = made;
        return made;
    }

    private Numbers nextNumbers() {
        return new Numbers(writers.getAndIncrement());
    }

    /** What was found to be completed at the start is no event of this process: a server that lost its last writes gets it again from here. */
    private void completeAgain() {
        completions.forEach((intent, settlement) -> {
            boolean _ = new Settling(calls, lease.run(), clock).settle(intent, settlement);
        });
    }

    /** How many intents and outcomes the writer could not write so far; after its close, for good. */
    public int owed() {
        CheckpointWriter current = writer;
        return current == null ? 0 : current.owed();
    }

    @Override
    public void close() {
        link.close();
    }
}
