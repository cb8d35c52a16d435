package io.github.cqr.domain.script;

/** The two notions of white space that matter here, over UTF-8: Python's (for identity) and ClickHouse's (for "is there a statement"). */
final class Whitespace {
    private Whitespace() {}

    /** The first offset in {@code [from, to)} that Python's {@code str.strip()} keeps, or {@code to}. */
    static int pythonStripStart(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int length = pythonSpaceLength(bytes, at, to);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return to;
    }

    /** The end of what Python's {@code str.strip()} keeps of {@code [from, to)}, or {@code from}. */
    static int pythonStripEnd(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from) {
            if (bytes[end - 1] >= 0) {
                if (pythonSpaceLength(bytes, end - 1, end) != 1) {
                    return end;
                }
                end--;
            } else if (end - 2 >= from && pythonSpaceLength(bytes, end - 2, end) == 2) {
                end -= 2;
            } else if (end - 3 >= from && pythonSpaceLength(bytes, end - 3, end) == 3) {
                end -= 3;
            } else {
                return end;
            }
        }
        return from;
    }

    /**
     * The length in bytes of the white space character at {@code at}, 0 if it is none. The list is Python's {@code str.isspace()}:
     * U+0009-000D, 001C-001F, 0020, 0085, 00A0, 1680, 2000-200A, 2028, 2029, 202F, 205F, 3000.
     */
    static int pythonSpaceLength(byte[] bytes, int at, int to) {
        int first = bytes[at];
        if (first >= 0) {
            return first == ' ' || (first >= 0x09 && first <= 0x0d) || (first >= 0x1c && first <= 0x1f) ? 1 : 0;
        }
        if (first == (byte) 0xc2 && at + 1 < to) {
            return bytes[at + 1] == (byte) 0x85 || bytes[at + 1] == (byte) 0xa0 ? 2 : 0;
        }
        if (at + 2 >= to) {
            return 0;
        }
        boolean space = switch (codePoint(bytes, at)) {
            case 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028,
                    0x2029, 0x202f, 0x205f, 0x3000 ->
                true;
            default -> false;
        };
        return space ? 3 : 0;
    }

    /**
     * The length in bytes of the white space at {@code at} that ClickHouse's lexer skips ({@code skipWhitespacesUTF8}), 0 if it is none:
     * U+0009-000D, 0020, 0085, 00A0, 180E, 2000-200D, 2028, 2029, 202F, 205F, 2060, 3000, FEFF.
     */
    static int clickHouseSpaceLength(byte[] bytes, int at, int to) {
        int first = bytes[at];
        if (first >= 0) {
            return first == ' ' || (first >= 0x09 && first <= 0x0d) ? 1 : 0;
        }
        if (first == (byte) 0xc2 && at + 1 < to) {
            return bytes[at + 1] == (byte) 0x85 || bytes[at + 1] == (byte) 0xa0 ? 2 : 0;
        }
        if (at + 2 >= to) {
            return 0;
        }
        int codePoint = codePoint(bytes, at);
        boolean space = switch (codePoint) {
            case 0x180e, 0x2028, 0x2029, 0x202f, 0x205f, 0x2060, 0x3000, 0xfeff -> true;
            default -> codePoint >= 0x2000 && codePoint <= 0x200d;
        };
        return space ? 3 : 0;
    }

    /** The code point of the three-byte sequence at {@code at}, or -1 when another sort of sequence begins there. */
    private static int codePoint(byte[] bytes, int at) {
        if ((bytes[at] & 0xf0) != 0xe0) {
            return -1;
        }
        return (bytes[at] & 0x0f) << 12 | (bytes[at + 1] & 0x3f) << 6 | (bytes[at + 2] & 0x3f);
    }
}
