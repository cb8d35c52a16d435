package io.github.cqr.domain.run;

import io.github.cqr.domain.policy.RetryPolicy;
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
 * @param resilience what is done about what goes wrong
 * @param fromLog whether event logs stand in for the checkpoint store
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
        Duration checkpointOutageLimit,
        Resilience resilience,
        boolean fromLog) {
    /** A run with a checkpoint store. */
    public RunSettings(String runId, String instance, String generation, String version, String file, int total,
            int skipped, List<String> nodes, int concurrency, int perNode, SessionContext session, Barriers barriers,
            boolean cancelOnFailure, OnInterrupt onInterrupt, @Nullable Duration statementTimeout,
            Duration checkpointOutageLimit, Resilience resilience) {
        this(runId, instance, generation, version, file, total, skipped, nodes, concurrency, perNode, session, barriers,
                cancelOnFailure, onInterrupt, statementTimeout, checkpointOutageLimit, resilience, false);
    }

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
        DRAIN,
        /** Leave it running on its node, for the next run to adopt; wait only for what carries data from the script. */
        DETACH
    }

    /** What a node that does not answer means for the run ({@code --on-node-loss}). */
    public enum OnNodeLoss {
        /** The run stops, as the PRD says. */
        STOP,
        /** The run goes on with the other nodes, and takes the node back when it answers again. */
        CONTINUE
    }

    /**
     * What is done about what goes wrong.
     *
     * @param retries which failed statements are tried again
     * @param onNodeLoss what a node that does not answer means
     * @param leaseTrusted how long a lease is believed in after its last renewal, null for a run without one
     * @param slowAfter when a running statement is called slow, null for never
     * @param stuckAfter when a statement that makes no progress is called stuck, null for never
     * @param fenced whether statements go through sessions that who takes the run over can close. Without these a statement is bound to no
     *            life of a server: that a server which has run since does not know it proves nothing, as it may arrive later
     */
    public record Resilience(RetryPolicy retries, OnNodeLoss onNodeLoss, @Nullable Duration leaseTrusted,
            @Nullable Duration slowAfter, @Nullable Duration stuckAfter, boolean fenced) {
        /** With the fence. */
        public Resilience(RetryPolicy retries, OnNodeLoss onNodeLoss, @Nullable Duration leaseTrusted,
                @Nullable Duration slowAfter, @Nullable Duration stuckAfter) {
            this(retries, onNodeLoss, leaseTrusted, slowAfter, stuckAfter, true);
        }

        /** Nothing is tried again, a lost node stops the run, nobody else can hold it, and nothing is called slow or stuck. */
        public static final Resilience PLAIN = new Resilience(RetryPolicy.NEVER, OnNodeLoss.STOP, null, null, null);
    }
}
