package io.github.cqr.app.wiring;

import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.recovery.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What earlier processes of the run left.
 *
 * @param verdicts what became of each attempt without a recorded outcome
 * @param partials statements of which a part may be there
 * @param troubles what keeps anybody from being certain about nodes as a whole, a line each; a person must say whether to go on
 * @param outOfSight why statements may have been dispatched of which there is no record at all, null when there can be none
 */
record Inheritance(Map<OpenIntent, Verdict> verdicts, List<Partial> partials, List<String> troubles,
        @Nullable String outOfSight) {
    /** Nothing. */
    static final Inheritance NONE = new Inheritance(Map.of(), List.of(), List.of(), null);
}
