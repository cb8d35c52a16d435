package io.github.cqr.app.architecture.violator.app.cli;

/** Breaks the rule that only Main takes the standard streams. */
public final class CliThatPrints {
    private CliThatPrints() {}

    /** Does what only Main may do. */
    public static void print() {
        System.out.println();
    }
}
