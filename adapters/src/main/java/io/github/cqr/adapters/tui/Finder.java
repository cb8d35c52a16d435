package io.github.cqr.adapters.tui;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.LogPane;
import io.github.cqr.adapters.tui.render.PaneRow;
import io.github.cqr.adapters.tui.render.RunningPane;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.Screen;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Goes to rows by their text: in what lies above the panes, else in the pane in focus. The log is gone through from its end. */
record Finder(Theme theme) {
    /**
     * The look after going to the next row that holds the text, behind the last one to the first; the note says which of how many it is.
     *
     * @param by 1 for the next one, -1 for the one before
     */
    UiState go(Scene scene, Rect area, int by) {
        UiState ui = scene.ui();
        String text = ui.texts().search();
        if (text.isEmpty()) {
            return ui.note("f finds a text; then n goes to the next row that holds it, N to the one before");
        }
        List<PaneRow> rows = Screen.rows(scene, area, theme);
        String wanted = text.toLowerCase(Locale.ROOT);
        int[] hits = IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).text().toLowerCase(Locale.ROOT).contains(wanted)).toArray();
        if (hits.length == 0) {
            return ui.note("nothing here holds '" + text + "'");
        }
        boolean backwards = paneInFocus(ui) && ui.focus() == Pane.LOG;
        int hit = next(hits, from(scene, area, rows, backwards ? -by : by), backwards ? -by : by);
        int number = backwards ? hits.length - hit : hit + 1;
        return at(scene, area, rows, hits[hit])
                .note("'" + text + "' in row " + number + " of " + hits.length + "; n next, N before");
    }

    private static boolean paneInFocus(UiState ui) {
        return ui.overlay() instanceof Overlay.None;
    }

    /** Place in {@code hits} of the first one beyond row {@code from}, or of the first of all. */
    private static int next(int[] hits, int from, int step) {
        if (step > 0) {
            return IntStream.range(0, hits.length).filter(i -> hits[i] > from).findFirst().orElse(0);
        }
        return IntStream.iterate(hits.length - 1, i -> i >= 0, i -> i - 1).filter(i -> hits[i] < from).findFirst()
                .orElse(hits.length - 1);
    }

    /** The row from which to go on: where one is, else just before what is seen. */
    private static int from(Scene scene, Rect area, List<PaneRow> rows, int step) {
        UiState ui = scene.ui();
        int here = index(rows, ui);
        if (here >= 0) {
            return here;
        }
        int visible = Screen.visible(scene, area);
        if (paneInFocus(ui) && ui.focus() == Pane.LOG) {
            int end = LogPane.end(scene, visible);
            return step < 0 ? end : end - visible - 1;
        }
        int first = ui.overlay() instanceof Overlay.Page page ? page.scroll() : ui.scroll();
        return step > 0 ? first - 1 : first + visible;
    }

    /** Place of the row where the operator is, -1 for nowhere. */
    static int index(List<PaneRow> rows, UiState ui) {
        String key = paneInFocus(ui) && ui.focus() == Pane.RUNNING ? ui.selected() : ui.place().marked();
        return key == null
                ? -1
                : IntStream.range(0, rows.size()).filter(i -> rows.get(i).key().equals(key)).findFirst().orElse(-1);
    }

    /** The look with this row marked, and in sight. */
    static UiState at(Scene scene, Rect area, List<PaneRow> rows, int row) {
        UiState ui = scene.ui();
        String key = rows.get(row).key();
        int visible = Math.max(1, Screen.visible(scene, area));
        if (ui.overlay() instanceof Overlay.Page page) {
            return ui.place(ui.place().marked(key))
                    .overlay(page.scrolled(inSight(page.scroll(), row, visible, rows.size())));
        }
        return switch (ui.focus()) {
            case RUNNING -> {
                UiState selected = ui.selected(key);
                yield selected
                        .place(ui.place().scroll(RunningPane.first(RunningPane.rows(scene), selected, visible)));
            }
            case LOG -> {
                int end = LogPane.end(scene, visible);
                boolean seen = row < end && row >= end - visible;
                yield ui.place(ui.place().marked(key)
                        .bottom(seen ? ui.place().bottom() : LogPane.bottom(scene, row + 1 + visible / 2, visible)));
            }
            case NODES, UPCOMING, SLOWEST, RATES ->
                ui.place(ui.place().marked(key).scroll(inSight(ui.scroll(), row, visible, rows.size())));
        };
    }

    private static int inSight(int scroll, int row, int visible, int rows) {
        int first = Math.clamp(scroll, 0, Math.max(0, rows - visible));
        boolean seen = row >= first && row < first + visible;
        return seen ? first : Math.clamp((long) row - visible / 2, 0, Math.max(0, rows - visible));
    }
}
