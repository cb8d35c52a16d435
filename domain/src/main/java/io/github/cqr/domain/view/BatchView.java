package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.run.RunState;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the batch bar (PRD 4a), folded from events. Not thread-safe: each front end folds its own on its own thread.
 */
public final class BatchView {
    /** PRD 4a: the rolling average is that of the last ten statements. */
    private static final int WINDOW = 10;

    private final RunState state;
    private final ArrayDeque<Duration> lastElapsed = new ArrayDeque<>();
    private String file = "";
    private long rowsRead;
    private long rowsWritten;

    /** Makes the figures of a run that has not started. */
    public BatchView() {
        state = new RunState();
    }

    /** Makes one that goes on from where {@code other} stands. */
    BatchView(BatchView other) {
        state = new RunState(other.state);
        lastElapsed.addAll(other.lastElapsed);
        file = other.file;
        rowsRead = other.rowsRead;
        rowsWritten = other.rowsWritten;
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        state.apply(envelope);
        if (envelope.event() instanceof RunEvent.RunStarted e) {
            file = e.file();
        }
        if (envelope.event() instanceof RunEvent.Completed e && !e.statement().changesSession()) {
            lastElapsed.addLast(e.elapsed());
            if (lastElapsed.size() > WINDOW) {
                lastElapsed.removeFirst();
            }
            rowsRead += e.counters().readRows();
            rowsWritten += e.counters().writtenRows();
        }
    }

    /** The folded state that the figures come from. */
    public RunState state() {
        return state;
    }

    /** The script as the operator named it; empty before the run started. */
    public String file() {
        return file;
    }

    /** Statements whose effect is there: completed now or by an earlier run. */
    public int done() {
        return state.counts().skipped() + state.counts().completed();
    }

    /** Rows that completed statements read. */
    public long rowsRead() {
        return rowsRead;
    }

    /** Rows that completed statements wrote. */
    public long rowsWritten() {
        return rowsWritten;
    }

    /** Mean time of the last ten completed statements, or null before the first. */
    public @Nullable Duration rollingAverage() {
        if (lastElapsed.isEmpty()) {
            return null;
        }
        return lastElapsed.stream().reduce(Duration.ZERO, Figures::sum).dividedBy(lastElapsed.size());
    }
}
