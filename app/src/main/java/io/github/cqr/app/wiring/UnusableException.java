package io.github.cqr.app.wiring;

import java.util.List;

/** The cluster cannot be used: exit code 1, as a node that is lost (PRD, Error Handling). */
final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String[] details;

    UnusableException(String message, List<String> details) {
        super(message);
        this.details = details.toArray(String[]::new);
    }

    /** A line for each node in question. */
    List<String> details() {
        return List.of(details);
    }
}
