package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.script.StatementId;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What is done with the outcomes of a run key by key. */
final class OutcomeKeys {
    private static final int KEYS_PER_BATCH = 1000;
    private static final int BATCHES_UNDER_WAY = 4;
    private static final int PREFIX_DIGITS = 16;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Keys keys;
    private final Calls calls;

    OutcomeKeys(Keys keys, Calls calls) {
        this.keys = keys;
        this.calls = calls;
    }

    /** Deletes all; how many there were. */
    long delete() {
        long[] deleted = {0};
        scan(found -> deleted[0] += calls.await(calls.commands().unlink(found)));
        return deleted[0];
    }

    /** How many say that a statement is completed. */
    long countCompleted() {
        Set<Long> seen = new HashSet<>(); // SCAN may name a key twice
        long[] completed = {0};
        scan(found -> {
            List<KeyValue<String, String>> values = calls.await(calls.commands().mget(found));
            for (KeyValue<String, String> entry : values) {
                if (entry.hasValue() && seen.add(fingerprint(entry.getKey())) && isCompleted(entry.getValue())) {
                    completed[0]++;
                }
            }
        });
        return completed[0];
    }

    /** 64 bits of the statement's hash and its occurrence: two statements of one run do not have the same. */
    private long fingerprint(String key) {
        String name = key.substring(keys.prefix().length());
        int colon = name.indexOf(':');
        long occurrence = colon < 0 ? 1 : Long.parseLong(name.substring(colon + 1));
        return Long.parseUnsignedLong(name.substring(0, PREFIX_DIGITS), 16) + occurrence * MIX;
    }

    private static boolean isCompleted(String value) {
        try {
            return Json.stored(value) != Json.Stored.NOT_COMPLETED;
        } catch (IllegalArgumentException damaged) {
            return false; // whoever needs this very checkpoint is told
        }
    }

    private void scan(Consumer<String[]> page) {
        RedisAsyncCommands<String, String> commands = calls.commands();
        ScanArgs match = ScanArgs.Builder.matches(keys.pattern()).limit(KEYS_PER_BATCH);
        KeyScanCursor<String> cursor = calls.await(commands.scan(ScanCursor.INITIAL, match));
        while (true) {
            String[] found = cursor.getKeys().stream().filter(keys::isOutcome).toArray(String[]::new);
            if (found.length > 0) {
                page.accept(found);
            }
            if (cursor.isFinished()) {
                return;
            }
            cursor = calls.await(commands.scan(cursor, match));
        }
    }

    /** Lets the checkpoints of these statements, as far as they are there, live that many seconds from now on. */
    void keep(List<StatementId> ids, long seconds) {
        RedisAsyncCommands<String, String> commands = calls.commands();
        Deque<List<RedisFuture<Boolean>>> underWay = new ArrayDeque<>();
        for (int from = 0; from < ids.size(); from += KEYS_PER_BATCH) {
            if (underWay.size() == BATCHES_UNDER_WAY) {
                underWay.removeFirst().forEach(calls::await);
            }
            List<RedisFuture<Boolean>> batch = new ArrayList<>(KEYS_PER_BATCH);
            for (StatementId id : ids.subList(from, Math.min(ids.size(), from + KEYS_PER_BATCH))) {
                batch.add(commands.expire(keys.base(id), seconds));
                if (id.occurrence() > 1) {
                    batch.add(commands.expire(keys.outcome(id), seconds));
                }
            }
            underWay.addLast(batch);
        }
        underWay.forEach(batch -> batch.forEach(calls::await));
    }
}
