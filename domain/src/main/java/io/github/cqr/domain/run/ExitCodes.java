package io.github.cqr.domain.run;

import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StopReason;
import org.jspecify.annotations.Nullable;

/** What the process exits with. Documented in the README; a change here changes the contract. */
public final class ExitCodes {
    /** All done, or nothing to do. */
    public static final int DONE = 0;
    /** A statement failed, a node was lost, the script cannot be read, or an event log that is required cannot be written. */
    public static final int FAILED = 1;
    /** Wrong options or arguments. */
    public static final int USAGE = 2;
    /** The checkpoint store is lost, or the run is held by another runner. */
    public static final int CHECKPOINT_STORE = 3;
    /** A person must decide before the run can go on. */
    public static final int DECISION_NEEDED = 4;
    /** Stopped by Ctrl-C or by the operator's keys. */
    public static final int INTERRUPTED = 130;
    /** Stopped by SIGTERM. */
    public static final int TERMINATED = 143;

    private ExitCodes() {}

    /** The exit code of a run that stopped for {@code reason}, or came to its end when that is null. */
    public static int of(@Nullable StopReason reason) {
        return switch (reason) {
            case null -> DONE;
            case STATEMENT_FAILED, NODE_LOST, SCRIPT_CHANGED, EVENT_LOG_LOST -> FAILED;
            case OUTCOME_UNKNOWN -> DECISION_NEEDED;
            case CHECKPOINT_STORE_LOST, LEASE_LOST -> CHECKPOINT_STORE;
            case OPERATOR_DRAIN, OPERATOR_CANCEL, INTERRUPTED -> INTERRUPTED;
            case TERMINATED -> TERMINATED;
        };
    }

    /** The outcome of a run that stopped for {@code reason}, or came to its end when that is null. */
    public static RunOutcome outcome(@Nullable StopReason reason) {
        return switch (reason) {
            case null -> RunOutcome.COMPLETED;
            case STATEMENT_FAILED, NODE_LOST, OUTCOME_UNKNOWN, SCRIPT_CHANGED, EVENT_LOG_LOST -> RunOutcome.FAILED;
            case CHECKPOINT_STORE_LOST, LEASE_LOST -> RunOutcome.CHECKPOINT_STORE_LOST;
            case OPERATOR_DRAIN, OPERATOR_CANCEL, INTERRUPTED, TERMINATED -> RunOutcome.STOPPED;
        };
    }
}
