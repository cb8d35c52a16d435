package io.github.cqr.app.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code cqr runs} is asked for.
 *
 * @param what to do
 * @param run which run to show, as the operator named it; null when it is not about one
 * @param json whether it is for programs
 * @param keep what to keep when pruning
 * @param dryRun whether nothing is to be deleted
 */
public record RunsRequest(What what, @Nullable String run, boolean json, Keep keep, boolean dryRun) {
    static final List<String> WORDS = List.of("show", "prune");
    static final int DEFAULT_LOGS = 1000;
    static final Duration DEFAULT_AGE = Duration.ofDays(90);
    static final long DEFAULT_BYTES = 10_000_000_000L;

    /** What to do. */
    public enum What {
        /** List all processes of all runs. */
        LIST,
        /** Show the processes of one run. */
        SHOW,
        /** Delete logs that are not to be kept, and pack the others. */
        PRUNE
    }

    /**
     * What to keep.
     *
     * @param logs that many of the newest
     * @param age those that ended within this time
     * @param bytes as many of the newest as take this much room
     */
    public record Keep(int logs, Duration age, long bytes) {}

    /**
     * Reads the operands of the command.
     *
     * @throws UsageException if one is missing or wrong
     */
    static RunsRequest of(List<String> operands, boolean json, Keep keep, boolean dryRun) {
        String word = operands.isEmpty() ? "" : operands.getFirst();
        What what = switch (word) {
            case "" -> What.LIST;
            case "show" -> What.SHOW;
            case "prune" -> What.PRUNE;
            default -> throw UsageException.seeHelp("runs", "'" + word + "' is not one of " + String.join(", ", WORDS)
                    + Suggestion.inWords(word, WORDS));
        };
        if (what == What.SHOW && operands.size() < 2) {
            throw UsageException.seeHelp("runs",
                    "which run? give its id or its query file: cqr runs show backfill.sql");
        }
        if (what == What.PRUNE && operands.size() > 1) {
            throw UsageException.seeHelp("runs", "'" + operands.get(1) + "' is one argument too many");
        }
        return new RunsRequest(what, what == What.SHOW ? operands.get(1) : null, json, keep, dryRun);
    }
}
