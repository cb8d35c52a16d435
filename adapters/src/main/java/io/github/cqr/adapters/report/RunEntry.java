package io.github.cqr.adapters.report;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.RunEvent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One process of one run, as a list of runs shows it.
 *
 * @param runId the run
 * @param start its first event
 * @param startedAt when it started
 * @param elapsed until its end, or its last event
 * @param counts how many statements ended how
 * @param end its last event, null where the log has no end
 * @param log the file of its log
 */
public record RunEntry(
        String runId,
        RunEvent.RunStarted start,
        Instant startedAt,
        Duration elapsed,
        Counts counts,
        RunEvent.@Nullable RunFinished end,
        LogEntry log) {
    /**
     * The file of a log.
     *
     * @param path where it is
     * @param bytes its size
     * @param packed whether it is packed
     * @param owes whether it may hold what the checkpoint store lacks
     */
    public record LogEntry(String path, long bytes, boolean packed, boolean owes) {}
}
