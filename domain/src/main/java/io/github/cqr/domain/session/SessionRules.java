package io.github.cqr.domain.session;

import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.SqlToken;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementKind;
import java.util.List;
import java.util.Set;

/** Finds the statements that need one session shared with others, which this runner cannot give: each statement is a request of its own. */
public final class SessionRules {
    private static final Set<String> TRANSACTION = Set.of("BEGIN", "COMMIT", "ROLLBACK");
    private static final int WORDS = 4;

    private SessionRules() {}

    /**
     * Does nothing for a statement that can run by itself.
     *
     * @throws ScriptException
     *             at the statement's place, for temporary tables and for transactions
     */
    public static void refuseIfSessionNeeded(Statement statement) {
        if (statement.kind() != StatementKind.SCHEMA && statement.kind() != StatementKind.OTHER) {
            return;
        }
        List<SqlToken> tokens = SqlToken.read(statement.text(), WORDS);
        if (tokens.isEmpty()) {
            return;
        }
        String first = tokens.getFirst().upper();
        if (TRANSACTION.contains(first)
                || (first.equals("START") && tokens.size() > 1 && tokens.get(1).is("TRANSACTION"))) {
            throw new ScriptException(
                    first + " needs one session for several statements, and here each statement is a request of its own"
                            + " and may run on another node; remove the transaction",
                    statement.position());
        }
        if (statement.kind() == StatementKind.SCHEMA && isTemporary(tokens)) {
            throw new ScriptException(
                    "a temporary table lives in one session, and here each statement is a request of its own and may run"
                            + " on another node; use an ordinary table (ENGINE = Memory, or MergeTree) and drop it at the end",
                    statement.position());
        }
    }

    private static boolean isTemporary(List<SqlToken> tokens) {
        int at = tokens.size() > 3 && tokens.get(1).is("OR") && tokens.get(2).is("REPLACE") ? 3 : 1;
        return tokens.size() > at && tokens.get(at).is("TEMPORARY");
    }
}
