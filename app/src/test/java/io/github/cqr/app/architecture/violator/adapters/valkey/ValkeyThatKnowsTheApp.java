package io.github.cqr.app.architecture.violator.adapters.valkey;

import io.github.cqr.app.architecture.violator.app.cli.CliThatExits;

/** Breaks the rule that nothing depends on the app. */
public final class ValkeyThatKnowsTheApp {
    private ValkeyThatKnowsTheApp() {}

    /** Does what an adapter must not do. */
    public static void leave() {
        CliThatExits.leave();
    }
}
