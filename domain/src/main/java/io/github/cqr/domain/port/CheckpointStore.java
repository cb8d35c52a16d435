package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementId;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a run outside this process: outcomes by statement, the run's manifest and its open intents. */
public interface CheckpointStore extends LeaseStore, SessionRegistry, AutoCloseable {
    /**
     * Which of {@code ids} have a completed checkpoint. A checkpoint without a query id was written by the PRD's Python tool and covers
     * every occurrence of its text.
     *
     * @return bit i set when {@code ids.get(i)} is completed
     * @throws CheckpointStoreException if the store does not answer
     */
    BitSet completed(List<StatementId> ids);

    /**
     * The run's manifest, or null when the run is not known.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    @Nullable
    Manifest manifest();

    /**
     * Writes the manifest of a run that begins, keeping the generation and the completed count of one that is there. The lease must be
     * this process's.
     *
     * @throws CheckpointStoreException if the store does not answer, or the lease is not this process's
     */
    void begin(Manifest manifest);

    /**
     * Writes once more what the events of an earlier process wrote, which changes nothing that is there already. It does not {@link #begin}
     * the run: until somebody does, who comes next looks after what the holder before this one left. One at a time, and closed before the
     * run begins. A store that loses what it took meanwhile makes it fail.
     *
     * @param manifest the run as the store knows it
     * @param inbox is told with {@link RunInput.CheckpointsDown} of what could not be written
     * @throws CheckpointStoreException if the store does not answer, or the lease is not this process's
     */
    EventSink catchUp(Manifest manifest, Inbox inbox);

    /**
     * Intents without an outcome, by ordinal.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    List<OpenIntent> openIntents();

    /**
     * Attempts that ended, or may have, and left a part of their effect, of which nobody has said yet what is to become of it.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    List<Partial> partials();

    /**
     * Sessions on record, of this and of former holders.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    List<Registered> sessions();

    /**
     * Closes an open intent with what became of it. The intent need not be on record: a query of an intent that never reached the store
     * can be found on a node. An outcome that is completed stays completed.
     *
     * @throws CheckpointStoreException if the store does not answer, or the lease is not this process's
     */
    void settle(OpenIntent intent, Settlement settlement);

    /**
     * Query ids of attempts that failed, that were settled as {@link Settlement.Discarded} or {@link Settlement.LeftPart}, or whose part was
     * {@linkplain #clear cleared}. What is found out or told of them later does not count: their rows may have been taken away since, or
     * their node may have lost what it knew.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    Set<String> judged();

    /**
     * The processes whose event logs owe this store nothing any more, by their instance names: they ended {@linkplain #release clean}, or
     * what they owed {@linkplain #settledLog was written}.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    Set<String> settledLogs();

    /**
     * Notes that all that the event log of a process owed was written. The note is younger than those writes: a store that loses one of them,
     * in a restart or a failover, loses the note too, and the log owes everything again. One that was restarted or failed over since the
     * first {@link #catchUp} of this process, and may have lost some of it already, takes no note.
     *
     * @throws CheckpointStoreException if it takes none, does not answer, or the lease is not this process's
     */
    void settledLog(String instance);

    /**
     * Takes a person's word for a statement of which a part may be there.
     *
     * @param completed true to write a completed checkpoint for it, false to let it be run again
     * @throws CheckpointStoreException if the store does not answer, or the lease is not this process's
     */
    void clear(Partial partial, boolean completed);

    /**
     * How many statements have a completed checkpoint, counted key by key: slow on a big server.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    long countCompleted();

    /**
     * Takes the number of completed checkpoints that are there for the manifest's count, and returns it: after some were lost and that was dealt
     * with.
     *
     * @throws CheckpointStoreException if the store does not answer, or the lease is not this process's
     */
    long recount();

    /**
     * Lets the checkpoints of {@code ids}, as far as they are there, live for the whole TTL again.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    void keep(List<StatementId> ids);

    /**
     * Which of {@code runIds} have a manifest: used to find the same file under another spelling of its path.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    List<String> known(List<String> runIds);

    /**
     * Forgets everything about the run: outcomes, manifest, intents.
     *
     * @param force also when an intent is open, of which nobody knows the outcome
     * @throws CheckpointStoreException if the store does not answer
     */
    ResetResult reset(boolean force);

    /** The ring's consumer that writes intents and outcomes of this run; it reports outages to {@code inbox}. */
    EventSink writer(Inbox inbox);

    @Override
    void close();

    /**
     * What a run was started with, so that a later start can see that it is the same run.
     *
     * @param generation random, new at the first start and after each reset
     * @param path absolute path of the script, or {@code -} for standard input
     * @param host the machine that it was read on
     * @param database default database, null for the server's own
     * @param nodes the cluster's nodes as {@code host:port}
     * @param completed how many statements were completed under this generation
     */
    record Manifest(
            String generation,
            String path,
            String host,
            @Nullable String database,
            List<String> nodes,
            long completed) {}

    /**
     * An attempt that was about to be sent and of which no outcome was recorded.
     *
     * @param undo 0 for the statement itself, k for its k-th {@code before-retry}
     * @param server the life of the node's server that it was meant for, null when that was not known
     * @param traced whether the query log tells of it
     */
    record OpenIntent(String queryId, int ordinal, StatementId id, String node, int attempt, Instant at, int undo,
            @Nullable ServerBoot server, boolean traced) {}

    /**
     * A statement of which a part may be there.
     *
     * @param intent the attempt that left it
     * @param left what it left
     * @param message how the attempt ended
     * @param elsewhere true if another attempt may have left a part on another node, of which this marker alone tells
     */
    record Partial(OpenIntent intent, Leftover left, String message, boolean elsewhere) {
        /** A part on one node. */
        public Partial(OpenIntent intent, Leftover left, String message) {
            this(intent, left, message, false);
        }
    }

    /** What became of an attempt, or is to be taken as what became of it. */
    sealed interface Settlement {
        /** The query log says that it finished. */
        record Completed(Counters counters, Instant startedAt, Duration elapsed) implements Settlement {}

        /** A person says that its effect is there. */
        record TakenAsCompleted() implements Settlement {}

        /** It never started, or left nothing. */
        record Pending() implements Settlement {}

        /** Whatever it did does not count any more, a person says: it is to be run again. */
        record Discarded() implements Settlement {}

        /** It failed and left nothing. */
        record Failed(Failure failure, Counters counters, Instant startedAt, Duration elapsed) implements Settlement {}

        /**
         * It is over, or may be, and a part of its effect may be there.
         *
         * @param elsewhere see {@link Partial#elsewhere}
         */
        record LeftPart(Leftover left, String message, boolean elsewhere) implements Settlement {
            /** A part on one node. */
            public LeftPart(Leftover left, String message) {
                this(left, message, false);
            }
        }
    }

    /** What became of a reset. */
    sealed interface ResetResult {
        /** That many checkpoints were deleted; nothing is known of the run any more. */
        record Deleted(long checkpoints) implements ResetResult {}

        /** Nothing was changed, as these intents are open; give {@code force} to forget them too. */
        record Refused(List<OpenIntent> open) implements ResetResult {}
    }
}
