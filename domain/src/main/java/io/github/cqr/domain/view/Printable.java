package io.github.cqr.domain.view;

import java.util.Locale;

/** Makes foreign text safe to show: what a terminal would execute or hide is written out. Pure. */
public final class Printable {
    private Printable() {}

    /**
     * {@code text} with every character that a terminal might act on, or that hides or reorders others, as a visible escape: C0 and C1
     * controls and DEL as {@code \x1b}, line separators, bidirectional controls and unpaired surrogates as {@code \u202e}. Line feeds and
     * tabs stay.
     */
    public static String text(String text) {
        int first = firstUnsafe(text, true);
        return first < 0 ? text : escape(text, first, true);
    }

    /** As {@link #text}, but on one line: line feeds and tabs become {@code \n} and {@code \t}. */
    public static String line(String text) {
        int first = firstUnsafe(text, false);
        return first < 0 ? text : escape(text, first, false);
    }

    /**
     * Whether a terminal, or whoever breaks text into lines, acts on this character beyond ASCII and DEL when it is shown as it is: the C1
     * controls, line and paragraph separators, and the marks that reverse the direction of text. Machine-readable output escapes these; other
     * format characters, such as joiners, belong to the text.
     */
    public static boolean acts(int codePoint) {
        return (codePoint >= 0x7f && codePoint <= 0x9f) || codePoint == 0x61c || codePoint == 0x200e
                || codePoint == 0x200f || (codePoint >= 0x2028 && codePoint <= 0x202e)
                || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }

    private static int firstUnsafe(String text, boolean keepLayout) {
        for (int i = 0; i < text.length(); i++) {
            if (!safe(text, i, keepLayout)) {
                return i;
            }
        }
        return -1;
    }

    private static String escape(String text, int first, boolean keepLayout) {
        var out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (safe(text, i, keepLayout)) {
                out.append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else {
                out.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static boolean safe(String text, int i, boolean keepLayout) {
        char c = text.charAt(i);
        if (c == '\n' || c == '\t') {
            return keepLayout;
        }
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
