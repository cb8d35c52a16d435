package io.github.cqr.adapters.tui.render;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.buffer.Cell;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.text.CharWidth;
import dev.tamboui.widgets.sparkline.Sparkline;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import io.github.cqr.domain.view.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes on a buffer within bounds. All text goes through {@link #clean}: nothing that a terminal would execute, hide or reorder gets into a
 * cell, and each cell is as wide as terminals draw it.
 */
final class Pen {
    private final Buffer buffer;
    private final Theme theme;

    Pen(Buffer buffer, Theme theme) {
        this.buffer = buffer;
        this.theme = theme;
    }

    Theme theme() {
        return theme;
    }

    /** One line of foreign text, safe to put into cells. */
    static String clean(String text, boolean unicode) {
        String line = Printable.line(text);
        boolean plain = true;
        for (int i = 0; i < line.length() && plain; i++) {
            plain = line.charAt(i) < 127;
        }
        if (plain) {
            return line;
        }
        var out = new StringBuilder(line.length());
        line.codePoints().forEach(c -> {
            boolean restyles = c == 0xFE0E || c == 0xFE0F || (c >= 0x1F3FB && c <= 0x1F3FF); // terminals disagree on their width
            if (!restyles) {
                out.appendCodePoint(unicode || c < 127 ? c : '?');
            }
        });
        return out.toString();
    }

    static int width(String text) {
        return CharWidth.of(text);
    }

    /** Writes at most {@code width} columns from {@code x}; what does not fit ends in an ellipsis. Returns the column after the text. */
    int text(int x, int y, int width, String text, Tone tone) {
        return styled(x, y, width, clean(text, theme.unicode()), theme.style(tone));
    }

    private int styled(int x, int y, int width, String clean, Style style) {
        int room = Math.min(width, buffer.area().right() - x);
        if (room <= 0 || y < buffer.area().top() || y >= buffer.area().bottom()) {
            return x;
        }
        String shown = width(clean) <= room
                ? clean
                : CharWidth.substringByWidth(clean, room - 1) + theme.ellipsis();
        return buffer.setString(x, y, shown, style);
    }

    /** Writes flush right within {@code width} columns from {@code x}. */
    void right(int x, int y, int width, String text, Tone tone) {
        String clean = clean(text, theme.unicode());
        int free = Math.max(0, width - width(clean));
        styled(x + free, y, width - free, clean, theme.style(tone));
    }

    /** Writes a symbol of the theme as often as it fits. */
    void repeat(int x, int y, int width, String symbol, Tone tone) {
        if (width > 0) {
            buffer.setString(x, y, symbol.repeat(Math.max(0, Math.min(width, buffer.area().right() - x))),
                    theme.style(tone));
        }
    }

    /** A bar; a negative fraction is one that nobody knows. */
    void bar(int x, int y, int width, double fraction, Tone tone) {
        int done = fraction < 0 ? 0 : (int) (Math.min(1, fraction) * width);
        repeat(x, y, done, theme.barDone(), tone);
        repeat(x + done, y, width - done, theme.barRest(), Tone.DIM);
    }

    /** A title with a rule to the end of the line. */
    void title(Rect area, String title, boolean focused) {
        String lead = focused ? theme.marker() + " " : theme.rule() + " ";
        int x = text(area.x(), area.y(), area.width(), lead, focused ? Tone.FOCUS : Tone.DIM);
        x = text(x, area.y(), area.right() - x, title, focused ? Tone.FOCUS : Tone.TITLE);
        repeat(x + 1, area.y(), area.right() - x - 1, theme.rule(), Tone.DIM);
    }

    /** Reverses a row: the selected one. */
    void select(Rect row) {
        buffer.setStyle(row, Style.EMPTY.reversed());
    }

    /** Reverses a row of a pane if it is the one that the operator went to. */
    void mark(Scene scene, Pane pane, String key, Rect row) {
        if (scene.ui().focus() == pane && key.equals(scene.ui().place().marked())) {
            select(row);
        }
    }

    /** An empty framed box; returns its inside. */
    Rect box(Rect area, String title) {
        buffer.fill(area, Cell.EMPTY);
        String[] line = theme.box();
        int right = area.right() - 1;
        int bottom = area.bottom() - 1;
        repeat(area.x() + 1, area.y(), area.width() - 2, line[4], Tone.ACCENT);
        repeat(area.x() + 1, bottom, area.width() - 2, line[4], Tone.ACCENT);
        for (int y = area.y() + 1; y < bottom; y++) {
            repeat(area.x(), y, 1, line[5], Tone.ACCENT);
            repeat(right, y, 1, line[5], Tone.ACCENT);
        }
        repeat(area.x(), area.y(), 1, line[0], Tone.ACCENT);
        repeat(right, area.y(), 1, line[1], Tone.ACCENT);
        repeat(area.x(), bottom, 1, line[2], Tone.ACCENT);
        repeat(right, bottom, 1, line[3], Tone.ACCENT);
        text(area.x() + 2, area.y(), area.width() - 4, " " + title + " ", Tone.TITLE);
        return new Rect(area.x() + 2, area.y() + 1, Math.max(0, area.width() - 4), Math.max(0, area.height() - 2));
    }

    /** A line of values, the latest at the right, the highest as high as the line. */
    void spark(int x, int y, int width, List<Double> values, Tone tone) {
        if (width <= 0 || values.isEmpty()) {
            return;
        }
        int columns = Math.min(width, values.size());
        double[] sums = new double[columns];
        int[] counts = new int[columns];
        for (int i = 0; i < values.size(); i++) {
            int column = (int) ((long) i * columns / values.size());
            sums[column] += values.get(i);
            counts[column]++;
        }
        long[] data = new long[columns];
        for (int i = 0; i < columns; i++) {
            data[i] = Math.round(1000 * sums[i] / Math.max(1, counts[i]));
        }
        Sparkline.builder().data(data).barSet(theme.sparks()).style(theme.style(tone)).build()
                .render(new Rect(x, y, columns, 1), buffer);
    }

    /** Breaks text into clean lines of at most {@code width} columns: at line feeds, else after a blank, else where it must. */
    static List<String> wrap(String text, int width, boolean unicode) {
        List<String> lines = new ArrayList<>();
        for (String line : text.replace("\t", "    ").split("\r?\n", -1)) {
            String rest = clean(line, unicode);
            do {
                String head = CharWidth.substringByWidth(rest, Math.max(2, width));
                int blank = head.length() < rest.length() ? head.lastIndexOf(' ') : -1;
                head = blank > head.length() / 2 ? head.substring(0, blank + 1) : head;
                lines.add(head);
                rest = rest.substring(Math.min(rest.length(), Math.max(1, head.length())));
            } while (!rest.isEmpty());
        }
        return lines;
    }
}
