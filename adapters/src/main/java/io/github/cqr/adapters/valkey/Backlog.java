package io.github.cqr.adapters.valkey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is owed to Valkey, in the order of the events, and enough of what it has acknowledged to write it again should a restart or a
 * failover lose it: the last {@value #REMEMBERED} writes and every open intent. Not thread-safe.
 */
final class Backlog {
    /** How many acknowledged writes are kept. With {@code appendfsync everysec} a crash loses about a second's worth. */
    static final int REMEMBERED = 10_000;

    private final NavigableMap<Long, Write> owed = new TreeMap<>();
    private final Map<String, Write> owedIntents = new LinkedHashMap<>();
    private final NavigableMap<Long, Write> acknowledged = new TreeMap<>();
    private final Map<String, Write> openIntents = new LinkedHashMap<>();
    private final int remembered;
    private long anchor;
    private long forgotten;
    private long completed;

    /** @param completed how many statements the run had completed when this process began */
    Backlog(long completed, int remembered) {
        this.completed = completed;
        this.remembered = remembered;
    }

    /** Owes a write that follows all others. An outcome takes the place of its own intent if that is still owed. */
    void add(Write write) {
        if (write.action().begins()) {
            owedIntents.put(write.queryId(), write);
        } else if (write.action().ends()) {
            Write intent = owedIntents.remove(write.queryId());
            if (intent != null) {
                owed.remove(intent.seq());
            }
        }
        owed.put(write.seq(), write);
    }

    /** The first {@code max} of what is owed. */
    List<Write> first(int max) {
        List<Write> first = new ArrayList<>(Math.min(max, owed.size()));
        for (Write write : owed.values()) {
            if (first.size() == max) {
                break;
            }
            first.add(write);
        }
        return first;
    }

    /** How many writes are owed. */
    int size() {
        return owed.size();
    }

    /** Sequence number of the last write that Valkey acknowledged and, as far as is known, still has. */
    long anchor() {
        return anchor;
    }

    /** Completed statements that Valkey acknowledged: those of earlier processes too. */
    long completed() {
        return completed;
    }

    /** Valkey acknowledged this write and, as they go in order, all before it. */
    void acknowledge(Write write) {
        owed.remove(write.seq());
        anchor = write.seq();
        acknowledged.put(write.seq(), write);
        switch (write.action()) {
            case INTENT, ADOPTED -> {
                owedIntents.remove(write.queryId());
                openIntents.put(write.queryId(), write);
            }
            case COMPLETED -> {
                openIntents.remove(write.queryId());
                completed++;
            }
            case FAILED, RETRIED, UNDOING, WITHDRAWN -> openIntents.remove(write.queryId());
            case TOUCH -> {
            }
        }
        if (acknowledged.size() > remembered) {
            forgotten = acknowledged.firstKey();
            acknowledged.remove(forgotten);
        }
    }

    /**
     * Valkey has lost all that came after {@code last}: owes it again, as far as it is remembered.
     *
     * @return false if outcomes may be among what is not remembered
     */
    boolean rolledBack(long last) {
        NavigableMap<Long, Write> lost = new TreeMap<>(acknowledged.tailMap(last, false));
        openIntents.values().stream().filter(intent -> intent.seq() > last)
                .forEach(intent -> lost.put(intent.seq(), intent));
        completed -= lost.values().stream().filter(write -> write.action() == Write.Action.COMPLETED).count();
        acknowledged.tailMap(last, false).clear(); // counted once, should it be lost once more before it is written
        owed.putAll(lost);
        anchor = last;
        return forgotten <= last;
    }
}
