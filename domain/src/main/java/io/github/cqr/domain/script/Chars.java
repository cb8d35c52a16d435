package io.github.cqr.domain.script;

import java.nio.charset.StandardCharsets;

/** The classes of bytes that ClickHouse's lexer tells apart. */
final class Chars {
    private Chars() {}

    /** {@code isWordCharASCII} of ClickHouse. */
    static boolean isWord(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || isDigit(b);
    }

    /** {@code isNumericASCII} of ClickHouse. */
    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** {@code isHexDigit} of ClickHouse. */
    static boolean isHexDigit(byte b) {
        return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
    }

    /** {@code isWhitespaceASCII} of ClickHouse. */
    static boolean isSpace(byte b) {
        return b == ' ' || (b >= 0x09 && b <= 0x0d);
    }

    /** Whether the bytes are this word of ASCII capitals, in either case. */
    static boolean isWord(byte[] bytes, int from, int to, String capitals) {
        if (to - from != capitals.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if ((bytes[i] & ~0x20) != capitals.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** A table of 256 marks: 1 for each byte of {@code special} and for NUL. */
    static byte[] table(String special) {
        byte[] table = new byte[256];
        table[0] = 1;
        for (byte b : special.getBytes(StandardCharsets.ISO_8859_1)) {
            table[b & 0xff] = 1;
        }
        return table;
    }
}
