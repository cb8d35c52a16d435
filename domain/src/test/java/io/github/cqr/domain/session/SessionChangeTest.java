package io.github.cqr.domain.session;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementSplitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionChangeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', value = {"4 | 4", "-1 | -1", "+2 | +2", "0.5 | 0.5",
            ".5 | .5", "1e6 | 1000000",
            "1_000_000 | 1000000", "0x10 | 16", "-0b101 | -5", "1.5e-3 | 0.0015", "'text' | text", "'it''s' | it's",
            "'a\\'b\\\\c\\tz' | a'b\\c\tz",
            "'\\x41\\d\\%' | A\\d\\%", "$$a'b$$ | a'b", "$t$x$t$ | x", "\u2018typo\u2019 | typo", "true | 1",
            "false | 0", "['a', 'b'] | ['a', 'b']",
            "{'t': 's = \\'x\\''} | {'t': 's = \\'x\\''}", "inf | inf"})
    void settingValues(String written, String travels) {
        assertEquals(Map.of("a", travels), after("SET a = " + written).settings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', value = {"4 | 4", "'text' | text", "'a\\\\tb' | a\\tb",
            "name | name", "db.name | db.name",
            "`quoted name` | quoted name", "true | true", "NULL | NULL", "[1, 'x'] | [1, 'x']", "{'k': 1} | {'k': 1}",
            "(1, 'a') | (1, 'a')"})
    void parameterValues(String written, String travels) {
        SessionContext context = after("SET param_p = " + written);
        assertEquals(Map.of("p", travels), context.parameters());
        assertEquals(Map.of(), context.settings());
    }

    @Test
    void severalAtOnceAndBare() {
        SessionContext context = after(
                "SET max_threads = 4, join_use_nulls, param_x = 'y' /* , */ , `custom.z` == 1 -- end");
        assertEquals(Map.of("max_threads", "4", "join_use_nulls", "1", "custom.z", "1"), context.settings());
        assertEquals(Map.of("x", "y"), context.parameters());
    }

    @Test
    void laterOnesWin() {
        SessionContext context = after(
                "SET a = 1, b = 2; USE x; SET b = DEFAULT, a = 3, param_p = 1; USE DATABASE `y z`; SET c = 1, c = DEFAULT");
        assertEquals(new SessionContext("y z", Map.of("a", "3"), Map.of("p", "1"), List.of()), context);
        assertEquals(Map.of("d", "2"), after("SET d = DEFAULT, d = 2").settings());
    }

    @Test
    void rolesAndDatabases() {
        assertEquals(List.of("a", "b c"), after("SET ROLE a, `b c`").roles());
        assertEquals(List.of(), after("SET ROLE a; SET ROLE DEFAULT").roles());
        assertEquals("database", after("USE database").database());
        assertEquals("d", after("use /* x */ d").database());
        assertNull(SessionContext.EMPTY.database());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', value = {"SET | SET name = value",
            "SET a = | SET name = value", "SET a = 1, | SET name = value",
            "SET a = 1 b = 2 | no literal", "SET = 1 | SET name = value", "SET a = random | no literal",
            "SET a = NULL | no literal",
            "SET a = [1 | SET name = value", "SET a = x'41' | plain text", "SET a = '\\xff' | plain text",
            "SET param_x | needs a value", "SET a = disk(x) | no literal",
            "SET TRANSACTION SNAPSHOT 1 | one session", "SET ROLE NONE | name the roles",
            "SET ROLE ALL EXCEPT a | name the roles", "SET ROLE a b | SET name = value",
            "SET ROLE | SET name = value", "SET role = 'x' | no setting", "SET session_id = 'x' | no setting",
            "USE | USE database", "USE a.b | one database",
            "USE 'a' | USE database"})
    void whatCannotTravelIsRefused(String sql, String words) {
        Statement statement = split("SELECT 1;\n " + sql).get(1);
        ScriptException e = assertThrows(ScriptException.class, () -> SessionChange.parse(statement));
        assertTrue(String.valueOf(e.getMessage()).contains(words), e::getMessage);
        assertEquals("line 2, column 2", e.position().toString());
    }

    @Test
    void otherStatementsAreNoChange() {
        Statement statement = split("SET DEFAULT ROLE a TO b").getFirst();
        assertThrows(IllegalArgumentException.class, () -> SessionChange.parse(statement));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE TEMPORARY TABLE t (a Int8)", "create or replace temporary table t (a Int8)",
            "DROP TEMPORARY TABLE t", "BEGIN",
            "begin transaction", "COMMIT", "ROLLBACK", "START TRANSACTION",
            "CREATE /* x */ TEMPORARY VIEW v AS SELECT 1"})
    void whatNeedsASessionIsRefused(String sql) {
        Statement statement = split("\n" + sql).getFirst();
        ScriptException e = assertThrows(ScriptException.class, () -> SessionRules.refuseIfSessionNeeded(statement));
        assertEquals(2, e.line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE TABLE temporary (a Int8)", "CREATE TABLE t (temporary Int8)", "SELECT 'BEGIN'",
            "OPTIMIZE TABLE begin", "$$x$$"})
    void whatNeedsNoneIsNot(String sql) {
        assertDoesNotThrow(() -> SessionRules.refuseIfSessionNeeded(split(sql).getFirst()));
    }

    private static SessionContext after(String script) {
        SessionContext context = SessionContext.EMPTY;
        for (Statement statement : split(script)) {
            context = SessionChange.parse(statement).applyTo(context);
        }
        return context;
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
