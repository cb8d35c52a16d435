package io.github.cqr.domain.port;

import io.github.cqr.domain.script.StatementId;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a run outside this process: outcomes by statement, the run's manifest and its open intents. */
public interface CheckpointStore extends AutoCloseable {
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
     * Writes the manifest of a run that begins, keeping the generation and the completed count of one that is there.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    void begin(Manifest manifest);

    /**
     * Intents without an outcome, by ordinal.
     *
     * @throws CheckpointStoreException if the store does not answer
     */
    List<OpenIntent> openIntents();

    /**
     * Takes a person's word for an open intent and closes it.
     *
     * @param completed true to write a completed checkpoint for it, false to let it be run again
     * @throws CheckpointStoreException if the store does not answer
     */
    void resolve(OpenIntent intent, boolean completed);

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

    /** An attempt that was about to be sent and of which no outcome was recorded. */
    record OpenIntent(String queryId, int ordinal, StatementId id, String node, int attempt, Instant at) {}

    /** What became of a reset. */
    sealed interface ResetResult {
        /** That many checkpoints were deleted; nothing is known of the run any more. */
        record Deleted(long checkpoints) implements ResetResult {}

        /** Nothing was changed, as these intents are open; give {@code force} to forget them too. */
        record Refused(List<OpenIntent> open) implements ResetResult {}
    }
}
