package io.github.cqr.domain.script;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers the {@code -- cqr:} comments that stand before one statement. */
final class DirectiveCollector {
    private static final Pattern COMMENT = Pattern.compile("--[ \\t]*cqr:(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern DIRECTIVE = Pattern.compile("([A-Za-z-]+)(?:\\s*=\\s*(.*))?", Pattern.DOTALL);
    private static final Pattern DURATION = Pattern
            .compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
    private static final String KNOWN = "barrier, timeout=30m, node=NAME, name=TEXT, before-retry=SQL";

    /** All {@code before-retry} texts of the script so far, by hash. */
    private final OccurrenceCounter beforeRetries = new OccurrenceCounter();

    private boolean barrier;
    private @Nullable Duration timeout;
    private @Nullable String node;
    private @Nullable String name;
    private final List<String> beforeRetry = new ArrayList<>();
    private @Nullable Position first;

    /** What a comment says after {@code cqr:}, or null when it is an ordinary comment. */
    static @Nullable String directiveIn(byte[] bytes, int from, int to) {
        if (to - from < 6 || bytes[from] != '-' || !looksLikeOne(bytes, from + 2, to)) {
            return null;
        }
        Matcher comment = COMMENT.matcher(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        return comment.matches() ? comment.group(1).strip() : null;
    }

    private static boolean looksLikeOne(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at + 4 <= to && Chars.isWord(bytes, at, at + 3, "CQR");
    }

    /** Takes one directive. */
    void add(String text, Position position) {
        if (first == null) {
            first = position;
        }
        Matcher directive = DIRECTIVE.matcher(text);
        if (!directive.matches()) {
            throw new ScriptException("a 'cqr:' comment without a known directive; known are " + KNOWN
                    + ", one in each comment", position);
        }
        String key = directive.group(1).toLowerCase(Locale.ROOT);
        String value = directive.group(2);
        switch (key) {
            case "barrier" -> {
                if (value != null) {
                    throw new ScriptException("the directive 'barrier' takes no value", position);
                }
                once(!barrier, key, position);
                barrier = true;
            }
            case "timeout" -> {
                once(timeout == null, key, position);
                timeout = duration(value, position);
            }
            case "node" -> {
                once(node == null, key, position);
                node = given(value, key, position);
                if (node.chars().anyMatch(Character::isWhitespace)) {
                    throw new ScriptException("'node' takes the name of one node", position);
                }
            }
            case "name" -> {
                once(name == null, key, position);
                name = given(value, key, position);
            }
            case "before-retry" -> addBeforeRetry(given(value, key, position), position);
            default -> throw new ScriptException("unknown directive '" + key + "'; known are " + KNOWN, position);
        }
    }

    private void addBeforeRetry(String value, Position position) {
        List<SqlToken> tokens = SqlToken.read(value);
        if (!tokens.isEmpty() && tokens.getLast().is(";")) {
            tokens.removeLast();
        }
        if (tokens.isEmpty() || tokens.stream().anyMatch(token -> token.is(";"))) {
            throw new ScriptException("'before-retry' takes one SQL statement; give each its own comment", position);
        }
        if (tokens.stream().anyMatch(SqlToken::isBroken)) {
            throw new ScriptException("the SQL of 'before-retry' has a quote or comment that is never closed",
                    position);
        }
        String sql = value.substring(0, tokens.getLast().end());
        if (beforeRetries.next(new StatementId(StatementId.hashOf(sql), 1).prefix()) > 1) {
            throw new ScriptException(
                    "the same 'before-retry' stands before another statement too: it would delete that one's rows;"
                            + " make each delete only what its own statement writes",
                    position);
        }
        beforeRetry.add(sql);
    }

    private static void once(boolean isFirst, String key, Position position) {
        if (!isFirst) {
            throw new ScriptException("the directive '" + key + "' stands twice before the same statement", position);
        }
    }

    private static String given(@Nullable String value, String key, Position position) {
        if (value == null || value.isEmpty()) {
            throw new ScriptException("the directive '" + key + "' needs a value: " + key + "=...", position);
        }
        return value;
    }

    private static Duration duration(@Nullable String value, Position position) {
        Matcher parts = DURATION.matcher(value == null ? "" : value);
        Duration sum = Duration.ZERO;
        if (parts.matches()) {
            long[] milliseconds = {86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L};
            for (int i = 0; i < milliseconds.length; i++) {
                String digits = parts.group(i + 1);
                if (digits != null) {
                    sum = sum.plusMillis(Long.parseLong(digits) * milliseconds[i]);
                }
            }
        }
        if (sum.isZero()) {
            throw new ScriptException("'timeout' takes a time longer than zero, like 90s, 30m or 1h30m", position);
        }
        return sum;
    }

    /** Where the first directive of those pending stands, or null when none is pending. */
    @Nullable
    Position pending() {
        return first;
    }

    /** The directives since the last call. */
    Directives take() {
        if (first == null) {
            return Directives.NONE;
        }
        Directives taken = new Directives(barrier, timeout, node, name, beforeRetry);
        barrier = false;
        timeout = null;
        node = null;
        name = null;
        beforeRetry.clear();
        first = null;
        return taken;
    }
}
