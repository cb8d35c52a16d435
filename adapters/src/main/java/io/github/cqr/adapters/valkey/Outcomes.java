package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.script.StatementId;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** Reads which statements are completed: MGETs of a thousand keys, a few under way at once, whatever the number of statements. */
final class Outcomes {
    private static final int IDS_PER_BATCH = 1000;
    private static final int BATCHES_UNDER_WAY = 4;

    private final Keys keys;
    private final Calls calls;

    Outcomes(Keys keys, Calls calls) {
        this.keys = keys;
        this.calls = calls;
    }

    /**
     * A request that is under way.
     *
     * @param from index of its first statement
     * @param ids its statements
     */
    private record Batch(int from, List<StatementId> ids, RedisFuture<List<KeyValue<String, String>>> answer) {}

    /** See {@link io.github.cqr.domain.port.CheckpointStore#completed}. */
    BitSet completed(RedisAsyncCommands<String, String> commands, List<StatementId> ids) {
        var completed = new BitSet(ids.size());
        Deque<Batch> underWay = new ArrayDeque<>();
        for (int from = 0; from < ids.size(); from += IDS_PER_BATCH) {
            if (underWay.size() == BATCHES_UNDER_WAY) {
                judge(underWay.removeFirst(), completed);
            }
            int to = Math.min(ids.size(), from + IDS_PER_BATCH);
            underWay.addLast(ask(commands, from, List.copyOf(ids.subList(from, to))));
        }
        while (!underWay.isEmpty()) {
            judge(underWay.removeFirst(), completed);
        }
        return completed;
    }

    /** A repetition (k &gt; 1) needs two keys: its own and the one that the Python tool may have written. */
    private Batch ask(RedisAsyncCommands<String, String> commands, int from, List<StatementId> ids) {
        List<String> names = new ArrayList<>(IDS_PER_BATCH);
        for (StatementId id : ids) {
            names.add(keys.base(id));
            if (id.occurrence() > 1) {
                names.add(keys.outcome(id));
            }
        }
        return new Batch(from, ids, commands.mget(names.toArray(String[]::new)));
    }

    private void judge(Batch batch, BitSet completed) {
        List<KeyValue<String, String>> values = calls.await(batch.answer());
        int next = 0;
        for (int i = 0; i < batch.ids().size(); i++) {
            Json.Stored base = stored(values.get(next++));
            boolean done = base == Json.Stored.COMPLETED_FOR_ALL;
            if (batch.ids().get(i).occurrence() > 1) {
                Json.Stored own = stored(values.get(next++));
                done |= own != Json.Stored.NOT_COMPLETED;
            } else {
                done |= base == Json.Stored.COMPLETED;
            }
            completed.set(batch.from() + i, done);
        }
    }

    private Json.Stored stored(KeyValue<String, String> entry) {
        if (!entry.hasValue()) {
            return Json.Stored.NOT_COMPLETED;
        }
        try {
            return Json.stored(Objects.requireNonNull(entry.getValue()));
        } catch (IllegalArgumentException e) {
            throw new CheckpointStoreException("the checkpoint " + entry.getKey() + " in Valkey at " + calls.server()
                    + " cannot be read (" + e.getMessage() + "); look at it and delete or mend it", e);
        }
    }
}
