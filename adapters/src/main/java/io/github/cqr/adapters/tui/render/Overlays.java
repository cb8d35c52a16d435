package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.adapters.tui.render.UiState.Ask;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import java.util.ArrayList;
import java.util.List;

/** What lies above the panes: a page of text, or a question. */
final class Overlays {
    private Overlays() {}

    static void draw(Pen pen, Rect area, Scene scene) {
        switch (scene.ui().overlay()) {
            case Overlay.None _ -> {
            }
            case Overlay.Page page -> show(pen, area, scene, page);
            case Overlay.Confirm(Ask ask) -> confirm(pen, area, ask);
        }
    }

    /** The lines of what lies above the panes as they can be found; none of a question. */
    static List<PaneRow> rows(Rect area, Scene scene, Theme theme) {
        List<PaneRow> found = new ArrayList<>();
        if (scene.ui().overlay() instanceof Overlay.Page page) {
            for (Sheet.Row row : Sheet.of(page, scene, inside(area).width(), theme.unicode()).rows()) {
                found.add(new PaneRow(key(found.size()), row.text()));
            }
        }
        return found;
    }

    /** How many lines of a page are seen at once. */
    static int visible(Rect area) {
        return inside(area).height();
    }

    private static String key(int line) {
        return "line " + line;
    }

    private static void confirm(Pen pen, Rect area, Ask ask) {
        String question = switch (ask) {
            case Ask.CancelStatement(int ordinal, String node) ->
                "Cancel statement " + ordinal + " on " + node + "? The run then stops as after a failure.";
            case Ask.Drain _ -> "Let what runs finish, then quit? The same command goes on later.";
            case Ask.CancelAll _ -> "Cancel all that runs, then quit? A cancelled INSERT may leave a part of its rows.";
        };
        int width = Math.min(area.width(), Math.max(24, Math.min(64, question.length() + 4)));
        List<String> lines = Pen.wrap(question, width - 4, pen.theme().unicode());
        int height = Math.min(area.height(), lines.size() + 3);
        var box = new Rect(area.x() + (area.width() - width) / 2, area.y() + (area.height() - height) / 2, width,
                height);
        Rect inside = pen.box(box, "Sure?");
        for (int i = 0; i < lines.size() && i < inside.height() - 1; i++) {
            pen.text(inside.x(), inside.y() + i, inside.width(), lines.get(i), Tone.PLAIN);
        }
        int y = inside.bottom() - 1;
        int x = pen.text(inside.x(), y, inside.width(), "y", Tone.KEY);
        x = pen.text(x, y, inside.right() - x, " yes   ", Tone.PLAIN);
        x = pen.text(x, y, inside.right() - x, "n", Tone.KEY);
        pen.text(x, y, inside.right() - x, " no", Tone.PLAIN);
    }

    private static Rect inside(Rect area) {
        return new Rect(area.x() + 2, area.y() + 1, Math.max(4, area.width() - 4), Math.max(0, area.height() - 2));
    }

    private static void show(Pen pen, Rect area, Scene scene, Overlay.Page page) {
        Sheet sheet = Sheet.of(page, scene, inside(area).width(), pen.theme().unicode());
        List<Sheet.Row> rows = sheet.rows();
        Rect inside = pen.box(area, sheet.title());
        int visible = inside.height();
        int first = Math.max(0, Math.min(page.scroll(), rows.size() - visible));
        for (int i = 0; i < visible && first + i < rows.size(); i++) {
            Sheet.Row row = rows.get(first + i);
            pen.text(inside.x(), inside.y() + i, inside.width(), row.text(), row.tone());
            if (key(first + i).equals(scene.ui().place().marked())) {
                pen.select(new Rect(inside.x(), inside.y() + i, inside.width(), 1));
            }
        }
        String more = rows.size() > visible
                ? " " + (first + 1) + "-" + Math.min(rows.size(), first + visible) + " of " + rows.size() + " "
                : " Esc closes ";
        if (area.width() > more.length() + 4) {
            pen.text(area.right() - more.length() - 2, area.bottom() - 1, more.length(), more, Tone.DIM);
        }
    }
}
