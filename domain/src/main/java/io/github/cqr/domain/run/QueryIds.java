package io.github.cqr.domain.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Query ids: {@code cqr-{run prefix}-{instance}-{ordinal}-{attempt}}. The instance is new for every process, so an id is never equal to one
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
