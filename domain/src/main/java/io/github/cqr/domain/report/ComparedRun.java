package io.github.cqr.domain.report;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.Fate.Ending;
import io.github.cqr.domain.script.StatementId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One side of a comparison: a fold of a log to its report and to the fate of each statement, some 300 bytes each. {@code SET} and
 * {@code USE} are left out. Of a log that holds several processes' events the last one counts. Not thread-safe.
 */
public final class ComparedRun {
    private final ReportFold report = new ReportFold();
    private final Map<StatementId, Fate> fates = new LinkedHashMap<>();

    /** Makes the fold of nothing. */
    public ComparedRun() {}

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        report.apply(envelope);
        if (envelope.event() instanceof RunEvent.RunStarted) {
            fates.clear();
        } else if (envelope.event() instanceof RunEvent.OfStatement of && !of.statement().changesSession()) {
            apply(of);
        }
    }

    private void apply(RunEvent.OfStatement of) {
        switch (of) {
            case RunEvent.Skipped _ -> put(of, Ending.SKIPPED, Duration.ZERO, Counters.NONE);
            case RunEvent.Dispatched _,RunEvent.Adopted _ -> put(of, Ending.NO_END, Duration.ZERO, Counters.NONE);
            case RunEvent.Completed e when !e.attempt().undoes() ->
                put(of, Ending.COMPLETED, e.elapsed(), e.counters());
            case RunEvent.Failed e -> put(of, Ending.FAILED, e.elapsed(), e.counters());
            case RunEvent.Cancelled e -> put(of, Ending.CANCELLED, e.elapsed(), e.counters());
            case RunEvent.OutcomeUnknown e -> put(of, Ending.UNKNOWN, e.elapsed(), Counters.NONE);
            case RunEvent.Detached _ -> put(of, Ending.LEFT_RUNNING, Duration.ZERO, Counters.NONE);
            case RunEvent.RetryScheduled e -> put(of, Ending.NO_END, e.elapsed(), e.counters());
            case RunEvent.Withdrawn e -> {
                if (!e.attempt().undoes() && e.attempt().number() == 1) {
                    fates.remove(of.statement().id());
                }
            }
            case RunEvent.Completed _,RunEvent.Progress _,RunEvent.CancelRequested _,RunEvent.StatementSlow _,RunEvent.StatementStuck _ -> {
                // what undoes an attempt has no outcome of its own, and the others run on
            }
        }
    }

    private void put(RunEvent.OfStatement of, Ending ending, Duration elapsed, Counters counters) {
        fates.put(of.statement().id(),
                new Fate(of.statement(), ending, elapsed, counters.readRows(), counters.writtenRows()));
    }

    /** The report of what was folded, or null when no run has begun in it. */
    public @Nullable RunReport report() {
        return report.report();
    }

    /** What became of each statement that the log tells of. */
    Map<StatementId, Fate> fates() {
        return fates;
    }
}
