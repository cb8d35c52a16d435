package io.github.cqr.domain.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectivesTest {
    @Test
    void allOfThem() {
        Statement statement = split("""
                -- cqr: barrier
                -- The big one.
                -- cqr: timeout=1h30m
                -- cqr: node=ch-1.example:8443
                -- cqr: name = March, again
                -- cqr: before-retry=ALTER TABLE dst DROP PARTITION 202403;
                -- cqr: before-retry=OPTIMIZE TABLE dst -- 'now'
                INSERT INTO dst SELECT 1""").getFirst();
        assertEquals(new Directives(true, Duration.ofMinutes(90), "ch-1.example:8443", "March, again",
                List.of("ALTER TABLE dst DROP PARTITION 202403", "OPTIMIZE TABLE dst")), statement.directives());
        assertEquals("-- The big one.\nINSERT INTO dst SELECT 1", statement.text());
        assertEquals(new Position(2, 1, 16), statement.position());
    }

    @Test
    void theyHoldForOneStatement() {
        List<Statement> statements = split("-- cqr: barrier\nSELECT 1;\nSELECT 2");
        assertTrue(statements.get(0).directives().barrier());
        assertSame(Directives.NONE, statements.get(1).directives());
    }

    @ParameterizedTest
    @CsvSource({"90s,90000", "30m,1800000", "2h,7200000", "1d,86400000", "1d2h3m4s5ms,93784005", "250ms,250"})
    void timeouts(String written, long milliseconds) {
        Directives directives = split("-- cqr: timeout=" + written + "\nSELECT 1").getFirst().directives();
        assertEquals(Duration.ofMillis(milliseconds), directives.timeout());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"timeout=0s | longer than zero", "timeout=5 | longer than zero",
            "timeout=m5 | longer than zero",
            "timeout | longer than zero", "timeout=-5m | longer than zero", "barrier=yes | no value",
            "node= | needs a value",
            "node=a b | one node", "name | needs a value", "before-retry | needs a value",
            "before-retry=; | one SQL statement",
            "before-retry=SELECT 1; SELECT 2 | one SQL statement", "before-retry=SELECT 'a | never closed",
            "speed=3 | unknown directive",
            "=3 | known directive"})
    void malformedOnesAreRefused(String directive, String words) {
        ScriptException e = assertThrows(ScriptException.class,
                () -> split("SELECT 1;\n  -- cqr: " + directive + "\nSELECT 2"));
        assertTrue(String.valueOf(e.getMessage()).contains(words), e::getMessage);
        assertEquals(new Position(2, 3, 12), e.position());
    }

    @Test
    void givenTwiceIsRefused() {
        for (String directive : List.of("barrier", "timeout=3m", "node=a", "name=a")) {
            ScriptException e = assertThrows(ScriptException.class,
                    () -> split("-- cqr: " + directive + "\n-- cqr: " + directive + "\nSELECT 2"));
            assertTrue(String.valueOf(e.getMessage()).contains("twice"), e::getMessage);
            assertEquals(2, e.line());
        }
    }

    @Test
    void beforeRetryOfTwoStatementsMustDiffer() {
        String first = "-- cqr: before-retry=ALTER TABLE t DROP PARTITION 1\nINSERT INTO t SELECT 1;\n";
        assertEquals(2, split(first + first.replace("PARTITION 1", "PARTITION 2")).size());
        ScriptException e = assertThrows(ScriptException.class,
                () -> split(first + "-- cqr: before-retry= ALTER TABLE t DROP PARTITION 1 ;\nINSERT INTO t SELECT 2"));
        assertTrue(String.valueOf(e.getMessage()).contains("another statement"), e::getMessage);
        assertEquals(3, e.line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"SELECT 1 | true", "INSERT INTO t SELECT 1 | false",
            "CREATE TABLE t (a Int8) ENGINE = Memory | false",
            "CREATE TABLE IF NOT EXISTS t (a Int8) ENGINE = Memory | true",
            "create /* x */ table if not exists t as s | true",
            "CREATE TABLE IF NOT EXISTS t ENGINE = Memory AS SELECT 1 | false",
            "CREATE TABLE IF NOT EXISTS t CLONE AS s | false",
            "CREATE TABLE IF NOT EXISTS t (a String DEFAULT 'SELECT') ENGINE = Memory | true",
            "CREATE MATERIALIZED VIEW IF NOT EXISTS v TO t AS SELECT 1 | true",
            "CREATE VIEW IF NOT EXISTS v AS SELECT 1 | true",
            "CREATE MATERIALIZED VIEW IF NOT EXISTS v ENGINE = Memory POPULATE AS SELECT 1 | false",
            "DROP TABLE IF EXISTS t | true",
            "DROP TABLE t | false", "DROP TABLE IF EMPTY t | false", "TRUNCATE TABLE IF EXISTS t | true",
            "RENAME TABLE IF EXISTS a TO b | false",
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS a Int8 | false",
            "CREATE TABLE t (a Int8 DEFAULT if(b, 1, 2)) ENGINE = Memory | false",
            "DROP TABLE IF EXISTS t PARALLEL WITH DROP TABLE s | false", "SYSTEM FLUSH LOGS | false",
            "EXPLAIN INSERT INTO t SELECT 1 | true"})
    void harmlessToRepeat(String sql, boolean harmless) {
        assertEquals(harmless, split(sql).getFirst().isHarmlessToRepeat());
    }

    private static List<Statement> split(String script) {
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        List<Statement> statements = new ArrayList<>();
        StatementSplitter splitter = new StatementSplitter();
        splitter.feed(bytes, 0, bytes.length, statements::add);
        splitter.finish(statements::add);
        return statements;
    }
}
