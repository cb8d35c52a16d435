package io.github.cqr.app.process;

/** What can befall a run, its servers, and the network between them. */
enum Disaster {
    /** {@code kill -9}; the next runner is one of the same machine. */
    RUNNER_KILLED,
    /** The runner is stopped for a moment and goes on. */
    RUNNER_FROZEN,
    /** Ctrl-C. */
    RUNNER_INTERRUPTED,
    /** {@code kill -9}; the next runner is one of another machine, which is told that the first is gone. */
    MACHINE_LOST,
    /** The runner is frozen, one of another machine takes the run from it, and the first goes on beside it. */
    RUN_STOLEN,
    /** A node dies and is started again. */
    NODE_KILLED,
    /** A node does nothing for a moment. */
    NODE_FROZEN,
    /** All connections to a node break. */
    NODE_CUT_OFF,
    /** Nothing gets through to a node or back for a moment; then what was held back arrives. */
    NODE_STALLED,
    /** Valkey dies and is started again on its append-only file. */
    VALKEY_KILLED,
    /** Valkey does nothing for a moment. */
    VALKEY_FROZEN,
    /** The runner's connections to Valkey break, and new ones are refused for a moment. */
    VALKEY_PARTED,
    /** Nothing gets through to Valkey or back for a moment; then what was held back arrives. */
    VALKEY_STALLED
}
