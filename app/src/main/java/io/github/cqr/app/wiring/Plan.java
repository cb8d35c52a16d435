package io.github.cqr.app.wiring;

import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.recovery.Succession.Facts;
import io.github.cqr.domain.recovery.Verdict;
import io.github.cqr.domain.script.Position;
import io.github.cqr.domain.script.ScriptIndex;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What the first reading of the script found.
 *
 * @param index the statements, in a compact form
 * @param done bit i is set when statement i has a completed checkpoint
 * @param work how many statements are work: all but {@code SET} and {@code USE}
 * @param doubtful attempts of earlier processes without an outcome, each with the statement that it is of
 * @param parts statements of which a part may be there
 * @param strays such attempts of statements that the script no longer holds
 * @param strayParts such parts of statements that the script no longer holds
 */
record Plan(ScriptIndex index, BitSet done, int work, List<Doubt> doubtful, List<Part> parts,
        Map<OpenIntent, Verdict> strays, List<Partial> strayParts) {
    /**
     * An attempt of an earlier process of which no outcome is recorded.
     *
     * @param verdict what its node shows of it
     * @param ordinal its statement's place in the script as it is now
     * @param position where that statement begins
     * @param facts what matters of that statement
     */
    record Doubt(OpenIntent intent, Verdict verdict, int ordinal, Position position, Facts facts) {}

    /** A statement of which a part may be there. */
    record Part(Partial partial, int ordinal, Facts facts) {}

    /** True if every statement that is work is completed. */
    boolean nothingToDo() {
        return done.cardinality() >= work;
    }
}
