package io.github.cqr.domain.mask;

import io.github.cqr.domain.script.SqlToken;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pass over the tokens of a statement that writes it again with its secrets hidden. */
final class Hiding {
    private static final Set<String> KEYWORDS_OF_PASSWORDS = Set.of("PASSWORD", "SECRET");
    /** A call in a message that is cut off, or whose bracket closes nowhere, ends after so many tokens. */
    private static final int LONGEST_OPENING = 200;
    private static final int BEFORE_COLLECTION = 6;

    private final String text;
    private final List<SqlToken> tokens;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Call> calls = new ArrayDeque<>();
    private final boolean collection;
    private boolean identified;
    private int copied;

    /** An open bracket: of a call that takes secrets, of headers, or of anything else. */
    private static final class Call {
        private final int firstSecret;
        private final boolean headers;
        private int argument;

        Call(int firstSecret, boolean headers) {
            this.firstSecret = firstSecret;
            this.headers = headers;
        }
    }

    private Hiding(String text, List<SqlToken> tokens) {
        this.text = text;
        this.tokens = tokens;
        this.collection = isCollection(tokens);
    }

    /** {@code text}, whose tokens these are, with secrets hidden. */
    static String in(String text, List<SqlToken> tokens) {
        return new Hiding(text, tokens).masked();
    }

    /** The tokens of the call that a piece of a message begins with, or of what is identified; of the rest nobody knows what it is. */
    static List<SqlToken> opening(List<SqlToken> tokens) {
        int depth = 0;
        for (int i = 0; i < tokens.size() && i < LONGEST_OPENING; i++) {
            depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
            if (depth < 0 || (depth == 0 && i > 0 && tokens.get(i).is(")"))) {
                return tokens.subList(0, depth < 0 ? i : i + 1);
            }
        }
        return tokens.subList(0, Math.min(tokens.size(), LONGEST_OPENING));
    }

    private static boolean isCollection(List<SqlToken> tokens) {
        for (int i = 0; i + 1 < tokens.size() && i < BEFORE_COLLECTION; i++) {
            if (tokens.get(i).is("NAMED") && tokens.get(i + 1).is("COLLECTION")) {
                return true;
            }
        }
        return false;
    }

    private String masked() {
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            identified |= token.is("IDENTIFIED");
            if (isSecret(i)) {
                hide(token);
            } else if (token.is("(")) {
                open(i);
            } else if (token.is(")")) {
                calls.pollLast();
            } else if (token.is(",") && !calls.isEmpty()) {
                calls.getLast().argument++;
            }
        }
        return out.append(text, copied, text.length()).toString();
    }

    private void open(int bracket) {
        String name = bracket == 0 ? "" : name(tokens.get(bracket - 1));
        Integer first = SecretWords.firstSecretArgument(name);
        calls.addLast(new Call(first == null ? Integer.MAX_VALUE : first, name.equalsIgnoreCase("headers")
                || name.equalsIgnoreCase("header")));
    }

    private boolean isSecret(int i) {
        SqlToken token = tokens.get(i);
        boolean literal = token.type() == SqlToken.Type.STRING
                || (token.type() == SqlToken.Type.BROKEN && isQuote(token.text()));
        SqlToken before = before(i, 1);
        if (before == null) {
            return false;
        }
        if (before.is("=")) {
            SqlToken key = before(i, 2);
            key = key != null && key.is("=") ? before(i, 3) : key; // == is the same
            boolean value = literal || token.type() == SqlToken.Type.WORD || token.type() == SqlToken.Type.QUOTED_NAME;
            boolean secret = key != null
                    && (collection || SecretWords.isSecret(name(key)) || (literal && inHeaders()));
            return (value && secret) || (literal && isSecretArgument(token));
        }
        if (!literal) {
            return false;
        }
        boolean named = before.type() == SqlToken.Type.WORD && KEYWORDS_OF_PASSWORDS.contains(before.upper());
        boolean credential = identified && (before.is("BY") || before.is("SALT") || before.is("KEY"));
        boolean header = before.is("VALUE") && inHeaders();
        return named || credential || header || isSecretArgument(token);
    }

    private boolean isSecretArgument(SqlToken token) {
        return calls.stream().anyMatch(call -> call.argument >= call.firstSecret)
                && !SecretWords.isHarmlessArgument(content(token.text()));
    }

    private boolean inHeaders() {
        return calls.stream().anyMatch(call -> call.headers);
    }

    private @Nullable SqlToken before(int i, int distance) {
        return i < distance ? null : tokens.get(i - distance);
    }

    private void hide(SqlToken token) {
        String quote = token.type() == SqlToken.Type.WORD ? "" : token.text().startsWith("\"") ? "\"" : "'";
        out.append(text, copied, token.start()).append(quote).append(SecretMask.HIDDEN).append(quote);
        copied = token.end();
    }

    private static boolean isQuote(String text) {
        return !text.startsWith("/*");
    }

    /** A name or literal without its quotes, as far as this matters here. */
    private static String name(SqlToken token) {
        return token.type() == SqlToken.Type.WORD ? token.text() : content(token.text());
    }

    private static String content(String quoted) {
        boolean inQuotes = quoted.length() >= 2 && "'\"`".indexOf(quoted.charAt(0)) >= 0
                && quoted.charAt(0) == quoted.charAt(quoted.length() - 1);
        return inQuotes ? quoted.substring(1, quoted.length() - 1) : quoted.toLowerCase(Locale.ROOT);
    }
}
