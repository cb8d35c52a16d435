package io.github.cqr.app.cli;

import java.util.List;

/** A person must decide before the run can go on: exit code 4. */
public final class DecisionNeededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String[] details;

    /**
     * Makes one.
     *
     * @param message one line: what is to decide, and the options to decide it with
     * @param details a line for each thing in question; may be empty
     */
    public DecisionNeededException(String message, List<String> details) {
        super(message);
        this.details = details.toArray(String[]::new);
    }

    /** A line for each thing in question. */
    public List<String> details() {
        return List.of(details);
    }
}
