package io.github.cqr.app.cli;

import org.jspecify.annotations.Nullable;

/**
 * What the command line starts. Each method does its work to the end and returns the exit code
 * ({@link io.github.cqr.domain.run.ExitCodes}); what cannot be done is an exception, which {@link ExitCodeMapper} turns into one line and
 * an exit code.
 */
public interface Program {
    /** Runs the script. */
    int run(RunOptions options, Console console);

    /** Shows the script's statements and what a run would skip, on standard output. */
    int dryRun(RunOptions options, Console console);

    /** Removes the run's checkpoints. */
    int reset(RunOptions options, Console console);

    /** Takes a person's word for what became of a statement, or lists those of which nobody knows. */
    int resolve(RunOptions options, Resolution resolution, Console console);

    /** Checks what a run depends on, a line each. {@link RunOptions#queryFile()} is empty when no run is named. */
    int doctor(RunOptions options, Console console);

    /** Shows a recorded run on the live screen until the operator quits. */
    int replay(RunOptions options, ReplayRequest request, Console console);

    /** Lists the runs of which this machine has event logs, shows one, or deletes old logs. */
    int runs(RunOptions options, RunsRequest request, Console console);

    /** Compares two runs by their event logs. */
    int diff(RunOptions options, DiffRequest request, Console console);

    /** Says what happened in a run, from its event log. */
    int report(RunOptions options, ReportRequest request, Console console);

    /** Words and exit code for an exception of the program's own; null for those it does not know. */
    default @Nullable Problem explain(Throwable problem) {
        return null;
    }
}
