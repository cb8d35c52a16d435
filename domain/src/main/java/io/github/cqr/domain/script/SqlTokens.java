package io.github.cqr.domain.script;

import org.jspecify.annotations.Nullable;

/** Reads the significant tokens of a whole text, one after the other; see {@link ScriptLexer} for the rules. */
final class SqlTokens {
    private final String text;
    private int at;

    SqlTokens(String text) {
        this.text = text;
    }

    /** The next token, or null at the end. */
    @Nullable
    SqlToken next() {
        while (at < text.length()) {
            int start = at;
            char c = text.charAt(at);
            if (isSpace(c)) {
                at++;
            } else if (opensLineComment(c)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                if (!skipBlockComment()) {
                    return token(SqlToken.Type.BROKEN, start);
                }
            } else {
                return token(significant(c), start);
            }
        }
        return null;
    }

    private SqlToken token(SqlToken.Type type, int start) {
        return new SqlToken(type, text.substring(start, at), start, at);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85 || c == 0x180e || c == 0x2060
                || c == 0xfeff
                || (c >= 0x200b && c <= 0x200d);
    }

    private boolean opensLineComment(char c) {
        return switch (c) {
            case '-' -> text.startsWith("--", at);
            case '/' -> text.startsWith("//", at);
            case '#' -> text.startsWith("# ", at) || text.startsWith("#!", at);
            default -> false;
        };
    }

    private boolean skipBlockComment() {
        int nesting = 1;
        at += 2;
        while (at < text.length()) {
            if (text.startsWith("/*", at)) {
                nesting++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                at += 2;
                if (--nesting == 0) {
                    return true;
                }
            } else {
                at++;
            }
        }
        return false;
    }

    private SqlToken.Type significant(char c) {
        return switch (c) {
            case '\'' -> quoted(c) ? SqlToken.Type.STRING : SqlToken.Type.BROKEN;
            case '"', '`' -> quoted(c) ? SqlToken.Type.QUOTED_NAME : SqlToken.Type.BROKEN;
            case '\u2018' -> upTo("\u2019", 1) ? SqlToken.Type.STRING : SqlToken.Type.BROKEN;
            case '\u201c' -> upTo("\u201d", 1) ? SqlToken.Type.QUOTED_NAME : SqlToken.Type.BROKEN;
            default -> wordOrMark(c);
        };
    }

    private SqlToken.Type wordOrMark(char c) {
        if (c == '$') {
            int tagEnd = at + 1;
            while (tagEnd < text.length() && isWord(text.charAt(tagEnd))) {
                tagEnd++;
            }
            if (tagEnd < text.length() && text.charAt(tagEnd) == '$') {
                return upTo(text.substring(at, tagEnd + 1), tagEnd + 1 - at)
                        ? SqlToken.Type.STRING
                        : SqlToken.Type.BROKEN;
            }
        }
        if (!isWord(c) && c != '$') {
            at++;
            return SqlToken.Type.MARK;
        }
        int start = at;
        while (at < text.length() && (isWord(text.charAt(at)) || text.charAt(at) == '$')) {
            at++;
        }
        boolean prefix = at == start + 1 && (c == 'x' || c == 'X' || c == 'b' || c == 'B');
        if (prefix && at < text.length() && text.charAt(at) == '\'') {
            return upTo("'", 1) ? SqlToken.Type.STRING : SqlToken.Type.BROKEN;
        }
        return SqlToken.Type.WORD;
    }

    private boolean upTo(String closing, int skipped) {
        int end = text.indexOf(closing, at + skipped);
        at = end < 0 ? text.length() : end + closing.length();
        return end >= 0;
    }

    private boolean quoted(char quote) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') {
                at = Math.min(at + 1, text.length());
            } else if (c == quote) {
                if (at == text.length() || text.charAt(at) != quote) {
                    return true;
                }
                at++;
            }
        }
        return false;
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
    }
}
