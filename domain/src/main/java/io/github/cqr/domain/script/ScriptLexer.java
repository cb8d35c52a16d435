package io.github.cqr.domain.script;

import io.github.cqr.domain.script.StatementShape.Watch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a statement ends, as ClickHouse's {@code src/Parsers/Lexer.cpp} (26.x) would cut it into tokens. It works on a buffer that
 * grows at its end: {@link #run} goes on where it stopped, and whenever more bytes could change what the next ones mean it stops before
 * them. So how the input is chunked cannot matter.
 *
 * <p>
 * Two departures, both in text that ClickHouse would hardly accept: a {@code $tag$} that is never closed is an error (there: a plain word,
 * which can be known only at the end of the file), and an empty line ends inline data with {@code \r\n} line ends too (there: only
 * {@code \n\n} does, and the rest of the file is taken for data).
 */
final class ScriptLexer extends OpenText {
    /** What {@link #run} met. */
    enum Event {
        /** All that is decidable is read. */
        NEED_MORE,
        /** The statement ends at {@link #end()}, the next begins at {@link #next()}. */
        DELIMITER,
        /** A comment {@code [opened(), end())} ended, begun by two hyphens, a hash sign, or two slashes. */
        LINE_COMMENT
    }

    private enum State {
        SQL, QUOTE, TYPOGRAPHIC, LINE_COMMENT, BLOCK_COMMENT, HEREDOC, DATA
    }

    /** The bytes that begin something; the table of a watch adds the first letters of its words. */
    private static final String SPECIAL = "'\"`;-/#$\\\u00e2";
    private static final byte[] PLAIN = Chars.table(SPECIAL);
    private static final byte[] HEAD = Chars.table(
            SPECIAL + "()[]{}.0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static final byte[] LETTER_I = Chars.table(SPECIAL + "iI");
    private static final byte[] BRACKET = Chars.table(SPECIAL + "(");
    private static final byte[] LETTER_F = Chars.table(SPECIAL + "fF");

    private static final byte[] INPUT = "input".getBytes(StandardCharsets.US_ASCII);

    private final StatementShape shape;
    private State state = State.SQL;

    private int firstToken = -1;

    ScriptLexer(StatementShape shape, Faults faults) {
        super(faults);
        this.shape = shape;
    }

    /** Where the open quote, comment or heredoc begins, or the comment that just ended. */
    int opened() {
        return opened;
    }

    /** Where the statement or the comment ends. */
    int end() {
        return end;
    }

    /** Where the next statement begins. */
    int next() {
        return next;
    }

    /** Where the first token of the statement begins, or -1: so far there is only white space and comments. */
    int firstToken() {
        return firstToken;
    }

    /** Whether the statement ends with inline data, whose white space is no white space of ours. */
    boolean inData() {
        return state == State.DATA;
    }

    /** Begins a new statement at {@code offset}. */
    void begin(int offset) {
        shape.reset();
        state = State.SQL;
        pos = offset;
        firstToken = -1;
    }

    /** The buffer's content has moved down by {@code distance}. */
    void moved(int distance) {
        pos -= distance;
        opened -= distance;
        dataStart -= distance;
        tagEnd -= distance;
        firstToken = firstToken < 0 ? firstToken : firstToken - distance;
    }

    /** Goes on up to {@code limit}, an end of a whole UTF-8 sequence. {@code eof}: nothing follows it. */
    Event run(byte[] bytes, int limit, boolean eof) {
        this.bytes = bytes;
        this.limit = limit;
        this.eof = eof;
        while (true) {
            @Nullable
            Event event = switch (state) {
                case SQL -> shape.watch() == Watch.FIRST_WORD ? leading() : sql();
                case QUOTE -> quoteCloses() ? closed() : Event.NEED_MORE;
                case TYPOGRAPHIC -> typographicCloses() ? closed() : Event.NEED_MORE;
                case LINE_COMMENT -> lineCommentCloses() ? lineComment() : Event.NEED_MORE;
                case BLOCK_COMMENT -> blockCommentCloses() ? closed() : Event.NEED_MORE;
                case HEREDOC -> heredocCloses() ? closed() : Event.NEED_MORE;
                case DATA -> dataEnds() ? Event.DELIMITER : Event.NEED_MORE;
            };
            if (event != null) {
                return event;
            }
        }
    }

    /** What was open is closed; a quoted name may be that of the format, after which data begins. */
    private @Nullable Event closed() {
        boolean name = state == State.QUOTE && quote != '\'' && shape.watch() == Watch.INSERT_HEAD;
        state = State.SQL;
        return name && shape.headName() ? beginData() : null;
    }

    private Event lineComment() {
        state = State.SQL;
        return Event.LINE_COMMENT;
    }

    /** White space before the first token of a statement; then the token itself decides what to watch for. */
    private @Nullable Event leading() {
        while (pos < limit) {
            int space = Math.max(Whitespace.clickHouseSpaceLength(bytes, pos, limit),
                    Whitespace.pythonSpaceLength(bytes, pos, limit));
            if (space > 0) {
                pos += space;
                continue;
            }
            byte b = bytes[pos];
            if (PLAIN[b & 0xff] != 0 && b != '\'' && b != '"' && b != '`' && b != (byte) 0xe2) {
                int before = pos;
                Event event = special(b);
                if (event != null || state != State.SQL) {
                    return event;
                }
                firstToken = before;
                shape.firstToken(b);
                return null;
            }
            if (!Chars.isWord(b)) {
                firstToken = pos;
                shape.firstToken(b);
                return null;
            }
            int to = wordEnd(pos);
            if (to < 0) {
                return Event.NEED_MORE;
            }
            firstToken = pos;
            shape.firstWord(bytes, pos, to);
            pos = to;
            return null;
        }
        return Event.NEED_MORE;
    }

    /** Tokens after the first. */
    private @Nullable Event sql() {
        byte[] table = switch (shape.watch()) {
            case FIRST_WORD, NOTHING, VALUES -> PLAIN;
            case INSERT_HEAD -> HEAD;
            case INSERT_INTO -> LETTER_I;
            case INPUT_FUNCTION -> BRACKET;
            case INPUT_FORMAT -> LETTER_F;
        };
        Watch watch = shape.watch();
        byte[] in = bytes;
        int to = limit;
        while (true) {
            int at = pos;
            while (at < to && table[in[at] & 0xff] == 0) {
                at++;
            }
            pos = at;
            if (at == to) {
                return Event.NEED_MORE;
            }
            byte b = in[at];
            Event event = PLAIN[b & 0xff] != 0 ? special(b) : watched(b);
            if (event != null || state != State.SQL || shape.watch() != watch) {
                return event;
            }
        }
    }

    /** A byte that may begin a literal, a comment or a delimiter. Moves on, or answers that more is needed. */
    private @Nullable Event special(byte b) {
        return switch (b) {
            case ';' -> delimiter(1);
            case '\\' -> backslash();
            case '\'' -> isHexOrBinary() ? hexOrBinary() : openQuote(b);
            case '"', '`' -> openQuote(b);
            case '-', '/', '#' -> maybeComment(b);
            case '$' -> dollar();
            case (byte) 0xe2 -> maybeTypographic();
            default -> throw nulByte();
        };
    }

    private Event delimiter(int length) {
        end = pos;
        next = pos + length;
        return Event.DELIMITER;
    }

    private @Nullable Event backslash() {
        if (pos + 1 >= limit && !eof) {
            return Event.NEED_MORE;
        }
        if (pos + 1 < limit && bytes[pos + 1] == 'G' && shape.watch() != Watch.VALUES) {
            return delimiter(2);
        }
        pos++;
        return null;
    }

    private @Nullable Event openQuote(byte b) {
        touch();
        opened = pos;
        quote = b;
        state = State.QUOTE;
        pos++;
        return null;
    }

    /** A literal is a token too: the first one of the statement if none came before. */
    private void touch() {
        if (firstToken < 0) {
            firstToken = pos;
            shape.firstToken(bytes[pos]);
        }
    }

    private @Nullable Event maybeComment(byte b) {
        if (pos + 1 >= limit) {
            if (!eof) {
                return Event.NEED_MORE;
            }
            pos++;
            return null;
        }
        byte second = bytes[pos + 1];
        opened = pos;
        if (b == '/' && second == '*') {
            state = State.BLOCK_COMMENT;
            nesting = 1;
            pos += 2;
        } else if (b == '#' ? second == ' ' || second == '!' : second == b) {
            state = State.LINE_COMMENT;
            pos += 2;
        } else {
            pos++;
        }
        return null;
    }

    private boolean isHexOrBinary() {
        if (pos == 0 || firstToken < 0 || pos - 1 < firstToken) {
            return false;
        }
        int letter = bytes[pos - 1] | 0x20;
        boolean tokenStart = pos - 1 == firstToken || !(Chars.isWord(bytes[pos - 2]) || bytes[pos - 2] == '$');
        return (letter == 'x' || letter == 'b') && tokenStart;
    }

    /** {@code x'41'}, {@code b'01'}: digits alone; anything else makes ClickHouse refuse all that follows. */
    private @Nullable Event hexOrBinary() {
        boolean hex = (bytes[pos - 1] | 0x20) == 'x';
        int at = pos + 1;
        while (at < limit && (hex ? Chars.isHexDigit(bytes[at]) : bytes[at] == '0' || bytes[at] == '1')) {
            at++;
        }
        if (at == limit && !eof) {
            return Event.NEED_MORE;
        }
        if (at == limit || bytes[at] != '\'') {
            throw faults.at(pos - 1, hex
                    ? "a hexadecimal literal (x'...') holds something that is no hexadecimal digit, or is never closed"
                    : "a binary literal (b'...') holds something that is neither 0 nor 1, or is never closed");
        }
        pos = at + 1;
        return null;
    }

    private @Nullable Event dollar() {
        if (firstToken >= 0 && pos > firstToken && Chars.isWord(bytes[pos - 1]) && !endsNumber(pos)) {
            return skipDollarWord();
        }
        int at = pos + 1;
        while (at < limit && Chars.isWord(bytes[at])) {
            at++;
        }
        if (at == limit && !eof) {
            return Event.NEED_MORE;
        }
        if (at == limit || bytes[at] != '$') {
            touch();
            return skipDollarWord();
        }
        touch();
        opened = pos;
        tagEnd = at + 1;
        pos = tagEnd;
        state = State.HEREDOC;
        return null;
    }

    /** A word goes on over dollar signs; one that is cut off here is no matter, for its rest holds no special byte but such signs. */
    private @Nullable Event skipDollarWord() {
        int at = pos + 1;
        while (at < limit && (Chars.isWord(bytes[at]) || bytes[at] == '$')) {
            at++;
        }
        if (at == limit && !eof) {
            return Event.NEED_MORE;
        }
        pos = at;
        return null;
    }

    /** Whether the word that ends before {@code at} is a plain number: a dollar sign after it begins a token of its own. */
    private boolean endsNumber(int at) {
        int from = at;
        while (from > firstToken && (Chars.isWord(bytes[from - 1]) || bytes[from - 1] == '$')) {
            from--;
        }
        for (int i = from; i < at; i++) {
            if (!Chars.isDigit(bytes[i]) && (i == from || bytes[i] != '_')) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Event maybeTypographic() {
        byte third = bytes[pos + 2];
        if (bytes[pos + 1] == (byte) 0x80 && (third == (byte) 0x98 || third == (byte) 0x9c)) {
            touch();
            opened = pos;
            quote = (byte) (third + 1);
            state = State.TYPOGRAPHIC;
        }
        pos += 3;
        return null;
    }

    /** A letter or mark that the present watch asked for. */
    private @Nullable Event watched(byte b) {
        Watch watch = shape.watch();
        if (watch == Watch.INPUT_FUNCTION) {
            if (followsInput()) {
                shape.inputFound();
            }
            pos++;
            return null;
        }
        if (!Chars.isWord(b)) {
            shape.headMark(b);
            pos++;
            return null;
        }
        int to = wordEnd(pos);
        if (to < 0) {
            return Event.NEED_MORE;
        }
        int from = pos;
        if (watch == Watch.INSERT_HEAD) {
            pos = to;
            return shape.headWord(bytes, from, to) ? beginData() : null;
        }
        boolean wordStart = !(Chars.isWord(bytes[from - 1]) || bytes[from - 1] == '$');
        String sought = watch == Watch.INSERT_INTO ? "INSERT" : "FORMAT";
        if (!wordStart || !Chars.isWord(bytes, from, to, sought)) {
            pos = to;
            return null;
        }
        int after = to;
        while (after < limit && Chars.isSpace(bytes[after])) {
            after++;
        }
        int second = after < limit && Chars.isWord(bytes[after]) ? wordEnd(after) : after;
        if ((after == limit && !eof) || second < 0) {
            return Event.NEED_MORE;
        }
        pos = to;
        return pair(watch, after, second);
    }

    /** Whether the bracket at {@code pos} opens the arguments of {@code input}. Function names mind the case. */
    private boolean followsInput() {
        int to = pos;
        while (to > firstToken && Chars.isSpace(bytes[to - 1])) {
            to--;
        }
        int from = to - INPUT.length;
        return from > firstToken && bytes[from] == INPUT[0] && Arrays.equals(bytes, from, to, INPUT, 0, INPUT.length)
                && !Chars.isWord(bytes[from - 1]) && bytes[from - 1] != '$';
    }

    /** What follows a word that was sought. */
    private @Nullable Event pair(Watch watch, int after, int to) {
        if (watch == Watch.INSERT_INTO && Chars.isWord(bytes, after, to, "INTO")) {
            shape.insertFound();
        } else if (watch == Watch.INPUT_FORMAT && to > after) {
            pos = to;
            return shape.inputFormatFound(bytes, after, to) ? beginData() : null;
        }
        return null;
    }

    /** The end of the word at {@code from}, or -1 when more bytes may belong to it. */
    private int wordEnd(int from) {
        int at = from;
        while (at < limit && (Chars.isWord(bytes[at]) || bytes[at] == '$')) {
            at++;
        }
        return at == limit && !eof ? -1 : at;
    }

    /** The format's name ends at {@code pos}: data follows after blanks and one line end. */
    private @Nullable Event beginData() {
        state = State.DATA;
        dataStart = -1;
        return null;
    }

    /** At the end of the script: what is still open, in words, or null. */
    @Nullable
    String stillOpen() {
        return switch (state) {
            case SQL, LINE_COMMENT, DATA -> null;
            case QUOTE -> quote == '\'' ? "a string (')" : "a quoted name (" + (char) quote + ")";
            case TYPOGRAPHIC -> quote == (byte) 0x99 ? "a string (\u2018)" : "a quoted name (\u201c)";
            case BLOCK_COMMENT -> "a comment (/*)";
            case HEREDOC -> "a heredoc ($...$)";
        };
    }
}
