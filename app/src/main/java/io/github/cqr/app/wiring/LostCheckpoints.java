package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.EventLogReader;
import io.github.cqr.adapters.eventlog.EventLogs;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.recovery.Succession.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Sees that the store still has all checkpoints that it had (DESIGN 6, rule 7): a server that evicts keys, or that was restarted from an old
 * copy, would have statements run twice.
 */
final class LostCheckpoints {
    private final CheckpointStore store;
    private final RunIdentity identity;
    private final RunOptions options;
    private final Console console;

    LostCheckpoints(CheckpointStore store, RunIdentity identity, RunOptions options, Console console) {
        this.store = store;
        this.identity = identity;
        this.options = options;
        this.console = console;
    }

    /**
     * Compares how many there were, by the manifest and by the newest event log of this machine, with what is there; what is missing is
     * written again from the logs.
     *
     * @param before the run's manifest
     * @return true if some were, so that the plan has to be made again
     * @throws DecisionNeededException if checkpoints are gone for good
     */
    boolean restore(Plan plan, Manifest before, Instant now) {
        long were = Math.max(before.completed(), byTheNewestLog(before, now));
        if (plan.done().cardinality() >= were) {
            return false;
        }
        // The script may have been shortened: then the keys of what it held are there all the same.
        long there = store.countCompleted();
        return there < were && restore(before, were, there);
    }

    /**
     * How many checkpoints there were at the end of the run's last process on this machine. A store that was restarted from an old copy since
     * then has the count of then too, so that it cannot tell by itself. Looks into the log only if its last line leaves it open.
     */
    private long byTheNewestLog(Manifest before, Instant now) {
        EventLogs.Log newest = LogFinder.logs(options)
                .of(identity.runId()).stream().filter(log -> log.start().generation().equals(before.generation()))
                .findFirst().orElse(null);
        EventLogs.End end = newest == null ? null : newest.end();
        if (newest == null || end == null // a log without an end was written to the store before this
                || Duration.between(end.at(), now).compareTo(options.checkpoints().ttl()) >= 0) {
            return 0;
        }
        int atMost = end.event().counts().skipped() + end.event().counts().completed(); // SET and USE among them
        if (before.completed() >= atMost) {
            return 0;
        }
        long[] count = {end.event().counts().skipped()};
        EventLogReader.readButProgress(newest.path(), LogFinder.codec(), envelope -> {
            if (envelope.event() instanceof RunEvent.Completed completed && !completed.attempt().undoes()
                    && !completed.statement().changesSession()) {
                count[0]++;
            }
        }, _ -> {});
        return count[0];
    }

    private boolean restore(Manifest before, long were, long there) {
        String runId = identity.runId();
        int written = new OwedOutcomes(options, identity, store, console).restore(before);
        long now = store.countCompleted();
        if (written > 0 && now > there) {
            console.warn((now - there) + " checkpoints were gone from the store and are written again from the event "
                    + "logs of this machine");
        }
        if (now >= were) {
            long _ = store.recount();
            return true;
        }
        String gone = (were - now) + " of " + were + " checkpoints of run " + runId
                + " are gone";
        if (options.safety().onUnknown() != Word.RUN) {
            throw new DecisionNeededException("nothing was run: " + gone
                    + " (expired, evicted, or the store was restarted from an old copy); their statements would run "
                    + "again",
                    List.of("to run again what has no checkpoint: --on-unknown run",
                            "one by one: cqr resolve " + runId + " ORDINAL completed"));
        }
        console.warn(gone + "; their statements are run again (--on-unknown run)");
        long _ = store.recount();
        return now > there;
    }
}
