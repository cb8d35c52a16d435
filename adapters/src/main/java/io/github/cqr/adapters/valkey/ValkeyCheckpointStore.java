package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.script.StatementId;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints in a standalone Valkey (or Redis), as the PRD's section 2 lays them out; see the package's description for the keys. Its
 * methods block until Valkey has answered, at most the command time-out for each round trip; the writer's do not. Thread-safe.
 */
public final class ValkeyCheckpointStore implements CheckpointStore {
    private static final int FIRST_QUESTIONS = 8;

    private static final int KEYS_PER_BATCH = 1000;

    private final Link link;
    private final Calls calls;
    private final InstantSource clock;
    private volatile RunKeeper run;
    private volatile @Nullable Manifest begun;
    private volatile @Nullable CheckpointWriter writer;

    private ValkeyCheckpointStore(Link link, ValkeySettings settings, InstantSource clock) {
        this.link = link;
        this.calls = new Calls(link, settings.commandTimeout());
        this.clock = clock;
        this.run = new RunKeeper(new Keys(settings.runId()), settings.checkpointTtl(), "", random());
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
        String info;
        try {
            info = calls.await(calls.commands().info("cluster"));
        } catch (CheckpointStoreException e) {
            if (PlainWords.forbidden(e.getCause())) {
                return; // a user without INFO: a cluster would refuse the first script instead
            }
            throw e;
        }
        if (info.contains("cluster_enabled:1")) {
            throw new CheckpointStoreException(
                    "Valkey at " + calls.server() + " runs in cluster mode, which cannot hold"
                            + " checkpoints: give a standalone Valkey",
                    null);
        }
    }

    private static String random() {
        return UUID.randomUUID().toString();
    }

    @Override
    public BitSet completed(List<StatementId> ids) {
        return new Outcomes(run.keys(), calls).completed(calls.commands(), ids);
    }

    @Override
    public @Nullable Manifest manifest() {
        Map<String, String> fields = calls.await(calls.commands().hgetall(run.keys().control()));
        String generation = fields.get("generation");
        if (generation == null) {
            return null;
        }
        try {
            return new Manifest(generation, fields.getOrDefault("path", ""), fields.getOrDefault("host", ""),
                    fields.get("database"), Json.list(fields.getOrDefault("nodes", "[]")),
                    Long.parseLong(fields.getOrDefault("completed", "0")));
        } catch (IllegalArgumentException e) {
            throw unreadable("its manifest", e);
        }
    }

    @Override
    public void begin(Manifest manifest) {
        List<String> kept = calls.texts(Scripts.BEGIN, controlKey(),
                run.beginArguments(manifest, manifest.completed()));
        String generation = kept.get(0);
        run = run.begun(generation);
        begun = new Manifest(generation, manifest.path(), manifest.host(), manifest.database(), manifest.nodes(),
                Long.parseLong(kept.get(1)));
    }

    @Override
    public List<OpenIntent> openIntents() {
        Map<String, String> fields = calls.await(calls.commands().hgetall(run.keys().control()));
        String prefix = Write.intentField("");
        List<OpenIntent> intents = new ArrayList<>();
        fields.forEach((field, value) -> {
            if (field.startsWith(prefix)) {
                try {
                    intents.add(Json.intent(field.substring(prefix.length()), value));
                } catch (IllegalArgumentException e) {
                    throw unreadable("its field " + field, e);
                }
            }
        });
        intents.sort(Comparator.comparingInt(OpenIntent::ordinal).thenComparingInt(OpenIntent::attempt));
        return List.copyOf(intents);
    }

    private CheckpointStoreException unreadable(String what, Exception cause) {
        return new CheckpointStoreException("the key " + run.keys().control() + " in Valkey at " + calls.server()
                + " cannot be read: " + what + " is damaged (" + cause.getMessage() + ")", cause);
    }

    /** {@inheritDoc} Does nothing but throw when the intent is not open any more. */
    @Override
    public void resolve(OpenIntent intent, boolean completed) {
        String outcome = completed ? Json.resolved(intent, clock.instant()) : "";
        long closed = calls.number(Scripts.RESOLVE,
                new String[]{run.keys().control(), run.keys().outcome(intent.id())},
                Write.intentField(intent.queryId()), run.outcomeSeconds(), run.controlSeconds(), outcome);
        if (closed == 0) {
            throw new CheckpointStoreException("statement " + intent.ordinal() + " (query id " + intent.queryId()
                    + ") has no open intent in Valkey at " + calls.server() + " any more", null);
        }
    }

    @Override
    public List<String> known(List<String> runIds) {
        RedisAsyncCommands<String, String> commands = calls.commands();
        List<RedisFuture<Long>> answers = runIds.stream().map(id -> commands.exists(Keys.control(id))).toList();
        List<String> known = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (calls.await(answers.get(i)) > 0) {
                known.add(runIds.get(i));
            }
        }
        return List.copyOf(known);
    }

    @Override
    public ResetResult reset(boolean force) {
        if (calls.number(Scripts.FENCE, controlKey(), random(), force ? "force" : "") == 0) {
            return new ResetResult.Refused(openIntents());
        }
        long deleted = 0;
        ScanArgs match = ScanArgs.Builder.matches(run.keys().pattern()).limit(KEYS_PER_BATCH);
        RedisAsyncCommands<String, String> commands = calls.commands();
        KeyScanCursor<String> page = calls.await(commands.scan(ScanCursor.INITIAL, match));
        while (true) {
            String[] found = page.getKeys().stream().filter(run.keys()::isOutcome).toArray(String[]::new);
            if (found.length > 0) {
                deleted += calls.await(commands.unlink(found));
            }
            if (page.isFinished()) {
                break;
            }
            page = calls.await(commands.scan(page, match));
        }
        // Last, so that a reset that was cut short leaves a run whose checkpoints are seen to be missing.
        Long _ = calls.await(commands.unlink(run.keys().control()));
        return new ResetResult.Deleted(deleted);
    }

    private String[] controlKey() {
        return new String[]{run.keys().control()};
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
        var made = new CheckpointWriter(run, manifest, link, inbox);
        writer = made;
        return made;
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
