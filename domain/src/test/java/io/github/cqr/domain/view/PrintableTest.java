package io.github.cqr.domain.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Hostile text is shown, not executed. */
class PrintableTest {
    @Test
    void ordinaryTextStaysAsItIs() {
        String text = "SELECT 'naïve — 日本語 🚀'\n\tFROM t";
        assertEquals(text, Printable.text(text));
    }

    @Test
    void whatATerminalWouldActOnIsWrittenOut() {
        assertEquals("\\x1b[31mred\\x07\\x08\\x7f\\x9b", Printable.text("\u001b[31mred\u0007\b\u007f\u009b"));
        assertEquals("a\\x0db", Printable.text("a\rb"));
    }

    @Test
    void whatHidesOrReordersIsWrittenOut() {
        assertEquals("\\u202eabc\\u2066\\u2028\\u200b", Printable.text("\u202eabc\u2066\u2028\u200b"));
        assertEquals("\\ud83d!", Printable.text("\ud83d!"));
        assertEquals("!\\ude80", Printable.text("!\ude80"));
    }

    @Test
    void aLineHasNoLineBreaks() {
        assertEquals("a\\nb\\tc", Printable.line("a\nb\tc"));
    }
}
