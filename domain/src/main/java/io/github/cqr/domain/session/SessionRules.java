package io.github.cqr.domain.session;

import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.Statement;

/** Finds the statements that need one session shared with others, which this runner cannot give: each statement is a request of its own. */
public final class SessionRules {
    private SessionRules() {}

    /**
     * Does nothing for a statement that can run by itself.
     *
     * @throws ScriptException
     *             at the statement's place, for temporary tables and for transactions
     */
    public static void refuseIfSessionNeeded(Statement statement) {
        if (statement.ordinal() >= 0) {
            throw new UnsupportedOperationException(statement.text());
        }
    }
}
