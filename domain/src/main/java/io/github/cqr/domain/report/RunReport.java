package io.github.cqr.domain.report;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.TimeLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is to be said of one process's work on a run.
 *
 * @param runId the run
 * @param start what it began with
 * @param startedAt when it began
 * @param lastAt time of the last event
 * @param end how it ended; null if its log has no end: its process died, or still runs
 * @param counts how many statements ended how
 * @param retried how many tries failed and were tried again
 * @param detached how many statements were left running
 * @param inFlight how many attempts have no end in the log
 * @param volume what statements read and wrote
 * @param times how long completed statements took, those that only change the session left out
 * @param byNode the same by node, in the order of the cycle
 * @param byKind the same by kind of statement
 * @param slowest the attempts that took longest, the longest first
 * @param troubles the first attempts that failed, were cancelled or ended in doubt
 * @param retries the first tries that were tried again
 * @param idle times in which nothing ran, or less than was asked for
 * @param load the time from the start to the last event in spans of equal length
 * @param span length of such a span
 * @param warnings the first warnings
 * @param warned how many warnings there were
 * @param earlier how many other processes' events came before in the same log; nothing else here tells of them
 */
public record RunReport(
        String runId,
        RunEvent.RunStarted start,
        Instant startedAt,
        Instant lastAt,
        RunEvent.@Nullable RunFinished end,
        Counts counts,
        int retried,
        int detached,
        int inFlight,
        Volume volume,
        Times times,
        Map<String, Times> byNode,
        Map<StatementKind, Times> byKind,
        List<Ended> slowest,
        List<Ended> troubles,
        List<Ended> retries,
        Idle idle,
        List<TimeLine.Span> load,
        Duration span,
        List<RunEvent.Warning> warnings,
        int warned,
        int earlier) {

    /** What completed statements did; {@code rows} and {@code bytes} are uncompressed, as the server counts them. */
    public record Volume(long rowsRead, long bytesRead, long rowsWritten) {}

    /**
     * Where time went in which the cluster could have done more.
     *
     * @param gaps the longest times of a second and more in which nothing ran, in their order
     * @param gapCount how many of those there were
     * @param gapTime their sum
     * @param gapTimes the same by why nothing ran, of all of them, those without such a time left out
     * @param paused how long the run was paused
     * @param throttled how long fewer statements were allowed at once than at the start
     * @param checkpointsAway how long checkpoints could not be written
     */
    public record Idle(List<Gap> gaps, int gapCount, Duration gapTime, Map<Gap.Cause, Duration> gapTimes,
            Duration paused, Duration throttled, Duration checkpointsAway) {}

    /** From the start to the end, or to the last event that there is; never negative. */
    public Duration elapsed() {
        return end != null
                ? end.elapsed()
                : lastAt.isBefore(startedAt) ? Duration.ZERO : Duration.between(startedAt, lastAt);
    }

    /** Failed, cancelled and unknown ones together. */
    public int trouble() {
        return counts.failed() + counts.cancelled() + counts.unknown();
    }
}
