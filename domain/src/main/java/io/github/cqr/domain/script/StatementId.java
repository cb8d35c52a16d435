package io.github.cqr.domain.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of a statement: the hash of its text, and the how-manieth statement of that text in the script it is.
 *
 * @param hash
 *            SHA-256, 64 lower-case hex digits, of the text stripped as Python's {@code str.strip()} does (PRD section 1)
 * @param occurrence
 *            1 for the first statement of this text, 2 for the second, ...
 */
public record StatementId(String hash, int occurrence) {
    /** Checks the occurrence, which begins at 1. */
    public StatementId {
        if (occurrence < 1) {
            throw new IllegalArgumentException("occurrence begins at 1: " + occurrence);
        }
    }

    /** What checkpoints are kept under: the hash, or {@code hash:k} for the k-th occurrence, k > 1. */
    public String key() {
        return occurrence == 1 ? hash : hash + ":" + occurrence;
    }

    /** The first 64 bits of the hash; enough to tell statements apart in memory, see {@link OccurrenceCounter}. */
    public long prefix() {
        return Long.parseUnsignedLong(hash, 0, 16, 16);
    }

    /** The hash of a statement's text, the same for {@link Statement#text()} and for the text with white space around it. */
    public static String hashOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int from = Whitespace.pythonStripStart(bytes, 0, bytes.length);
        int to = Whitespace.pythonStripEnd(bytes, from, bytes.length);
        MessageDigest sha = sha256();
        sha.update(bytes, from, to - from);
        return HexFormat.of().formatHex(sha.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
