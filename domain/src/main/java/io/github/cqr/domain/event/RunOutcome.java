package io.github.cqr.domain.event;

/** How a run ended. */
public enum RunOutcome {
    /** Every statement of the file is completed, now or by an earlier run. */
    COMPLETED,
    /** A statement failed, a node was lost, an outcome is unknown, or the script changed. */
    FAILED,
    /** The checkpoint store was lost, or the run with it: another process has taken it over. */
    CHECKPOINT_STORE_LOST,
    /** The operator or a signal stopped it before the end. */
    STOPPED
}
