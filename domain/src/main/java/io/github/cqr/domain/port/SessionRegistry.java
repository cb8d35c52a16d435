package io.github.cqr.domain.port;

import io.github.cqr.domain.event.ServerBoot;

/** Where the sessions of the run's holder are on record, so that who takes the run over can close them all. Thread-safe; it blocks. */
public interface SessionRegistry {
    /**
     * Puts a session that was made on record. Only then may a statement use it.
     *
     * @return false when the lease is not this process's any more: then the session must never be used
     * @throws CheckpointStoreException if the store does not answer: then it may be on record or not, and must not be used yet
     */
    boolean register(Registered session);

    /**
     * Takes a session off the record that is known to be closed.
     *
     * @throws CheckpointStoreException if the store does not answer; the session then stays on record, which does no harm
     */
    void forget(String sessionId);

    /** A session on record. */
    record Registered(String sessionId, String node, ServerBoot server) {}
}
