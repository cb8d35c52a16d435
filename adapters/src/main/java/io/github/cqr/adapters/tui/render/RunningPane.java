package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import io.github.cqr.domain.view.ActiveView.Active;
import io.github.cqr.domain.view.Figures;
import java.util.List;
import java.util.Locale;

/**
 * The statements that run (PRD 4b):
 *
 * <pre>
 * Node          Offset  Progress                     Rows Read  Progress  Elapsed      Rate  Written
 * primary-0-0       10  ━━━━━━━━────────────────  1.2M / 4.8M     25.0%  0:00:08   150K/s     1.2M
 * </pre>
 */
public final class RunningPane {
    private static final int NODE_MAX = 24;
    private static final int BAR_MIN = 6;
    private static final int BAR_MAX = 40;
    private static final int OFFSET = 7;
    private static final int ROWS = 15;
    private static final int PERCENT = 9;
    private static final int ELAPSED = 9;
    private static final int EXTRA = 10;

    private RunningPane() {}

    /** The rows that the pane shows, filtered, in the order of their dispatch. */
    public static List<Active> rows(Scene scene) {
        return scene.view().active().all().stream().filter(a -> scene.shows(row(a).text())).toList();
    }

    static PaneRow row(Active a) {
        return new PaneRow(a.attempt().queryId(),
                a.attempt().node() + " " + a.statement().ordinal() + " " + Scene.label(a.statement(), a.sql()));
    }

    /** The first shown row, such that the selected one is seen. */
    public static int first(List<Active> rows, UiState ui, int visible) {
        int selected = index(rows, ui);
        int first = Math.min(ui.focus() == Pane.RUNNING ? ui.scroll() : 0, Math.max(0, rows.size() - visible));
        if (selected >= 0 && selected < first) {
            return selected;
        }
        return selected >= first + visible ? selected - visible + 1 : first;
    }

    /** Place of the selected row among {@code rows}, -1 for none. */
    public static int index(List<Active> rows, UiState ui) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).attempt().queryId().equals(ui.selected())) {
                return i;
            }
        }
        return -1;
    }

    static void draw(Pen pen, Rect area, Scene scene) {
        if (area.height() < 1) {
            return;
        }
        List<Active> rows = rows(scene);
        int visible = Math.max(0, area.height() - 2);
        int first = first(rows, scene.ui(), visible);
        int all = scene.view().batch().state().running();
        String title = "Running " + all + " of " + scene.view().batch().state().concurrency();
        if (rows.size() > visible && visible > 0) {
            title += ", " + (first + 1) + "-" + (first + visible) + " shown";
        }
        pen.title(area, title + filtered(scene), scene.ui().focus() == Pane.RUNNING);
        var table = new Table(pen, area, nodeWidth(rows));
        if (area.height() > 1) {
            table.head(area.y() + 1);
        }
        for (int i = 0; i < visible && first + i < rows.size(); i++) {
            int y = area.y() + 2 + i;
            Active row = rows.get(first + i);
            table.row(y, row, scene);
            if (row.attempt().queryId().equals(scene.ui().selected())) {
                pen.select(new Rect(area.x(), y, area.width(), 1));
            }
        }
    }

    /** What a title says while a filter is set. */
    static String filtered(Scene scene) {
        return scene.ui().filter().isEmpty() ? "" : " (filter: " + scene.ui().filter() + ")";
    }

    private static int nodeWidth(List<Active> rows) {
        int longest = 4;
        for (Active row : rows) {
            longest = Math.max(longest, Pen.width(Pen.clean(row.attempt().node(), true)));
        }
        return Math.min(NODE_MAX, longest);
    }

    /** The columns that fit, the least wanted left out. */
    private static final class Table {
        private final Pen pen;
        private final int left;
        private final int node;
        private final int bar;
        private final boolean rowsRead;
        private final int extras;
        private final int label;

        Table(Pen pen, Rect area, int wantedNode) {
            this.pen = pen;
            left = area.x();
            int width = area.width();
            int fixed = OFFSET + PERCENT + ELAPSED;
            node = Math.max(4, Math.min(wantedNode, width - fixed - 1));
            int free = width - node - fixed;
            rowsRead = free >= ROWS + 2;
            free -= rowsRead ? ROWS : 0;
            int wide = Math.max(0, free - BAR_MIN - 2);
            extras = Math.min(4, wide / (EXTRA + 8));
            free -= extras * EXTRA;
            bar = free < BAR_MIN + 2
                    ? 0
                    : Math.min(BAR_MAX, extras == 4 && free > 50 ? Math.min(BAR_MAX, free / 3) : free - 2);
            free -= bar == 0 ? 0 : bar + 2;
            label = free >= 12 ? free - 2 : 0;
        }

        void head(int y) {
            int x = left;
            pen.text(x, y, node, "Node", Tone.DIM);
            x += node;
            pen.right(x, y, OFFSET, "Offset", Tone.DIM);
            x += OFFSET;
            if (bar > 0) {
                pen.text(x + 2, y, bar, "Progress", Tone.DIM);
                x += bar + 2;
            }
            if (rowsRead) {
                pen.right(x, y, ROWS, "Rows Read", Tone.DIM);
                x += ROWS;
            }
            pen.right(x, y, PERCENT, "Progress", Tone.DIM);
            x += PERCENT;
            pen.right(x, y, ELAPSED, "Elapsed", Tone.DIM);
            x += ELAPSED;
            String[] names = {"Rate", "Written", "Read", "Memory"};
            for (int i = 0; i < extras; i++) {
                pen.right(x, y, EXTRA, names[i], Tone.DIM);
                x += EXTRA;
            }
            if (label > 0) {
                pen.text(x + 2, y, label, "Statement", Tone.DIM);
            }
        }

        void row(int y, Active a, Scene scene) {
            int x = left;
            pen.text(x, y, node, a.attempt().node(), Tone.PLAIN);
            x += node;
            pen.right(x, y, OFFSET, Integer.toString(a.statement().ordinal()), Tone.PLAIN);
            x += OFFSET;
            if (bar > 0) {
                pen.bar(x + 2, y, bar, a.progress(), a.cancelling() ? Tone.WARN : Tone.ACCENT);
                x += bar + 2;
            }
            if (rowsRead) {
                pen.right(x, y, ROWS, rowsRead(a), Tone.PLAIN);
                x += ROWS;
            }
            pen.right(x, y, PERCENT, percent(a), Tone.PLAIN);
            x += PERCENT;
            pen.right(x, y, ELAPSED, Figures.clock(a.elapsed(scene.now())), Tone.PLAIN);
            x += ELAPSED;
            String[] values = {Figures.count(Math.round(a.rowsPerSecond())) + "/s",
                    Figures.count(a.counters().writtenRows()), Figures.bytes(a.counters().readBytes()),
                    Figures.bytes(a.counters().memoryBytes())};
            for (int i = 0; i < extras; i++) {
                pen.right(x, y, EXTRA, values[i], Tone.DIM);
                x += EXTRA;
            }
            if (label > 0) {
                pen.text(x + 2, y, label, Scene.label(a.statement(), a.sql()), Tone.DIM);
            }
        }
    }

    /** Rows read of those that are expected, {@code 1.2M / 4.8M}. */
    static String rowsRead(Active a) {
        String total = a.counters().totalRows() > 0 ? Figures.count(a.counters().totalRows()) : "?";
        return Figures.count(a.counters().readRows()) + " / " + total;
    }

    /** {@code 25.0%}, or what is known instead. */
    static String percent(Active a) {
        if (a.cancelling()) {
            return "cancel";
        }
        return a.progress() < 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * a.progress());
    }
}
