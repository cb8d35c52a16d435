package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How the batch stands, in words and figures that fit on a line (PRD 4a). Pure. */
public final class BatchLine {
    private BatchLine() {}

    /** The figures at {@code now}, the same in every line that has them; they begin with a space. */
    public static String figures(ProgressView progress, Instant now) {
        BatchView view = progress.batch();
        Counts counts = view.state().counts();
        var out = new StringBuilder();
        out.append(String.format(Locale.ROOT, " %3d%% %d/%d queries",
                Figures.percent(view.done(), counts.total()),
                view.done(), counts.total()));
        Duration average = view.rollingAverage();
        if (average != null) {
            out.append("  ").append(Figures.seconds(average)).append("/q");
        }
        out.append("  ").append(eta(progress.eta().at(now)));
        out.append("  ").append(view.state().running()).append(" running");
        if (counts.failed() + counts.unknown() > 0) {
            out.append("  ").append(counts.failed() + counts.unknown()).append(" failed");
        }
        if (view.state().stopReason() != null) {
            out.append("  stopping");
        }
        if (view.state().checkpointDegraded()) {
            out.append("  checkpoints down");
        }
        return out.toString();
    }

    /** How long the rest takes, in words. */
    public static String eta(EtaView.Estimate estimate) {
        return switch (estimate) {
            case EtaView.Estimate.WarmingUp _ -> "ETA warming up";
            case EtaView.Estimate.Done _ -> "ETA 0:00:00";
            case EtaView.Estimate.Left(Duration left) -> "ETA " + Figures.clock(left);
            case EtaView.Estimate.Paused(Duration afterwards) -> afterwards == null
                    ? "paused"
                    : "paused, ETA " + Figures.clock(afterwards) + " after resume";
        };
    }
}
