package io.github.cqr.adapters.plain;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.view.BatchView;
import io.github.cqr.domain.view.Figures;
import java.time.Duration;

/**
 * The batch's progress in one line (PRD 4a), pure:
 *
 * <pre>
 * Backfill ━━━━━━━━━━━━━━━━━━━━────────────  64% 320/500 queries  12.3s/q  ETA 0:37:00  2 running
 * </pre>
 */
final class ProgressLine {
    private static final int BAR_MAX = 32;
    private static final int BAR_MIN = 8;

    private ProgressLine() {}

    /** The line, at most {@code columns} wide: the bar gives way first, then the end of the line. */
    static String render(BatchView view, int columns, boolean unicode) {
        Counts counts = view.state().counts();
        String figures = figures(view, counts);
        int bar = Math.min(BAR_MAX, columns - "Backfill ".length() - figures.length());
        String line = bar < BAR_MIN
                ? "Backfill" + figures
                : "Backfill " + bar(view.done(), counts.total(), bar, unicode) + figures;
        return line.length() <= columns ? line : line.substring(0, Math.max(0, columns));
    }

    /** The same figures without a bar, for logs. */
    static String plain(BatchView view) {
        return "progress" + figures(view, view.state().counts());
    }

    /** What both lines have in common; begins with a space. */
    static String figures(BatchView view, Counts counts) {
        var out = new StringBuilder();
        out.append(String.format(java.util.Locale.ROOT, " %3d%% %d/%d queries",
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

    private static String bar(int done, int total, int width, boolean unicode) {
        int filled = total == 0 ? width : (int) ((long) width * done / total);
        return (unicode ? "━" : "#").repeat(filled) + (unicode ? "─" : "-").repeat(width - filled);
    }
}
