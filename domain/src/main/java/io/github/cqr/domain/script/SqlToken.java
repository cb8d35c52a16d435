package io.github.cqr.domain.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A significant token of one statement's text: for the few statements that are read again after splitting ({@code SET}, {@code USE}, DDL).
 * White space and comments are left out. Offsets are in characters of the text.
 *
 * @param type
 *            what it is
 * @param text
 *            as written; a quoted one with its quotes
 * @param start
 *            where it begins
 * @param end
 *            where it ends
 */
public record SqlToken(Type type, String text, int start, int end) {
    /** What a token is. */
    public enum Type {
        /** A keyword, an unquoted name or a number. */
        WORD,
        /** {@code '..'}, typographic quotes, {@code x'..'}, {@code b'..'}, or a heredoc. */
        STRING,
        /** {@code ".."}, {@code `..`} or in typographic double quotes. */
        QUOTED_NAME,
        /** One character of punctuation. */
        MARK,
        /** A quote or comment that is never closed. */
        BROKEN
    }

    /** Whether it is this word or mark, in either case. */
    public boolean is(String word) {
        return (type == Type.WORD || type == Type.MARK) && text.equalsIgnoreCase(word);
    }

    /** Whether it is something that is never closed. */
    public boolean isBroken() {
        return type == Type.BROKEN;
    }

    /** The text in capitals. */
    public String upper() {
        return text.toUpperCase(Locale.ROOT);
    }

    /** All significant tokens of a text, at most {@code limit}. */
    public static List<SqlToken> read(String text, int limit) {
        SqlTokens tokens = new SqlTokens(text);
        List<SqlToken> found = new ArrayList<>();
        while (found.size() < limit) {
            SqlToken token = tokens.next();
            if (token == null) {
                break;
            }
            found.add(token);
        }
        return found;
    }

    /** All significant tokens of a text. */
    public static List<SqlToken> read(String text) {
        return read(text, Integer.MAX_VALUE);
    }
}
