package io.github.cqr.domain.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Query ids: {@code cqr-{run prefix}-{instance}-{ordinal}-{attempt}}, and {@code u1}, {@code u2}, ... behind it for
 * what undoes an earlier attempt. The instance is new for every process, so an id is never equal to one
 * of an earlier process, whose finished query in the query log would be taken for this one's outcome.
 */
public final class QueryIds {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_]{1,24}");
    private static final int PREFIX_LENGTH = 12;

    private QueryIds() {}

    /** What the query ids of all processes of a run begin with. */
    public static String prefix(String runId) {
        return "cqr-" + (PLAIN.matcher(runId).matches() ? runId : sha256(runId).substring(0, PREFIX_LENGTH)) + "-";
    }

    /** The query id of one attempt. */
    public static String of(String runId, String instance, int ordinal, int attempt) {
        return prefix(runId) + instance + "-" + ordinal + "-" + attempt;
    }

    /** What the query ids of one process of a run begin with. */
    public static String prefix(String runId, String instance) {
        return prefix(runId) + instance + "-";
    }

    /** The query id of the {@code undo}-th {@code before-retry} that comes before an attempt. */
    public static String ofUndo(String runId, String instance, int ordinal, int attempt, int undo) {
        return of(runId, instance, ordinal, attempt) + "u" + undo;
    }

    /** SHA-256 of the UTF-8 form of {@code text}, in lower-case hex. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
