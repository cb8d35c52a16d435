package io.github.cqr.domain.script;

import java.util.List;

/** What of a statement's kind its first word does not tell. */
final class StatementKinds {
    private StatementKinds() {}

    /** The kind of a statement whose words have been read on the way as {@code first}. */
    static StatementKind refine(StatementKind first, String text) {
        if (first != StatementKind.SET) {
            return first;
        }
        List<SqlToken> tokens = SqlToken.read(text, 3);
        return tokens.size() == 3 && tokens.get(1).is("DEFAULT") && tokens.get(2).is("ROLE")
                ? StatementKind.SCHEMA
                : first;
    }
}
