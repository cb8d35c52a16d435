package io.github.cqr.domain.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * Compares splitting and hashing a script with one bare SHA-256 pass over it, in one process. Not a test; run its main with the test class
 * path. An argument gives the size in MB.
 */
final class SplitBenchmark {
    private static final int ROUNDS = 7;
    private static final int CHUNK = 256 << 10;

    private SplitBenchmark() {}

    public static void main(String[] args) throws Exception {
        int size = (args.length > 0 ? Integer.parseInt(args[0]) : 200) << 20;
        for (int statementBytes : new int[]{150, 700, 5_000}) {
            byte[] script = script(size, statementBytes);
            double sha = Double.MAX_VALUE;
            double split = Double.MAX_VALUE;
            long statements = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (int at = 0; at < script.length; at += CHUNK) {
                    digest.update(script, at, Math.min(CHUNK, script.length - at));
                }
                if (digest.digest().length != 32) {
                    throw new AssertionError("no SHA-256");
                }
                long middle = System.nanoTime();
                long[] seen = new long[1];
                StatementSplitter splitter = new StatementSplitter();
                for (int at = 0; at < script.length; at += CHUNK) {
                    splitter.feed(script, at, Math.min(CHUNK, script.length - at), statement -> seen[0]++);
                }
                splitter.finish(statement -> seen[0]++);
                long end = System.nanoTime();
                sha = Math.min(sha, (middle - start) / 1e9);
                split = Math.min(split, (end - middle) / 1e9);
                statements = seen[0];
            }
            System.out.printf(Locale.ROOT,
                    "statements of about %d bytes: %d of them; SHA-256 %.3f s (%.0f MB/s), split and hash %.3f s (%.0f MB/s): ratio %.2f%n",
                    statementBytes, statements, sha, script.length / sha / 1e6, split, script.length / split / 1e6,
                    split / sha);
        }
    }

    /** A backfill: INSERT SELECT statements of about this length, each with its month. */
    private static byte[] script(int size, int statementBytes) {
        StringBuilder text = new StringBuilder(size + statementBytes);
        int month = 0;
        while (text.length() < size) {
            int start = text.length();
            text.append(
                    "INSERT INTO analytics.daily_totals (day, tenant, visits)\nSELECT toDate(ts) AS day, tenant_id, count() AS visits\n");
            for (int i = 0; text.length() - start < statementBytes - 80; i++) {
                text.append("  , sumIf(amount_").append(i).append(", kind = 'k").append(i)
                        .append("') AS total_of_kind_").append(i).append('\n');
            }
            text.append("FROM events WHERE month = ").append(month++).append(" GROUP BY day, tenant_id;\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
