package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.run.RunState;
import java.time.Duration;
import java.time.Instant;

/** How a run stands, for somebody who asks it by a signal: the batch in one line, then a line for each statement that runs. Pure. */
public final class StatusText {
    private StatusText() {}

    /** The status; line feeds stand between its lines. */
    public static String of(ProgressView progress, Instant now) {
        BatchView view = progress.batch();
        RunState state = view.state();
        if (state.counts().total() == 0) {
            return "status: nothing is dispatched yet";
        }
        var text = new StringBuilder("status of ").append(Printable.line(view.file())).append(':')
                .append(BatchLine.figures(progress, now));
        StopReason stopping = state.stopReason();
        if (stopping != null) {
            text.append(" (").append(stopping.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')).append(')');
        }
        state.lostNodes().forEach((node, why) -> text.append("\nnode ").append(Printable.line(node))
                .append(" is lost: ").append(Printable.line(why)));
        for (RunState.InFlight flight : state.inFlight()) {
            text.append('\n').append(line(flight, now));
        }
        return text.toString();
    }

    private static String line(RunState.InFlight flight, Instant now) {
        String name = flight.statement().name();
        Counters counters = flight.counters();
        var text = new StringBuilder(flight.attempt().undoes() ? "what undoes statement " : "statement ")
                .append(flight.statement().ordinal());
        if (name != null) {
            text.append(" '").append(Printable.line(name)).append('\'');
        }
        text.append(" (line ").append(flight.statement().line()).append(") on ")
                .append(Printable.line(flight.attempt().node())).append(" for ")
                .append(Figures.clock(Duration.between(flight.dispatchedAt(), now))).append(", read ")
                .append(Figures.count(counters.readRows()));
        if (counters.totalRows() > 0) {
            text.append(" of ").append(Figures.count(counters.totalRows()));
        }
        text.append(" rows, wrote ").append(Figures.count(counters.writtenRows())).append(", query id ")
                .append(flight.attempt().queryId());
        return (flight.cancelling() ? text.append(", being cancelled") : text).toString();
    }
}
