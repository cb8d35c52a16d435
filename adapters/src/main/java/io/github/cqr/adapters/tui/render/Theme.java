package io.github.cqr.adapters.tui.render;

import dev.tamboui.style.Color;
import dev.tamboui.style.Style;
import dev.tamboui.widgets.sparkline.Sparkline;
import java.util.Map;

/**
 * Colours and symbols that the terminal has.
 *
 * @param colours how many colours
 * @param unicode false for plain ASCII, also in bars and statements' text
 */
public record Theme(Colours colours, boolean unicode) {
    /** How many colours. */
    public enum Colours {
        /** None: weight and reversal carry the meaning. */
        NONE,
        /** The sixteen of every terminal. */
        ANSI16,
        /** The palette of 256. */
        INDEXED
    }

    /** What a text means; its colour follows. */
    enum Tone {
        PLAIN, DIM, TITLE, FOCUS, GOOD, WARN, BAD, ACCENT, KEY
    }

    private static final Sparkline.BarSet ASCII_BARS = new Sparkline.BarSet(" ", ".", ".", ":", "-", "=", "+", "*",
            "#");

    /**
     * The theme for a terminal with this environment: {@code NO_COLOR} and {@code TERM=dumb} mean none, a {@code TERM} with {@code 256color}
     * or a {@code COLORTERM} the palette.
     *
     * @param colour false when the operator asked for no colours
     * @param unicode whether the locale is UTF-8
     */
    public static Theme of(Map<String, String> environment, boolean colour, boolean unicode) {
        String term = environment.getOrDefault("TERM", "");
        if (!colour || !environment.getOrDefault("NO_COLOR", "").isEmpty() || term.equals("dumb")
                || term.startsWith("vt1") || term.startsWith("vt2")) {
            return new Theme(Colours.NONE, unicode);
        }
        boolean palette = term.contains("256color") || term.contains("direct")
                || !environment.getOrDefault("COLORTERM", "").isEmpty();
        return new Theme(palette ? Colours.INDEXED : Colours.ANSI16, unicode);
    }

    Style style(Tone tone) {
        return switch (colours) {
            case NONE -> plain(tone);
            case ANSI16 -> coloured(tone, Color.GREEN, Color.YELLOW, Color.RED, Color.CYAN);
            case INDEXED -> coloured(tone, Color.indexed(114), Color.indexed(221), Color.indexed(203),
                    Color.indexed(80));
        };
    }

    private static Style plain(Tone tone) {
        return switch (tone) {
            case PLAIN, GOOD, ACCENT -> Style.EMPTY;
            case DIM -> Style.EMPTY.dim();
            case TITLE, KEY, WARN -> Style.EMPTY.bold();
            case FOCUS -> Style.EMPTY.bold().underlined();
            case BAD -> Style.EMPTY.bold().reversed();
        };
    }

    private static Style coloured(Tone tone, Color good, Color warn, Color bad, Color accent) {
        return switch (tone) {
            case PLAIN -> Style.EMPTY;
            case DIM -> Style.EMPTY.dim();
            case TITLE -> Style.EMPTY.bold();
            case FOCUS -> Style.EMPTY.fg(accent).bold();
            case GOOD -> Style.EMPTY.fg(good);
            case WARN -> Style.EMPTY.fg(warn);
            case BAD -> Style.EMPTY.fg(bad).bold();
            case ACCENT -> Style.EMPTY.fg(accent);
            case KEY -> Style.EMPTY.fg(accent).bold();
        };
    }

    Sparkline.BarSet sparks() {
        return unicode ? Sparkline.BarSet.NINE_LEVELS : ASCII_BARS;
    }

    String rule() {
        return unicode ? "─" : "-";
    }

    String barDone() {
        return unicode ? "━" : "#";
    }

    String barRest() {
        return unicode ? "─" : "-";
    }

    String ellipsis() {
        return unicode ? "…" : "~";
    }

    String marker() {
        return unicode ? "▸" : ">";
    }

    String dot() {
        return unicode ? " · " : " | ";
    }

    /** The corners and the sides of a box: top left, top right, bottom left, bottom right, horizontal, vertical. */
    String[] box() {
        return unicode
                ? new String[]{"┌", "┐", "└", "┘", "─", "│"}
                : new String[]{"+", "+", "+", "+", "-", "|"};
    }
}
