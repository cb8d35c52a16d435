package io.github.cqr.domain.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
    private static final String SECRET = "S3CR3T";

    static List<String> forms() throws IOException {
        try (InputStream in = Objects.requireNonNull(SecretMaskTest.class.getResourceAsStream("secrets.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    static Stream<String> statements() throws IOException {
        return forms().stream().map(form -> form.split("\t", -1)[0]);
    }

    @Test
    void thereAreManyForms() throws IOException {
        assertTrue(forms().size() >= 60, () -> "only a few");
        statements().forEach(sql -> assertTrue(sql.contains(SECRET), sql));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theSecretIsHiddenAndTheRestStays(String form) {
        String[] parts = form.split("\t", -1);
        String masked = SecretMask.sql(parts[0]);
        assertFalse(masked.contains(SECRET), masked);
        assertTrue(masked.contains("[HIDDEN]"), masked);
        if (parts.length > 1) {
            Stream.of(parts[1].split("\\|")).forEach(kept -> assertTrue(masked.contains(kept), masked));
        }
        assertEquals(masked, SecretMask.sql(masked), "masking twice is masking once");
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aMessageThatQuotesItHidesItToo(String sql) {
        String message = "Code: 62. DB::Exception: can't parse: failed at position 7: " + sql
                + ". Expected one of: token, comma. (SYNTAX_ERROR) (version 26.7.3.1)";
        String masked = SecretMask.text(message);
        assertFalse(masked.contains(SECRET), masked);
        assertTrue(masked.startsWith("Code: 62. DB::Exception: can't parse: failed at position 7: "), masked);
        assertTrue(masked.endsWith("(SYNTAX_ERROR) (version 26.7.3.1)"), masked);
        assertEquals(masked, SecretMask.text(masked));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void aPieceOfItHidesWhatItHoldsOfTheSecret(String sql) {
        for (int end = 1; end < sql.length(); end++) {
            String masked = SecretMask.sql(sql.substring(0, end));
            assertFalse(masked.contains(SECRET) && !sql.contains("@"), masked);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "INSERT INTO dwh.daily SELECT day, count() FROM events WHERE day = '2024-01-01' GROUP BY day",
            "SELECT * FROM s3('https://bucket/x.parquet')", "SELECT * FROM s3('https://bucket/x', NOSIGN, 'Parquet')",
            "SELECT * FROM remote('a,b', default.t)", "SELECT * FROM url('https://host/x', CSV, 'a String')",
            "ALTER TABLE t DROP PARTITION 202401", "SELECT tokens('a b'), max_tokens = 5 FROM t",
            "CREATE TABLE t (password String, n Int8, INDEX i s TYPE tokenbf_v1(256, 2, 0)) ENGINE = MergeTree ORDER BY n",
            "INSERT INTO t VALUES (1, 'a'), (2, 'it''s')", "SELECT 'mail@example.com', 'http://host:8123/a?b=c'",
            "SYSTEM FLUSH LOGS", "SELECT email FROM users WHERE name LIKE '%a@b%'", "", ";", "'", "--", "/*", "$x$"})
    void whatHoldsNoSecretIsLeftAlone(String sql) {
        assertEquals(sql, SecretMask.sql(sql));
        assertEquals(sql, SecretMask.text(sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "Code: 241. DB::Exception: Memory limit (for query) exceeded: would use 9.31 GiB (MEMORY_LIMIT_EXCEEDED)",
            "Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name.",
            "the connection broke: Connection reset by peer", "Code: 60. DB::Exception: Table d.tokens does not exist"})
    void ordinaryMessagesAreLeftAlone(String message) {
        assertEquals(message, SecretMask.text(message));
    }

    @Test
    void anyTextHasAMaskedFormAndMaskingItAgainChangesNothing() throws IOException {
        List<String> pieces = Stream.concat(statements().flatMap(sql -> Stream.of(sql.split("(?<=[ (=,])", -1))),
                Stream.of("'", "\"", "`", "(", ")", "\\", "$x$", "/*", "--", "\n", "=", "://", "@", "\u2018", "😀",
                        "\ud800", "BY", "IDENTIFIED ", "password", "''", "[HIDDEN]"))
                .toList();
        Random random = new Random(20_261_126);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            String sql = SecretMask.sql(text.toString());
            assertEquals(sql, SecretMask.sql(sql), text::toString);
            String message = SecretMask.text(text.toString());
            assertEquals(message, SecretMask.text(message), text::toString);
        }
    }

    @Test
    void aHugeStatementIsMaskedInAMomentAndWithoutDeepCalls() {
        String rows = "('it''s \\' a', 'https://host/path?x=1', 5), ".repeat(100_000);
        String escapes = "password = '" + "\\'".repeat(500_000) + "'";
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertEquals("INSERT INTO t VALUES " + rows, SecretMask.sql("INSERT INTO t VALUES " + rows));
            assertFalse(SecretMask.sql(escapes).contains("\\"), "hidden to its end");
            assertTrue(SecretMask.text("s3(".repeat(100_000)).startsWith("s3(s3("), "total");
            assertTrue(SecretMask.text("a".repeat(1_000_000) + escapes).contains("[HIDDEN]"), "total");
        });
    }
}
