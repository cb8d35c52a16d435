package io.github.cqr.domain.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the first word of a statement says of its kind; {@code WITH}, {@code INSERT} and {@code SET} need a closer look afterwards. */
final class FirstWords {
    private record Word(String capitals, StatementKind kind) {}

    private static final Map<StatementKind, String> WORDS = Map.of(StatementKind.SELECT,
            "SELECT WITH FROM EXPLAIN SHOW DESCRIBE DESC EXISTS CHECK WATCH", StatementKind.INSERT_DATA, "INSERT",
            StatementKind.SCHEMA,
            "CREATE ALTER DROP RENAME TRUNCATE EXCHANGE ATTACH DETACH UNDROP REPLACE MOVE GRANT REVOKE",
            StatementKind.SET, "SET", StatementKind.USE, "USE");
    private static final List<List<Word>> BY_LETTER = byLetter();

    private FirstWords() {}

    static StatementKind kindOf(byte[] bytes, int from, int to) {
        int letter = (bytes[from] & ~0x20) - 'A';
        if (letter >= 0 && letter < 26) {
            for (Word word : BY_LETTER.get(letter)) {
                if (Chars.isWord(bytes, from, to, word.capitals())) {
                    return word.kind();
                }
            }
        }
        return StatementKind.OTHER;
    }

    private static List<List<Word>> byLetter() {
        List<List<Word>> letters = new ArrayList<>();
        for (int i = 0; i < 26; i++) {
            letters.add(new ArrayList<>());
        }
        WORDS.forEach((kind, words) -> {
            for (String word : words.split(" ", -1)) {
                letters.get(word.charAt(0) - 'A').add(new Word(word, kind));
            }
        });
        return letters;
    }
}
