package io.github.cqr.app.architecture.violator.adapters.valkey;

import io.github.cqr.app.architecture.violator.adapters.clickhouse.ClickHouseThing;

/** Breaks the rule that adapters do not know each other. */
public final class ValkeyThatKnowsClickHouse {
    private ValkeyThatKnowsClickHouse() {}

    /** Does what an adapter must not do. */
    public static int port() {
        return ClickHouseThing.port();
    }
}
