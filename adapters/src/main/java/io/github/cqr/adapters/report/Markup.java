package io.github.cqr.adapters.report;

import io.github.cqr.domain.view.Printable;

/** Builds HTML. What comes from outside goes through {@link #text} or is an attribute's value: it can neither begin nor end markup. */
final class Markup {
    private final StringBuilder out = new StringBuilder();

    /**
     * Begins an element.
     *
     * @param attributes names and values in turn
     */
    Markup open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"").append(escaped(Printable.line(attributes[i + 1])))
                    .append('"');
        }
        out.append('>');
        return this;
    }

    /** Ends an element. */
    Markup close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    /** Ends an element and the line. */
    Markup end(String tag) {
        close(tag);
        out.append('\n');
        return this;
    }

    /** Adds text, with everything in it visible that could hide; line feeds stay. */
    Markup text(String text) {
        out.append(escaped(Printable.text(text)));
        return this;
    }

    /** Adds an element with nothing but text in it. */
    Markup element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** Adds what is markup already, or the content of a script or a style: nothing from outside. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    static String escaped(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
