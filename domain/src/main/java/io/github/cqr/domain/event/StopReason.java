package io.github.cqr.domain.event;

/** Why a run stops before the end of its file. */
public enum StopReason {
    /** A statement failed (PRD section 3). */
    STATEMENT_FAILED,
    /** A node does not answer (PRD, Error Handling). */
    NODE_LOST,
    /** Nobody knows what became of a statement. */
    OUTCOME_UNKNOWN,
    /** Another process has taken the run's lease, or the run was reset. */
    LEASE_LOST,
    /** The checkpoint store was away for too long (PRD, Error Handling). */
    CHECKPOINT_STORE_LOST,
    /** The script could not be read on, or is no longer the one that was checked at the start. */
    SCRIPT_CHANGED,
    /** The event log cannot be written, and {@code --require-event-log} was given. */
    EVENT_LOG_LOST,
    /** The operator asked to finish what runs and to stop. */
    OPERATOR_DRAIN,
    /** The operator asked to cancel what runs and to stop. */
    OPERATOR_CANCEL,
    /** SIGINT: Ctrl-C. */
    INTERRUPTED,
    /** SIGTERM. */
    TERMINATED
}
