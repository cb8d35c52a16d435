package io.github.cqr.domain.script;

import java.util.Arrays;

/** What is open in a script, and how it closes: quotes, comments, heredocs, inline data. {@link ScriptLexer} finds where they open. */
abstract class OpenText {
    /** Makes the error for a fault at an offset of the buffer. */
    @FunctionalInterface
    interface Faults {
        /** The error, with the place of that offset in the script. */
        ScriptException at(int offset, String message);
    }

    private static final byte[] COMMENT = Chars.table("*/");

    final Faults faults;
    /** The script as far as it is known: up to {@code limit}, an end of a whole UTF-8 sequence. {@code eof}: nothing follows it. */
    byte[] bytes = new byte[0];
    int limit;
    boolean eof;
    /** The next byte to look at. */
    int pos;
    /** Where what is open begins. */
    int opened;
    /** Where the statement or the line comment ends. */
    int end;
    /** Where the next statement begins. */
    int next;
    /** The quote that is open, or the last byte of the typographic one that closes it. */
    byte quote;
    /** How many block comments are open. */
    int nesting;
    /** Where the tag that opened a heredoc ends. */
    int tagEnd;
    /** Where inline data begins, or a negative number as long as that is not known. */
    int dataStart;

    OpenText(Faults faults) {
        this.faults = faults;
    }

    final ScriptException nulByte() {
        return faults.at(pos,
                "a NUL byte stands outside a literal; is this a text file? Remove it or save the file as UTF-8");
    }

    /** Goes on in a quote; doubled quotes and backslashes hide the closing one. */
    final boolean quoteCloses() {
        byte[] in = bytes;
        byte closing = quote;
        int to = limit;
        int at = pos;
        while (at < to) {
            byte b = in[at];
            if (b == '\\') {
                if (at + 1 >= to) {
                    break;
                }
                at += 2;
            } else if (b != closing) {
                at++;
            } else if (at + 1 < to && in[at + 1] == closing) {
                at += 2;
            } else if (at + 1 == to && !eof) {
                break;
            } else {
                pos = at + 1;
                return true;
            }
        }
        pos = at;
        return false;
    }

    /** Goes on in a typographic quote, which knows no escapes. */
    final boolean typographicCloses() {
        while (pos < limit) {
            if (bytes[pos] == (byte) 0xe2 && bytes[pos + 1] == (byte) 0x80 && bytes[pos + 2] == quote) {
                pos += 3;
                return true;
            }
            pos++;
        }
        return false;
    }

    /** Goes on in a line comment, up to the line feed, which is no part of it. */
    final boolean lineCommentCloses() {
        while (pos < limit && bytes[pos] != '\n') {
            if (bytes[pos] == 0) {
                throw nulByte();
            }
            pos++;
        }
        end = pos;
        return pos < limit || eof;
    }

    /** Goes on in a block comment; they nest. */
    final boolean blockCommentCloses() {
        while (true) {
            while (pos < limit && COMMENT[bytes[pos] & 0xff] == 0) {
                pos++;
            }
            if (pos + 1 >= limit) {
                return false;
            }
            byte b = bytes[pos];
            byte second = bytes[pos + 1];
            if (b == 0) {
                throw nulByte();
            }
            if (b == '/' && second == '*') {
                nesting++;
                pos += 2;
            } else if (b == '*' && second == '/') {
                pos += 2;
                if (--nesting == 0) {
                    return true;
                }
            } else {
                pos++;
            }
        }
    }

    /** Goes on in a heredoc, up to its tag. */
    final boolean heredocCloses() {
        int length = tagEnd - opened;
        while (pos < limit) {
            if (bytes[pos] != '$') {
                pos++;
            } else if (limit - pos < length) {
                return false;
            } else if (Arrays.equals(bytes, pos, pos + length, bytes, opened, tagEnd)) {
                pos += length;
                return true;
            } else {
                pos++;
            }
        }
        return false;
    }

    /** Goes on in inline data, up to an empty line; sets where it ends and where the next statement begins. */
    final boolean dataEnds() {
        if (dataStart < 0 && !findDataStart()) {
            return false;
        }
        while (pos < limit) {
            if (bytes[pos] != '\n') {
                pos++;
                continue;
            }
            boolean cutOff = pos + 1 >= limit || (bytes[pos + 1] == '\r' && pos + 2 >= limit);
            if (cutOff && !eof) {
                return false;
            }
            if (!cutOff && (bytes[pos + 1] == '\n' || (bytes[pos + 1] == '\r' && bytes[pos + 2] == '\n'))) {
                end = pos > dataStart && bytes[pos - 1] == '\r' ? pos - 1 : pos;
                next = pos;
                return true;
            }
            pos++;
        }
        return false;
    }

    /** Skips what stands between the format's name and the data; false when more bytes are needed. */
    private boolean findDataStart() {
        int at = pos;
        while (at < limit && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\f')) {
            at++;
        }
        if (at < limit && bytes[at] == ';') {
            int after = at + 1;
            while (after < limit && (bytes[after] == ' ' || bytes[after] == '\t' || bytes[after] == '\r')) {
                after++;
            }
            if (at > pos && after == limit && !eof) {
                return false;
            }
            if (at == pos || after == limit || bytes[after] == '\n') {
                throw faults.at(at,
                        "a ';' follows the name of the format at once: ClickHouse takes what follows FORMAT for data,"
                                + " up to an empty line; put the data there, or use VALUES");
            }
        }
        if (!eof && at + 1 >= limit) {
            return false;
        }
        if (at < limit && bytes[at] == '\r') {
            at++;
        }
        if (at < limit && bytes[at] == '\n') {
            at++;
        }
        dataStart = at;
        pos = at;
        return true;
    }
}
