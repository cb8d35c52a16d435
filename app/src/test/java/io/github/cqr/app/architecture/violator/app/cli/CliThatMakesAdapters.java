package io.github.cqr.app.architecture.violator.app.cli;

import io.github.cqr.app.architecture.violator.adapters.clickhouse.ClickHouseThing;

/** Breaks the rule that only the wiring knows adapters. */
public final class CliThatMakesAdapters {
    private CliThatMakesAdapters() {}

    /** Does what only the wiring may do. */
    public static int port() {
        return ClickHouseThing.port();
    }
}
