package io.github.cqr.app.cli;

import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.script.ScriptException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns every exception into its words and its exit code: the one place that does. */
public final class ExitCodeMapper {
    private final String scriptFile;
    private final boolean verbose;
    private final Function<Throwable, @Nullable Problem> more;

    /**
     * Makes a mapper.
     *
     * @param scriptFile the script as it was written, named where it is at fault
     * @param verbose whether stack traces are shown, so that nobody is told to ask for them
     * @param more knows exceptions that this class does not; asked before one is called an internal error
     */
    public ExitCodeMapper(String scriptFile, boolean verbose, Function<Throwable, @Nullable Problem> more) {
        this.scriptFile = scriptFile;
        this.verbose = verbose;
        this.more = more;
    }

    /** The words and the exit code of an exception. */
    public Problem problem(Throwable thrown) {
        return switch (thrown) {
            case UsageException e -> new Problem(message(e), ExitCodes.USAGE);
            case DecisionNeededException e -> new Problem(message(e), e.details(), ExitCodes.DECISION_NEEDED);
            case CheckpointStoreException e -> new Problem(message(e), ExitCodes.CHECKPOINT_STORE);
            case ScriptException e -> new Problem(
                    scriptFile + ":" + e.line() + ":" + e.column() + ": " + message(e), ExitCodes.FAILED);
            case QueryFileException e -> new Problem(message(e), ExitCodes.FAILED);
            default -> {
                Problem known = more.apply(thrown);
                yield known == null ? new Problem(internal(thrown), ExitCodes.FAILED) : known;
            }
        };
    }

    /** Whether an exception is one that {@link #problem} calls an internal error. */
    public boolean isInternal(Throwable thrown) {
        return switch (thrown) {
            case UsageException _,DecisionNeededException _,CheckpointStoreException _,ScriptException _,QueryFileException _ ->
                false;
            default -> more.apply(thrown) == null;
        };
    }

    private String internal(Throwable thrown) {
        String message = thrown.getMessage();
        return "internal error: " + thrown.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                + (verbose ? "" : " (run with --verbose for the stack trace)");
    }

    private static String message(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
