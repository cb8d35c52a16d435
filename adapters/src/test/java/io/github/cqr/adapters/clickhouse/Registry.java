package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.SessionRegistry;
import java.util.ArrayList;
import java.util.List;

/** Sessions on record, as the checkpoint store keeps them; a test can take the lease away or the store. */
final class Registry implements SessionRegistry {
    private final List<Registered> sessions = new ArrayList<>();
    private boolean taken;
    private int outages;

    @Override
    public synchronized boolean register(Registered session) {
        if (outages > 0) {
            outages--;
            throw new CheckpointStoreException("the store is away", null);
        }
        if (taken) {
            return false;
        }
        sessions.add(session);
        return true;
    }

    @Override
    public synchronized void forget(String sessionId) {
        sessions.removeIf(session -> session.sessionId().equals(sessionId));
    }

    /** From now on the lease is another process's. */
    synchronized void takeLease() {
        taken = true;
    }

    /** The next requests find the store away. */
    synchronized void fail(int times) {
        outages = times;
    }

    /** What is on record. */
    synchronized List<Registered> sessions() {
        return List.copyOf(sessions);
    }
}
