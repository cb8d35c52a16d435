package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.EventLogReader;
import io.github.cqr.adapters.eventlog.EventLogs;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.RunInput;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the checkpoint store what earlier processes of this machine still owed it: a process that was killed, or that gave up on the
 * store, left its intents and outcomes in its event log alone. Without this a statement that was completed during an outage would run
 * again.
 *
 * <p>A log owes nothing of which the store has noted that: its process ended clean, or its events were written since. The others are given
 * to the store's own writer once more, which changes nothing that is there already.
 */
final class OwedOutcomes {
    private static final int BATCH = 256;

    private final CheckpointStore store;
    private final String runId;
    private final Console console;
    private final EventCodec codec = new JsonEventCodec(JsonEventCodec.SqlText.HASH);
    private final EventLogs logs;
    /** Processes of whose event logs the store was found, or made, to have everything. */
    private final Set<String> reliedOn = new HashSet<>();

    /** Writes from the logs of this machine; no other process may be working on the run. */
    OwedOutcomes(RunOptions options, RunIdentity identity, CheckpointStore store, Console console) {
        this.store = store;
        this.runId = identity.runId();
        this.console = console;
        this.logs = new EventLogs(RunnerProgram.logDirectory(options), codec);
    }

    /**
     * Writes what is owed to the run's checkpoints of this generation, and says so when there was something.
     *
     * @param manifest the run as the store knows it
     * @throws CheckpointStoreException if the store does not take it
     */
    void settle(Manifest manifest) {
        Set<String> settled = store.settledLogs();
        List<EventLogs.Log> all = logs(manifest, _ -> true);
        List<EventLogs.Log> owing = all.stream()
                .filter(log -> EventLogs.isLost(log.path()) || !settled.contains(log.instance())).toList();
        write(manifest, owing, EventLogs::isLost);
        for (EventLogs.Log log : owing) {
            store.settledLog(log.instance());
            EventLogs.settled(log.path());
        }
        all.forEach(log -> reliedOn.add(log.instance()));
        if (!owing.isEmpty()) {
            console.info("wrote what " + owing.size()
                    + " earlier process(es) of this run had recorded in their event logs alone");
        }
    }

    /**
     * Whether the store has lost again what {@link #settle} relied on: its marks are younger than that.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    boolean lostAgain() {
        return !reliedOn.isEmpty() && !store.settledLogs().containsAll(reliedOn);
    }

    /**
     * Writes everything once more that the logs of this generation hold, because the store has lost some of it. It may have lost the record
     * of sessions too: what is in doubt is then not known to be fenced off.
     *
     * @return how many logs there are
     * @throws CheckpointStoreException if the store does not take it
     */
    int restore(Manifest manifest) {
        List<EventLogs.Log> all = logs(manifest, _ -> true);
        write(manifest, all, _ -> true);
        return all.size();
    }

    private void write(Manifest manifest, List<EventLogs.Log> some, Predicate<Path> lost) {
        var settled = new SettledAtStarts(store);
        for (EventLogs.Log log : some) {
            replay(log.path(), manifest, lost.test(log.path()) ? settled : null);
        }
        settled.write();
    }

    /** The logs of this generation, the oldest first. */
    private List<EventLogs.Log> logs(Manifest manifest, Predicate<EventLogs.Log> wanted) {
        return logs.of(runId).reversed().stream()
                .filter(log -> log.start().generation().equals(manifest.generation())).filter(wanted).toList();
    }

    /** @param settled takes note of what the log alone does not give back; null if the store has lost nothing of it */
    private void replay(Path log, Manifest manifest, @Nullable SettledAtStarts settled) {
        String[] refused = new String[1];
        EventSink writer = store.catchUp(manifest, input -> {
            if (input instanceof RunInput.CheckpointsDown down) {
                refused[0] = down.message();
            }
        });
        // One event is held back, so that the last one is known to end its batch.
        Envelope[] held = new Envelope[1];
        long[] count = new long[1];
        try (writer) {
            EventLogReader.readButProgress(log, codec, envelope -> {
                if (held[0] != null) {
                    writer.onEvent(held[0], ++count[0] % BATCH == 0);
                }
                held[0] = settled == null ? envelope : settled.noted(envelope);
            }, _ -> {});
            if (held[0] != null) {
                writer.onEvent(held[0], true);
            }
        }
        if (refused[0] != null) {
            throw new CheckpointStoreException(
                    "an earlier run's outcomes in " + log + " cannot be written: " + refused[0], null);
        }
    }
}
