package io.github.cqr.adapters.plain;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.view.BatchLine;
import io.github.cqr.domain.view.BatchView;
import io.github.cqr.domain.view.ProgressView;
import java.time.Instant;

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
    static String render(ProgressView progress, Instant now, int columns, boolean unicode) {
        BatchView view = progress.batch();
        Counts counts = view.state().counts();
        String figures = BatchLine.figures(progress, now);
        int bar = Math.min(BAR_MAX, columns - "Backfill ".length() - figures.length());
        String line = bar < BAR_MIN
                ? "Backfill" + figures
                : "Backfill " + bar(view.done(), counts.total(), bar, unicode) + figures;
        return line.length() <= columns ? line : line.substring(0, Math.max(0, columns));
    }

    /** The same figures without a bar, for logs. */
    static String plain(ProgressView progress, Instant now) {
        return "progress" + BatchLine.figures(progress, now);
    }

    private static String bar(int done, int total, int width, boolean unicode) {
        int filled = total == 0 ? width : (int) ((long) width * done / total);
        return (unicode ? "━" : "#").repeat(filled) + (unicode ? "─" : "-").repeat(width - filled);
    }
}
