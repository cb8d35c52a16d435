package io.github.cqr.domain.report;

import io.github.cqr.domain.event.StatementRef;
import java.time.Duration;

/**
 * What became of a statement in one process's work on a run, by its last attempt.
 *
 * @param statement as that run's file had it
 * @param ending how it ended
 * @param elapsed how long its last attempt took; zero where it is not known
 * @param rowsRead rows that its last attempt read
 * @param rowsWritten rows that its last attempt wrote
 */
public record Fate(StatementRef statement, Ending ending, Duration elapsed, long rowsRead, long rowsWritten) {
    /** How a statement ended. */
    public enum Ending {
        /** It was completed. */
        COMPLETED,
        /** An earlier process had completed it; how long that took is not in this log. */
        SKIPPED,
        /** It failed. */
        FAILED,
        /** It was killed at our request. */
        CANCELLED,
        /** Nobody knows. */
        UNKNOWN,
        /** It was left running. */
        LEFT_RUNNING,
        /** The log does not say: its process died or still runs, or it waits to be tried again. */
        NO_END;

        /** Whether its effect is there. */
        boolean done() {
            return this == COMPLETED || this == SKIPPED;
        }
    }

    /** The same ending, for what counts: who completed it does not. */
    boolean endedAs(Fate other) {
        return ending == other.ending || (ending.done() && other.ending.done());
    }
}
