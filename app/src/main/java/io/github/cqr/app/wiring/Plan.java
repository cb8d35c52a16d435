package io.github.cqr.app.wiring;

import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.script.Position;
import io.github.cqr.domain.script.ScriptIndex;
import java.util.BitSet;
import java.util.List;

/**
 * What the first reading of the script found.
 *
 * @param index the statements, in a compact form
 * @param done bit i is set when statement i has a completed checkpoint
 * @param work how many statements are work: all but {@code SET} and {@code USE}
 * @param doubtful open intents of earlier processes, each with the statement that it is of
 * @param strays open intents of statements that the script no longer holds
 */
record Plan(ScriptIndex index, BitSet done, int work, List<Doubt> doubtful, List<OpenIntent> strays) {
    /**
     * An attempt of an earlier process of which no outcome is recorded.
     *
     * @param ordinal its statement's place in the script as it is now
     * @param position where that statement begins
     * @param harmless true if running it again does no harm by its own words
     */
    record Doubt(OpenIntent intent, int ordinal, Position position, boolean harmless) {}

    /** True if every statement that is work is completed. */
    boolean nothingToDo() {
        return done.cardinality() >= work;
    }
}
