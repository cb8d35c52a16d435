package io.github.cqr.app.cli;

import java.util.List;

/**
 * Why the program ends without having done what was asked.
 *
 * @param message one line: what, where, and what to do
 * @param details further lines, one for each thing in question; usually none
 * @param exitCode what the process exits with
 */
public record Problem(String message, List<String> details, int exitCode) {
    /** Copies the list. */
    public Problem {
        details = List.copyOf(details);
    }

    /** A problem of one line. */
    public Problem(String message, int exitCode) {
        this(message, List.of(), exitCode);
    }
}
