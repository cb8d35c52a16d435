package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.script.StatementId;
import java.util.regex.Pattern;

/** The names of a run's keys, and of the fields of its control hash that are more than one; see the package's description. */
final class Keys {
    /** What the fields of open intents begin with. */
    static final String INTENT = "intent:";
    /** What the markers of statements begin with of which a part may be there. */
    static final String PARTIAL = "partial:";
    /** What the marks of attempts begin with of which nothing is believed any more. */
    static final String JUDGED = "judged:";
    /** What the marks of processes begin with whose event logs owe nothing any more. */
    static final String SETTLED = "settled:";
    /** What the fields of sessions begin with. */
    static final String SESSION = "session:";

    private static final Pattern STATEMENT = Pattern.compile("[0-9a-f]{64}(:[1-9][0-9]{0,9})?");

    private final String prefix;
    private final String control;

    Keys(String runId) {
        this.prefix = "cqr:" + runId + ":";
        this.control = control(runId);
    }

    /** The control hash of any run. */
    static String control(String runId) {
        return "cqr-run:" + runId;
    }

    /** The field of the control hash that holds the intent of this query id. */
    static String intent(String queryId) {
        return INTENT + queryId;
    }

    /** The field of the control hash that says that nothing is believed any more of the attempt of this query id. */
    static String judged(String queryId) {
        return JUDGED + queryId;
    }

    /** The field of the control hash that says what was left of this statement. */
    static String partial(StatementId id) {
        return PARTIAL + id.key();
    }

    /** The field of the control hash that holds this session. */
    static String session(String sessionId) {
        return SESSION + sessionId;
    }

    /** What the keys of this run's outcomes begin with. */
    String prefix() {
        return prefix;
    }

    /** The control hash of this run. */
    String control() {
        return control;
    }

    /** Where the outcome of this statement is kept. */
    String outcome(StatementId id) {
        return prefix + id.key();
    }

    /** Where the outcome of the first statement of this text is kept, or that of all of them if the Python tool wrote it. */
    String base(StatementId id) {
        return prefix + id.hash();
    }

    /**
     * A pattern for SCAN that finds all outcomes of this run. It may find more (run {@code a} and run {@code a:b}): ask
     * {@link #isOutcome}.
     */
    String pattern() {
        var pattern = new StringBuilder();
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            if ("*?[]\\^".indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
        return pattern.append('*').toString();
    }

    /** Whether this is the key of an outcome of this run. */
    boolean isOutcome(String key) {
        return key.startsWith(prefix) && STATEMENT.matcher(key.substring(prefix.length())).matches();
    }
}
