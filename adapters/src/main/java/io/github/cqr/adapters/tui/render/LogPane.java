package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.adapters.tui.render.UiState.Line;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.view.EventLines;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happened, the latest at the bottom. Once scrolled it stands still while the run goes on. */
public final class LogPane {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final EventLines LINES = new EventLines(); // it remembers only texts, and the log's events hold none

    private LogPane() {}

    private record Row(Line place, String time, EventLines.Line line) {
        String key() {
            return place.seq() + "." + place.line();
        }
    }

    static void draw(Pen pen, Rect area, Scene scene) {
        boolean focused = scene.ui().focus() == Pane.LOG;
        int visible = Math.max(0, area.height() - 1);
        Line bottom = focused ? scene.ui().place().bottom() : null;
        List<Row> rows = latest(scene, bottom == null ? visible : Integer.MAX_VALUE);
        int end = end(rows, bottom, visible);
        int back = rows.size() - end;
        pen.title(area,
                "Log" + (scene.ui().routine() ? "" : ", notable events") + (back > 0 ? ", " + back + " back" : "")
                        + RunningPane.filtered(scene),
                focused);
        int first = Math.max(0, end - visible);
        for (int i = first; i < end; i++) {
            Row row = rows.get(i);
            int y = area.y() + 1 + i - first;
            int x = pen.text(area.x(), y, area.width(), row.time() + " ", Tone.DIM);
            pen.text(x, y, area.right() - x, row.line().text(), tone(row.line().level()));
            pen.mark(scene, Pane.LOG, row.key(), new Rect(area.x(), y, area.width(), 1));
        }
    }

    /** All its lines that the filter lets through, oldest first. */
    static List<PaneRow> rows(Scene scene) {
        return latest(scene, Integer.MAX_VALUE).stream()
                .map(row -> new PaneRow(row.key(), row.time() + " " + row.line().text())).toList();
    }

    /**
     * How many of {@link #rows} there are up to the last one that is seen.
     *
     * @param visible how many are seen at once
     */
    public static int end(Scene scene, int visible) {
        return end(latest(scene, Integer.MAX_VALUE), scene.ui().place().bottom(), visible);
    }

    /**
     * The line at the bottom once so many of {@link #rows} are above or at it; null if that is all of them, and the log follows the run.
     *
     * @param visible how many are seen at once
     */
    public static @Nullable Line bottom(Scene scene, int end, int visible) {
        List<Row> rows = latest(scene, Integer.MAX_VALUE);
        int last = Math.clamp(end, Math.min(visible, rows.size()), rows.size());
        return last == rows.size() ? null : rows.get(last - 1).place();
    }

    private static int end(List<Row> rows, @Nullable Line bottom, int visible) {
        if (bottom == null) {
            return rows.size();
        }
        int end = (int) rows.stream().filter(row -> row.place().compareTo(bottom) <= 0).count();
        return Math.clamp(end, Math.min(visible, rows.size()), rows.size());
    }

    /** The latest lines, oldest first; at least {@code count} if there are so many. */
    private static List<Row> latest(Scene scene, int count) {
        List<Envelope> events = scene.view().log().events(scene.ui().routine());
        List<Row> rows = new ArrayList<>();
        for (int i = events.size() - 1; i >= 0 && rows.size() < count; i--) {
            Envelope event = events.get(i);
            String time = TIME.format(LocalTime.ofInstant(event.at(), scene.zone()));
            List<EventLines.Line> lines = LINES.of(event);
            for (int line = lines.size() - 1; line >= 0; line--) {
                if (scene.shows(lines.get(line).text())) {
                    rows.add(new Row(new Line(event.seq(), line), time, lines.get(line)));
                }
            }
        }
        Collections.reverse(rows);
        return rows;
    }

    private static Tone tone(EventLines.Level level) {
        return switch (level) {
            case DEBUG -> Tone.DIM;
            case INFO -> Tone.PLAIN;
            case WARN -> Tone.WARN;
            case ERROR -> Tone.BAD;
        };
    }
}
