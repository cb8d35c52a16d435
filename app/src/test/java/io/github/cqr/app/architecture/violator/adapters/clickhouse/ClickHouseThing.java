package io.github.cqr.app.architecture.violator.adapters.clickhouse;

/** What the other adapter must not know. */
public final class ClickHouseThing {
    private ClickHouseThing() {}

    /** Needed by its sibling. */
    public static int port() {
        return 8123;
    }
}
