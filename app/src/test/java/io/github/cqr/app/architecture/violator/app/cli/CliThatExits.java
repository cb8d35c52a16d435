package io.github.cqr.app.architecture.violator.app.cli;

/** Breaks the rule that only Main ends the process. */
public final class CliThatExits {
    private CliThatExits() {}

    /** Does what only Main may do. */
    public static void leave() {
        System.exit(1);
    }
}
