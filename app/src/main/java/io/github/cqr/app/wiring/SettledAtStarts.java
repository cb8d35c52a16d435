package io.github.cqr.app.wiring;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.run.QueryIds;
import io.github.cqr.domain.script.StatementId;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of statements between two processes of a run: it was settled at a start, in the store alone. When the store has lost it, the
 * event logs show it by the statements that the later process skipped.
 */
final class SettledAtStarts {
    private static final int BATCH = 10_000;

    private final CheckpointStore store;
    private final Map<StatementId, OpenIntent> skipped = new LinkedHashMap<>();
    private String instance = "";

    SettledAtStarts(CheckpointStore store) {
        this.store = store;
    }

    /**
     * Takes note of an event of a log that is written to the store again.
     *
     * @return what to write: a dispatch is bound to no server's life, for the record of its session may be lost
     */
    Envelope noted(Envelope envelope) {
        if (envelope.event() instanceof RunEvent.Dispatched dispatched) {
            return new Envelope(envelope.seq(), envelope.at(), envelope.runId(), dispatched.unbound());
        }
        if (envelope.event() instanceof RunEvent.RunStarted started) {
            instance = started.instance();
        } else if (envelope.event() instanceof RunEvent.Skipped(StatementRef statement)) {
            String queryId = QueryIds.of(envelope.runId(), instance, statement.ordinal(), 0);
            skipped.putIfAbsent(statement.id(),
                    new OpenIntent(queryId, statement.ordinal(), statement.id(), "", 0, envelope.at(), 0, null, true));
        }
        return envelope;
    }

    /**
     * Completes in the store what the logs show as skipped and their events did not complete, and closes intents of completed statements.
     *
     * @throws io.github.cqr.domain.port.CheckpointStoreException if the store does not take it
     */
    void write() {
        if (instance.isEmpty()) {
            return; // nothing was lost
        }
        List<OpenIntent> all = List.copyOf(skipped.values());
        for (int from = 0; from < all.size(); from += BATCH) {
            List<OpenIntent> batch = all.subList(from, Math.min(from + BATCH, all.size()));
            BitSet there = completed(batch);
            for (int i = there.nextClearBit(0); i < batch.size(); i = there.nextClearBit(i + 1)) {
                store.settle(batch.get(i), new Settlement.TakenAsCompleted());
            }
        }
        List<OpenIntent> open = store.openIntents().stream().filter(intent -> intent.undo() == 0).toList();
        completed(open).stream().forEach(i -> store.settle(open.get(i), new Settlement.TakenAsCompleted()));
    }

    private BitSet completed(List<OpenIntent> intents) {
        return intents.isEmpty() ? new BitSet() : store.completed(intents.stream().map(OpenIntent::id).toList());
    }
}
