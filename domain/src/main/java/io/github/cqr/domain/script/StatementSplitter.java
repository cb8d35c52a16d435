package io.github.cqr.domain.script;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts a script into statements, push style: feed it the bytes in pieces of any size, then finish. It holds the statement it is in and
 * nothing else of the script. How the bytes are chunked changes nothing, neither statements nor errors.
 *
 * <p>
 * Statements end at {@code ;} or {@code \G}, and after inline data as {@code clickhouse-client} ends it in its multi-query mode:
 * {@code VALUES} at the {@code ;}, other formats at an empty line. White space and comments alone are no statement. The lexer is
 * ClickHouse's own; {@link ScriptLexer} names the two departures.
 *
 * <p>
 * Not thread-safe. After a {@link ScriptException} it must not be used any more.
 */
public final class StatementSplitter {
    /** The longest statement that is taken unless told otherwise, in bytes: what an unclosed quote may pile up before it is refused. */
    public static final int DEFAULT_MAX_STATEMENT_BYTES = 256 << 20;

    /** Bytes lexed at a time; bounds how far the buffer runs ahead of the statement. */
    private static final int SLICE = 64 << 10;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private final OccurrenceCounter occurrences;
    private final int maxStatementBytes;
    private final StatementShape shape = new StatementShape();
    private final ScriptLexer lexer = new ScriptLexer(shape,
            (offset, message) -> new ScriptException(message, positionAt(offset)));
    private final DirectiveCollector directives = new DirectiveCollector();
    private final MessageDigest sha = StatementId.sha256();
    private final byte[] digest = new byte[32];

    /** The script from {@link #begin} on, as far as it was fed: {@code [begin, filled)}, of which {@code [begin, valid)} is whole UTF-8. */
    private byte[] buffer = new byte[4 << 10];
    private int begin;
    private int valid;
    private int filled;
    /** Where {@code buffer[begin]} stands in the script. */
    private long line = 1;
    private int column = 1;
    private long bytesBefore;

    private boolean started;
    private int ordinal;
    /** What is left out of the statement, offsets in pairs: directive comments. */
    private final List<int[]> cuts = new ArrayList<>();

    /** Makes a splitter that counts occurrences by itself. */
    public StatementSplitter() {
        this(new OccurrenceCounter());
    }

    /** Makes a splitter that counts occurrences with {@code occurrences}. */
    public StatementSplitter(OccurrenceCounter occurrences) {
        this(occurrences, DEFAULT_MAX_STATEMENT_BYTES);
    }

    /** Makes a splitter that counts occurrences with {@code occurrences} and refuses a statement longer than {@code maxStatementBytes}. */
    public StatementSplitter(OccurrenceCounter occurrences, int maxStatementBytes) {
        if (maxStatementBytes < 1) {
            throw new IllegalArgumentException("a statement has at least one byte");
        }
        this.occurrences = occurrences;
        this.maxStatementBytes = maxStatementBytes;
    }

    /**
     * Takes the next bytes of the script and hands each statement to {@code sink} as soon as its delimiter is seen.
     *
     * @throws ScriptException
     *             when the script cannot be run as it is written: not UTF-8, a NUL byte outside a literal, a malformed directive, ...
     */
    public void feed(byte[] bytes, int offset, int length, Consumer<Statement> sink) {
        int from = offset;
        int to = offset + length;
        while (from < to) {
            int count = Math.min(SLICE, to - from);
            append(bytes, from, count);
            from += count;
            advance(false, sink);
        }
    }

    /**
     * Ends the script: the last statement may have no delimiter.
     *
     * @throws ScriptException
     *             when the script ends inside a quote, comment or heredoc, or when a directive has no statement
     */
    public void finish(Consumer<Statement> sink) {
        advance(true, sink);
        String open = lexer.stillOpen();
        if (open != null) {
            throw new ScriptException(open + " opens here and is never closed; close it", positionAt(lexer.opened()));
        }
        end(filled, filled, sink);
    }

    /** How many statements were handed out. */
    public int count() {
        return ordinal;
    }

    private void append(byte[] bytes, int offset, int length) {
        if (filled + length > buffer.length) {
            int kept = filled - begin;
            byte[] target = kept + length > buffer.length / 2 ? new byte[Math.addExact(kept, length) * 2] : buffer;
            System.arraycopy(buffer, begin, target, 0, kept);
            buffer = target;
            lexer.moved(begin);
            int distance = begin;
            cuts.replaceAll(cut -> new int[]{cut[0] - distance, cut[1] - distance});
            valid -= begin;
            filled -= begin;
            begin = 0;
        }
        System.arraycopy(bytes, offset, buffer, filled, length);
        filled += length;
    }

    private void advance(boolean eof, Consumer<Statement> sink) {
        valid = Utf8.validEnd(buffer, valid, filled);
        boolean broken = valid < filled && (eof || !Utf8.isCutOff(buffer, valid, filled));
        if (!started && valid > 0) {
            started = true;
            if (valid >= 3 && buffer[0] == (byte) 0xef && buffer[1] == (byte) 0xbb && buffer[2] == (byte) 0xbf) {
                begin = 3;
                bytesBefore = 3;
            }
            lexer.begin(begin);
        }
        lex(eof && !broken, sink);
        if (broken) {
            boolean utf16 = bytesBefore + valid - begin == 0
                    && ((buffer[valid] & 0xff) == 0xff || (buffer[valid] & 0xff) == 0xfe);
            throw new ScriptException(utf16
                    ? "the script is UTF-16; save it as UTF-8"
                    : String.format(
                            "the script is not UTF-8: byte 0x%02x here; save it as UTF-8, or write the byte as an escape like \\x%02X",
                            buffer[valid] & 0xff, buffer[valid] & 0xff),
                    positionAt(valid));
        }
        checkLength(valid);
    }

    private void checkLength(int end) {
        if (end - begin > maxStatementBytes) {
            throw new ScriptException("the statement that begins here has more than " + maxStatementBytes
                    + " bytes; is a ';' or a closing quote missing?", positionAt(Math.max(lexer.firstToken(), begin)));
        }
    }

    private void lex(boolean eof, Consumer<Statement> sink) {
        if (!started) {
            return;
        }
        while (true) {
            switch (lexer.run(buffer, valid, eof)) {
                case DELIMITER -> end(lexer.end(), lexer.next(), sink);
                case LINE_COMMENT -> comment(lexer.opened(), lexer.end());
                case NEED_MORE -> {
                    return;
                }
            }
        }
    }

    /** A line comment ended: it may be the shebang, or a directive. */
    private void comment(int from, int to) {
        if (bytesBefore + from - begin <= 3 && from == begin && buffer[from] == '#' && buffer[from + 1] == '!'
                && ordinal == 0 && line == 1 && column == 1) {
            consume(to);
            return;
        }
        String directive = DirectiveCollector.directiveIn(buffer, from, to);
        if (directive == null) {
            return;
        }
        Position position = positionAt(from);
        if (lexer.firstToken() >= 0) {
            throw new ScriptException(
                    "a 'cqr:' directive stands inside a statement; put it in the line before the statement", position);
        }
        directives.add(directive, position);
        cut(from, to);
    }

    /** Leaves out a directive comment: its whole line when it stands alone there, so that the rest is what it would be without it. */
    private void cut(int from, int to) {
        int start = from;
        while (start > begin && (buffer[start - 1] == ' ' || buffer[start - 1] == '\t')) {
            start--;
        }
        if (start == begin || buffer[start - 1] == '\n') {
            cuts.add(new int[]{start, Math.min(to + 1, valid)});
        } else {
            cuts.add(new int[]{start, buffer[to - 1] == '\r' ? to - 1 : to});
        }
    }

    /** The text up to {@code end} is a statement, or nothing; the next one begins at {@code next}. */
    private void end(int end, int next, Consumer<Statement> sink) {
        checkLength(end);
        if (lexer.firstToken() >= 0) {
            Statement statement = statement(end);
            consume(next);
            lexer.begin(begin);
            sink.accept(statement);
            return;
        }
        Position pending = directives.pending();
        if (pending != null) {
            throw new ScriptException("no statement follows this directive; remove it", pending);
        }
        consume(next);
        lexer.begin(begin);
    }

    private Statement statement(int end) {
        int start = textStart(end);
        Position position = positionAt(start);
        byte[] text = buffer;
        int from = start;
        int to = end;
        if (!cuts.isEmpty() && cuts.getLast()[1] > start) {
            text = withoutCuts(start, end);
            from = 0;
            to = text.length;
        }
        int stripped = Whitespace.pythonStripEnd(text, from, to);
        int textEnd = lexer.inData() ? to : stripped;
        StatementId id = identify(text, from, stripped);
        String sql = new String(text, from, textEnd - from, StandardCharsets.UTF_8);
        StatementKind kind = StatementKinds.refine(shape.kind(), sql);
        cuts.clear();
        return new Statement(ordinal++, position, sql, id, kind, directives.take());
    }

    /** Where the first character that is neither white space nor cut out stands. */
    private int textStart(int end) {
        int from = begin;
        for (int[] cut : cuts) {
            int start = Whitespace.pythonStripStart(buffer, from, cut[0]);
            if (start < cut[0]) {
                return start;
            }
            from = cut[1];
        }
        return Whitespace.pythonStripStart(buffer, from, end);
    }

    private byte[] withoutCuts(int start, int end) {
        byte[] text = new byte[end - start];
        int length = 0;
        int from = start;
        for (int[] cut : cuts) {
            if (cut[0] >= from) {
                System.arraycopy(buffer, from, text, length, cut[0] - from);
                length += cut[0] - from;
                from = cut[1];
            }
        }
        System.arraycopy(buffer, from, text, length, end - from);
        return Arrays.copyOf(text, length + end - from);
    }

    private StatementId identify(byte[] text, int from, int to) {
        sha.update(text, from, to - from);
        try {
            sha.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes hold a SHA-256", e);
        }
        byte[] hex = new byte[64];
        long prefix = 0;
        for (int i = 0; i < 32; i++) {
            int b = digest[i] & 0xff;
            hex[2 * i] = HEX[b >>> 4];
            hex[2 * i + 1] = HEX[b & 15];
            prefix = i < 8 ? prefix << 8 | b : prefix;
        }
        return new StatementId(new String(hex, StandardCharsets.ISO_8859_1), occurrences.next(prefix));
    }

    private Position positionAt(int offset) {
        int lastLineFeed = Utf8.lastLineFeed(buffer, begin, offset);
        if (lastLineFeed < 0) {
            return new Position(line, column + Utf8.codePoints(buffer, begin, offset), bytesBefore + offset - begin);
        }
        return new Position(line + Utf8.lineFeeds(buffer, begin, offset),
                1 + Utf8.codePoints(buffer, lastLineFeed + 1, offset), bytesBefore + offset - begin);
    }

    private void consume(int offset) {
        Position position = positionAt(offset);
        line = position.line();
        column = position.column();
        bytesBefore = position.byteOffset();
        begin = offset;
    }
}
