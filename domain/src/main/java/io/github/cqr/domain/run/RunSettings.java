package io.github.cqr.domain.run;

import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is told once, at its start.
 *
 * @param runId the run's id, part of checkpoint keys and query ids
 * @param instance random and new for every process, so that no query id is ever used twice
 * @param generation of the run's checkpoints, new after each reset
 * @param version version of the program
 * @param file the script as the operator named it
 * @param total statements in the script
 * @param skipped statements whose checkpoint says completed
 * @param nodes names of the nodes in the order of the cycle; at least one
 * @param concurrency statements at once, at least 1
 * @param perNode statements at once on one node, at least 1
 * @param session database and settings that hold from the first statement on
 * @param barriers which statements run alone
 * @param cancelOnFailure true to kill what runs when a statement fails (PRD {@code --cancel-on-failure})
 * @param onInterrupt what the first Ctrl-C does with what runs
 * @param statementTimeout how long a statement may run unless it says otherwise, null for as long as it takes
 * @param checkpointOutageLimit how long a lost checkpoint store is waited for
 */
public record RunSettings(
        String runId,
        String instance,
        String generation,
        String version,
        String file,
        int total,
        int skipped,
        List<String> nodes,
        int concurrency,
        int perNode,
        SessionContext session,
        Barriers barriers,
        boolean cancelOnFailure,
        OnInterrupt onInterrupt,
        @Nullable Duration statementTimeout,
        Duration checkpointOutageLimit) {

    /** Checks the bounds; a violation is a programming error, since the command line was checked before. */
    public RunSettings {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty() || concurrency < 1 || perNode < 1) {
            throw new IllegalArgumentException(
                    "a run needs a node, and a concurrency and per-node limit of at least 1");
        }
    }

    /** Which statements wait for all before them and run alone ({@code --barriers}). */
    public enum Barriers {
        /** Statements that change the schema, and those marked {@code -- cqr: barrier}. */
        SCHEMA,
        /** Only those marked {@code -- cqr: barrier}: the PRD's bare ordering rule. */
        NONE;

        /** Whether {@code statement} waits for all before it and runs alone. */
        public boolean runsAlone(Statement statement) {
            return statement.directives().barrier() || (this == SCHEMA && statement.kind() == StatementKind.SCHEMA);
        }
    }

    /** What the first Ctrl-C or SIGTERM does with what runs ({@code --on-interrupt}). */
    public enum OnInterrupt {
        /** Kill it, as the PRD says. */
        CANCEL,
        /** Wait for it. */
        DRAIN
    }
}
