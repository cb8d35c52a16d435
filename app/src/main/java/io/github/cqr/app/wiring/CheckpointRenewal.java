package io.github.cqr.app.wiring;

import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.adapters.scriptfile.ScriptFileException;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.StatementId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the checkpoints of a run alive while it runs (DESIGN 6, rule 7): their time to live counts from the run's last activity, not from
 * when each was written. Reads the script now and then, on a thread of its own, and asks the store to keep what it has of it.
 */
final class CheckpointRenewal implements AutoCloseable {
    private static final int BATCH = 1000;
    /** A long breath between batches, so that the store has time for what matters more. */
    private static final Duration BREATH = Duration.ofMillis(20);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final ScriptFile script;
    private final CheckpointStore store;
    private final Duration every;
    private final Thread thread;
    private final List<StatementId> batch = new ArrayList<>(BATCH);

    /** Thrown out of a reading that is not needed any more. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private CheckpointRenewal(ScriptFile script, CheckpointStore store, Duration ttl) {
        this.script = script;
        this.store = store;
        this.every = ttl.dividedBy(3);
        this.thread = Thread.ofPlatform().daemon().name("checkpoint renewal").unstarted(this::work);
    }

    /** Begins: once at the start, and after each third of {@code ttl}. */
    static CheckpointRenewal start(ScriptFile script, CheckpointStore store, Duration ttl) {
        var renewal = new CheckpointRenewal(script, store, ttl);
        renewal.thread.start();
        return renewal;
    }

    private void work() {
        try {
            while (true) {
                renew();
                Thread.sleep(every);
            }
        } catch (InterruptedException | Stopped closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        batch.clear();
        try {
            script.scan(statement -> {
                batch.add(statement.id());
                if (batch.size() == BATCH) {
                    keep();
                }
            });
            keep();
        } catch (CheckpointStoreException | ScriptException | ScriptFileException later) {
            // The run tells of an outage, and of a script that was changed; the next round does better, or the run is over.
            return;
        }
    }

    private void keep() {
        store.keep(List.copyOf(batch));
        batch.clear();
        try {
            Thread.sleep(BREATH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            boolean _ = thread.join(CLOSE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
