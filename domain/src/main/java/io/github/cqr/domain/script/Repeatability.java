package io.github.cqr.domain.script;

import java.util.List;
import java.util.Set;

/** Whether a statement says by its own words that running it again does no harm. */
final class Repeatability {
    /** {@code ALTER} and {@code RENAME} are several commands in one, of which some may be done: never harmless. */
    private static final Set<String> CONDITIONAL = Set.of("CREATE", "ATTACH", "DROP", "DETACH", "TRUNCATE", "UNDROP");
    private static final int WORDS_BEFORE_NAME = 10;

    private Repeatability() {}

    /**
     * True for reading, and for DDL with {@code IF EXISTS} or {@code IF NOT EXISTS} that does not fill what it makes. {@code CREATE TABLE ...
     * AS SELECT} and {@code CLONE AS} do: cut off half-way it leaves a table, and running it again would do nothing. A view without {@code POPULATE} does not,
     * for its {@code AS SELECT} is only its definition.
     */
    static boolean isHarmless(StatementKind kind, String text) {
        if (kind == StatementKind.SELECT) {
            return true;
        }
        if (kind != StatementKind.SCHEMA) {
            return false;
        }
        List<SqlToken> tokens = SqlToken.read(text);
        if (tokens.isEmpty() || !CONDITIONAL.contains(tokens.getFirst().upper()) || parallel(tokens)) {
            return false;
        }
        return isConditional(tokens) && (!tokens.getFirst().is("CREATE") || !fills(tokens));
    }

    private static boolean isConditional(List<SqlToken> tokens) {
        for (int i = 1; i + 1 < tokens.size() && i < WORDS_BEFORE_NAME; i++) {
            if (tokens.get(i).type() != SqlToken.Type.WORD) {
                return false;
            }
            if (tokens.get(i).is("IF")) {
                boolean not = tokens.get(i + 1).is("NOT");
                return tokens.get(i + 1).is("EXISTS")
                        || (not && i + 2 < tokens.size() && tokens.get(i + 2).is("EXISTS"));
            }
        }
        return false;
    }

    private static boolean fills(List<SqlToken> tokens) {
        boolean view = tokens.stream().limit(WORDS_BEFORE_NAME).takeWhile(token -> !token.is("IF"))
                .anyMatch(token -> token.is("VIEW"));
        for (int i = 0; i < tokens.size(); i++) {
            if (view && tokens.get(i).is("POPULATE")) {
                return true;
            }
            if (!view && (tokens.get(i).is("SELECT") || tokens.get(i).is("CLONE"))) {
                return true;
            }
        }
        return false;
    }

    /** {@code a PARALLEL WITH b} is two statements in one. */
    private static boolean parallel(List<SqlToken> tokens) {
        for (int i = 1; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).is("PARALLEL") && tokens.get(i + 1).is("WITH")) {
                return true;
            }
        }
        return false;
    }
}
