package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.EventLogs;
import io.github.cqr.adapters.eventlog.LogStore;
import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Holder;
import io.github.cqr.domain.recovery.Succession.Word;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run of which the store knows nothing, and of which this machine has event logs that are younger than checkpoints live: the store was
 * flushed, lost its data, or is another one; or the run was reset on another machine. To take it for new would run everything twice in the
 * first case, to go by the logs would leave out what is to be done in the second: a person must say.
 */
final class LostRun {
    private final RunOptions options;
    private final RunIdentity identity;
    private final LogStore logs;

    private LostRun(RunOptions options, RunIdentity identity, LogStore logs) {
        this.options = options;
        this.identity = identity;
        this.logs = logs;
    }

    /**
     * Looks for such a run on the same nodes and the same database; the logs of a run that was reset here do not count, unless it is to be restored.
     *
     * @param nodes all names of this run's nodes
     * @return null if there is none
     */
    static @Nullable LostRun find(RunOptions options, RunIdentity identity, Collection<String> nodes, Instant now) {
        Path directory = RunnerProgram.logDirectory(options);
        boolean wanted = options.safety().restore();
        EventLogs.Log newest = LogFinder.logs(options).of(identity.runId()).stream()
                .filter(log -> !Collections.disjoint(log.start().nodes(), nodes))
                .filter(log -> Objects.equals(log.start().database(), options.connection().database()))
                .findFirst().orElse(null);
        if (newest == null) {
            return null;
        }
        boolean reset = new Resets(directory, identity.runId()).has(newest.start().generation());
        LogStore logs = LogStore.open(newest.path(), directory, LogFinder.codec(), ThisProcess.hostName(), now);
        boolean expired = Duration.between(logs.lastAt(), now).compareTo(options.checkpoints().ttl()) >= 0;
        boolean empty = logs.countCompleted() == 0 && logs.openIntents().isEmpty() && logs.partials().isEmpty();
        boolean counts = wanted || !(reset || expired);
        return counts && !empty ? new LostRun(options, identity, logs) : null;
    }

    /** What the logs say, in one sentence. */
    String message() {
        int open = logs.openIntents().size();
        return "Valkey knows nothing of run " + identity.runId() + ", but event logs of this machine say that "
                + logs.countCompleted() + " of its statements are completed"
                + (open == 0 ? "" : " and " + open + " were on their way") + ", the last of them at " + logs.lastAt();
    }

    /**
     * Goes on only where it was said how.
     *
     * @throws DecisionNeededException if it was not
     */
    void decide(Console console) {
        if (options.safety().restore()) {
            refuseGaps();
            return;
        }
        if (options.safety().onUnknown() != Word.RUN) {
            String file = options.queryFile();
            throw new DecisionNeededException("nothing was run: " + message(), List.of(
                    "if Valkey lost them (flushed, restarted without its data, or another --valkey-url): --restore "
                            + "writes them to it and goes on",
                    "if they were removed on another machine (--reset): cqr --reset " + file + ", and run it again",
                    "to run everything again: --on-unknown run"));
        }
        console.warn(message() + "; everything is run again (--on-unknown run)");
    }

    private void refuseGaps() {
        if (!logs.troubles().isEmpty() && options.safety().onUnknown() != Word.RUN) {
            throw new DecisionNeededException(
                    "nothing was run: the event logs do not tell of everything, so that statements may be done which "
                            + "they do not show",
                    Stream.concat(logs.troubles().stream(),
                            Stream.of("to restore what they show and run again the rest: --on-unknown run")).toList());
        }
    }

    /** Whether it is to be restored. */
    boolean wanted() {
        return options.safety().restore();
    }

    /**
     * Gives the store everything back. A process that dies in between leaves marks by which the next one goes on with it. The lease must be
     * this process's.
     *
     * @param nodes as {@code host:port}
     * @param owed writes what the logs hold
     * @return the run as the store knows it now
     * @throws RunHeldException if another process has begun the run meanwhile
     */
    Manifest restore(CheckpointStore store, List<String> nodes, OwedOutcomes owed) {
        if (store.manifest() != null) {
            throw new RunHeldException("nothing was run: another runner has begun run " + identity.runId()
                    + " meanwhile; run it again");
        }
        logs.logs().forEach(EventLogs::lost);
        String generation = logs.start().generation();
        new Resets(RunnerProgram.logDirectory(options), identity.runId()).remove(generation);
        store.begin(new Manifest(generation, identity.path(), ThisProcess.hostName(), options.connection().database(),
                nodes, 0));
        Manifest begun = Objects.requireNonNull(store.manifest(), "it was begun");
        owed.settle(begun);
        return Objects.requireNonNull(store.manifest(), "it was begun");
    }

    /** Who had the run last, and how it ended, by the logs. */
    Acquisition.Granted former(Acquisition.Granted granted) {
        return logs.acquire(new Holder("", "", "", "", 0, Instant.EPOCH, Instant.EPOCH), Duration.ZERO,
                false) instanceof Acquisition.Granted(long _, Holder former, boolean clean, Duration since, var seen, boolean _)
                        ? new Acquisition.Granted(granted.epoch(), former, clean, since, seen, false)
                        : granted;
    }

    /** Whether the logs tell of everything that this holder sent: one that died may have had the store alone for its record. */
    boolean covers(Holder former) {
        return logs.ended() && logs.covers(former);
    }
}
