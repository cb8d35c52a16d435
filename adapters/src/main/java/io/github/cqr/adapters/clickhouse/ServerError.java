package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.mask.SecretMask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ClickHouse said that a request failed: early, late, in a header or at the end of the body. */
final class ServerError extends Exception {
    /** QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING. */
    static final int SAME_ID_RUNS = 216;

    /** ACCESS_DENIED. */
    static final int ACCESS_DENIED = 497;

    /** SESSION_NOT_FOUND. */
    static final int SESSION_NOT_FOUND = 372;

    /** SESSION_IS_LOCKED. */
    static final int SESSION_IS_LOCKED = 373;

    private static final long serialVersionUID = 1L;
    private static final Pattern NAME = Pattern.compile("\\(([A-Z][A-Z0-9_]+)\\)\\s*(?:\\(version [^)]*\\)+)?\\s*$");
    private static final Pattern SHAPE = Pattern.compile("Code: (\\d+)\\. DB::(?:\\w*)Exception: ", Pattern.DOTALL);
    private final int code;
    private final String text;
    private final transient Counters counters;

    /** An exception with the server's whole text, in which the secrets are hidden of what it quotes of the statement. */
    ServerError(int code, String text, Counters counters) {
        super(SecretMask.text(text.strip()), null, false, false);
        this.code = code;
        this.text = String.valueOf(getMessage());
        this.counters = counters;
    }

    /** An exception of which only the text is known, which begins with its code. */
    static ServerError ofText(String text, Counters counters) {
        Matcher shape = SHAPE.matcher(text);
        return new ServerError(shape.lookingAt() ? Integer.parseInt(shape.group(1)) : 0, text, counters);
    }

    /** ClickHouse's error code, 0 when the server gave none. */
    int code() {
        return code;
    }

    /** The server's whole text. */
    String text() {
        return text;
    }

    /** What the statement had done, as far as the answer told. */
    Counters counters() {
        return counters;
    }

    /** The domain's form of it. */
    Failure.Server failure() {
        Matcher name = NAME.matcher(text);
        return new Failure.Server(code, name.find() ? name.group(1) : "CODE_" + code, text);
    }
}
