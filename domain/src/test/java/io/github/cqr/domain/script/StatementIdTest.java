package io.github.cqr.domain.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatementIdTest {
    /** Made with Python 3: {@code hashlib.sha256(text.strip().encode()).hexdigest()}. */
    static Stream<Arguments> hashesOfPython() {
        return Stream.of(
                Arguments.of("SELECT 1", "e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5"),
                Arguments.of("  SELECT 1 \n", "e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5"),
                Arguments.of("\u00a0\u3000SELECT 1\u2028\u001c\u001f\u0085",
                        "e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5"),
                Arguments.of("/* c */ SELECT '\u00e4;\ud83d\ude00' -- x",
                        "1e0cc57dda401e0836b2f3812a3e6a86aad5a3457a4e57f2bfbd6d195c2d617e"),
                Arguments.of("\u200bSELECT 1\u200b",
                        "6ebf6b9b50571bb6a8aff30f1a4391a341978ad5ad4cdaf47a49876ce95f16bc"),
                Arguments.of("SELECT\r\n1\r\n", "6e2b19a37fa1ebb78f9a0c71d9115153670ac85ab4d06be0dcd9623d722109e2"),
                Arguments.of("\u1680\u2003\u205f\u202f-- head\nSELECT 'it''s'\u180e",
                        "4878eac4e83b681cdbae78e267fbf92d420b8724cfaf5f9eace0e2e8ea68dc2a"),
                Arguments.of("\ufeffSELECT 1", "df34c86878a360f5a6bf2db2dba77d04776f63913c7134bbf6838ee50d841498"),
                Arguments.of(" \t\n\u000b\u000c\rINSERT INTO t VALUES ('a  ')\u001d\u001e",
                        "9107e4040f8d168ebdf70606774dbd2548308999e692273f69e982cd026709e0"),
                Arguments.of("SELECT '\u2007 '", "fda3e4f80d22c1a831b218e670b92135eca397a8fcbdc2fd98e4f13311ffe3b5"));
    }

    @ParameterizedTest
    @MethodSource("hashesOfPython")
    void hashIsThatOfPython(String text, String hash) {
        assertEquals(hash, StatementId.hashOf(text));
    }

    @ParameterizedTest
    @MethodSource("hashesOfPython")
    void splitterGivesTheHashOfPython(String text, String hash) {
        if (text.startsWith("\ufeff")) {
            return; // at the start of a script this is a byte order mark, which is left out
        }
        assertEquals(hash, split(text + "\n;SELECT 2").getFirst().id().hash());
    }

    @Test
    void byteOrderMarkShebangAndDirectivesAreLeftOut() {
        String hash = StatementId.hashOf("-- why\nSELECT 1");
        for (String script : List.of("\ufeff-- why\nSELECT 1", "#!/usr/bin/env cqr\n-- why\nSELECT 1",
                "\ufeff#!x\r\n\r\n-- why\nSELECT 1",
                "-- cqr: timeout=3m\n-- why\nSELECT 1", "-- why\n  -- cqr: barrier\n-- cqr: name=x\nSELECT 1")) {
            Statement statement = split(script).getFirst();
            assertEquals("-- why\nSELECT 1", statement.text(), script);
            assertEquals(hash, statement.id().hash(), script);
        }
    }

    @Test
    void equalTextsAreCounted() {
        List<String> keys = split("SELECT 1; SELECT 2;\n SELECT 1 ; SELECT 1").stream().map(s -> s.id().key()).toList();
        String one = StatementId.hashOf("SELECT 1");
        assertEquals(List.of(one, StatementId.hashOf("SELECT 2"), one + ":2", one + ":3"), keys);
    }

    @Test
    void occurrencesBeginAtOne() {
        assertThrows(IllegalArgumentException.class, () -> new StatementId("00", 0));
    }

    @Test
    void counterCountsWhateverItsSize() {
        OccurrenceCounter counter = new OccurrenceCounter();
        int texts = 100_000;
        for (int round = 1; round <= 3; round++) {
            for (long i = 0; i < texts; i++) {
                assertEquals(round, counter.next(i * 0x9e3779b97f4a7c15L));
            }
        }
        assertEquals(texts, counter.distinct());
    }

    @Test
    void indexKnowsAnotherFile() {
        ScriptIndex.Builder builder = new ScriptIndex.Builder();
        List<Statement> before = split("SELECT 1; DROP TABLE t; SELECT 1");
        before.forEach(builder::add);
        ScriptIndex index = builder.build();
        assertEquals(3, index.count());
        assertEquals(2, index.count(StatementKind.SELECT));
        assertEquals(StatementKind.SCHEMA, index.kind(1));
        assertEquals(List.of(true, true, true), before.stream().map(s -> index.matches(s.ordinal(), s.id())).toList());
        List<Statement> after = split("SELECT 2; DROP TABLE t; DROP TABLE t; SELECT 1");
        assertEquals(List.of(false, true, false, false),
                after.stream().map(s -> index.matches(s.ordinal(), s.id())).toList());
        assertEquals(false, index.matches(2, before.get(0).id()), "another occurrence of the same text");
        assertThrows(IndexOutOfBoundsException.class, () -> index.kind(3));
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
