package io.github.cqr.domain.mask;

import io.github.cqr.domain.script.SqlToken;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides secrets as ClickHouse does in its own logs, and some more: what stands in their place is {@code [HIDDEN]}, all else stays as it is.
 * Total and idempotent: any text has a masked form, and masking that again changes nothing. A guess at secrets cannot be complete; a
 * named collection keeps them out of a script in the first place.
 *
 * <p>Hidden are: the credentials in calls of {@link SecretWords}; values of settings, named arguments, headers and keys of
 * named collections whose name sounds secret; all values of {@code CREATE NAMED COLLECTION}; {@code IDENTIFIED ... BY}; user
 * information in URLs; signatures and passwords in the query part of URLs and in connection strings; {@code Authorization}
 * headers; AWS key ids.
 */
public final class SecretMask {
    static final String HIDDEN = "[HIDDEN]";

    /** {@code scheme://user:password@} */
    private static final Pattern USER_INFO = Pattern.compile(
            "(\\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}://)(?!\\[HIDDEN\\]@)(?:[^\\s'\"/?#]*|[^\\s'\"/?#@]*:[^\\s'\"@]*)@");
    /** {@code AccountKey=...;}, {@code &sig=...}, {@code password: ...}, quoted or not. */
    private static final Pattern ASSIGNMENT = Pattern.compile("(?i)((?:" + SecretWords.alternatives()
            + "|\\bsig)[a-z0-9_-]{0,20}+['\"]?+\\s{0,3}+={1,2}+\\s{0,3}+)(?!['\"]?\\[HIDDEN\\])"
            + "(?:'(?:[^'\\\\]++|\\\\.|''){0,99}+'?|\"(?:[^\"\\\\]++|\\\\.){0,99}+\"?|[^\\s'\"&;,)]++)");
    /** {@code "password": "..."} */
    private static final Pattern MEMBER = Pattern
            .compile("(?i)(([\"'])[a-z0-9_-]{0,40}?(?:" + SecretWords.alternatives()
                    + ")[a-z0-9_-]{0,20}\\2\\s{0,3}:\\s{0,3}\\2)(?!\\[HIDDEN\\])(?:[^\"'\\\\]++|\\\\.){0,99}+");
    private static final Pattern HEADER = Pattern.compile(
            "(?i)(\\bauthorization['\"]?\\s{0,3}:\\s{0,3}['\"]?)(?!\\[HIDDEN\\])(?:(?:bearer|basic|negotiate)\\s+)?[^\\s'\",;]+"
                    + "|(\\bbearer\\s+)(?!\\[HIDDEN\\])[A-Za-z0-9._~+/=-]{8,}");
    private static final Pattern AWS_KEY = Pattern.compile("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b");
    /** Where a piece of a statement with a secret may begin in a message. */
    private static final Pattern FRAGMENT = Pattern.compile(
            "(?i)(?<![a-z0-9_])(?:(?:" + SecretWords.calls()
                    + "|headers)\\s{0,3}\\(|identified\\s|named\\s{1,3}collection\\s"
                    + "|(?:password|secret)\\s{1,3}')");
    private static final int LONGEST_FRAGMENT = 8_192;
    private static final int READ_AHEAD = 256;

    private SecretMask() {}

    /** {@code sql}, one statement or the beginning of one, with its secrets hidden. */
    public static String sql(String sql) {
        return plain(Hiding.in(sql, SqlToken.read(sql)));
    }

    /** The first characters of {@link #sql}, at most {@code most}; quick for a statement with megabytes of data. */
    public static String head(String sql, int most) {
        // Somewhat more is read, so that a call at the end is known for what it is; what is cut off in quotes is hidden whole.
        String masked = sql(sql.substring(0, Math.min(sql.length(), most + READ_AHEAD)));
        return masked.length() <= most ? masked : masked.substring(0, most);
    }

    /**
     * {@code message}, of a server or of this program, with the secrets hidden that it quotes. It need not be SQL: the pieces of it that look like
     * statements with secrets are read as such.
     */
    public static String text(String message) {
        Matcher fragment = FRAGMENT.matcher(message);
        if (!fragment.find()) {
            return plain(message);
        }
        StringBuilder masked = new StringBuilder();
        int done = 0;
        do {
            if (fragment.start() >= done) {
                masked.append(message, done, fragment.start());
                int end = Math.min(message.length(), fragment.start() + LONGEST_FRAGMENT);
                String piece = message.substring(fragment.start(), end);
                List<SqlToken> tokens = Hiding.opening(SqlToken.read(piece));
                int length = tokens.isEmpty() ? 0 : tokens.getLast().end();
                masked.append(Hiding.in(piece.substring(0, length), tokens));
                done = fragment.start() + length;
            }
        } while (fragment.find());
        return plain(masked.append(message, done, message.length()).toString());
    }

    /** What needs no SQL to be found. */
    private static String plain(String text) {
        String masked = text;
        if (masked.contains("://")) {
            masked = USER_INFO.matcher(masked).replaceAll("$1[HIDDEN]@");
        }
        masked = ASSIGNMENT.matcher(masked).replaceAll(match -> {
            if (!SecretWords.isSecret(match.group(1).replaceAll("['\"\\s=]", ""))) {
                return Matcher.quoteReplacement(match.group());
            }
            char first = match.group().charAt(match.end(1) - match.start());
            String quote = first == '\'' || first == '"' ? String.valueOf(first) : "";
            return Matcher.quoteReplacement(match.group(1) + quote + HIDDEN + quote);
        });
        masked = MEMBER.matcher(masked).replaceAll("$1[HIDDEN]");
        masked = HEADER.matcher(masked).replaceAll(match -> Matcher.quoteReplacement(
                (match.group(1) == null ? match.group(2) : match.group(1)) + HIDDEN));
        return AWS_KEY.matcher(masked).replaceAll(Matcher.quoteReplacement(HIDDEN));
    }
}
