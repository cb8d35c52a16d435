package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Counts;
import java.time.Duration;
import java.util.Locale;

/** How the batch stands, in words and figures that fit on a line (PRD 4a). Pure. */
public final class BatchLine {
    private BatchLine() {}

    /** The figures, the same in every line that has them; they begin with a space. */
    public static String figures(BatchView view) {
        Counts counts = view.state().counts();
        var out = new StringBuilder();
        out.append(String.format(Locale.ROOT, " %3d%% %d/%d queries",
                Figures.percent(view.done(), counts.total()),
                view.done(), counts.total()));
        Duration average = view.rollingAverage();
        Duration eta = view.eta();
        if (average != null && eta != null) {
            out.append("  ").append(Figures.seconds(average)).append("/q  ETA ").append(Figures.clock(eta));
        } else {
            out.append("  warming up");
        }
        out.append("  ").append(view.state().running()).append(" running");
        if (counts.failed() + counts.unknown() > 0) {
            out.append("  ").append(counts.failed() + counts.unknown()).append(" failed");
        }
        if (view.state().stopReason() != null) {
            out.append("  stopping");
        } else if (view.state().paused()) {
            out.append("  paused");
        }
        if (view.state().checkpointDegraded()) {
            out.append("  checkpoints down");
        }
        return out.toString();
    }
}
