package io.github.cqr.adapters.clickhouse.platform;

/** An {@code ALTER UPDATE} that waits for its mutation, while the server is told to let mutations lie. */
final class Mutation implements AutoCloseable {
    /** How many rows it updates. */
    static final int ROWS = 100;
    private final Http http;
    private final String table;
    private final Caller caller;

    private Mutation(Http http, String table, Caller caller) {
        this.http = http;
        this.table = table;
        this.caller = caller;
    }

    /** Fills the table's columns {@code n} and {@code m}, begins to set {@code m} to 1, and returns when the mutation is on the disk. */
    static Mutation start(Http http, String table, String queryId) {
        http.send("INSERT INTO " + table + " SELECT number, 0 FROM numbers(" + ROWS + ")").good();
        http.send("SYSTEM STOP MERGES " + table).good();
        Mutation mutation = new Mutation(http, table,
                http.call("ALTER TABLE " + table + " UPDATE m = 1 WHERE n >= 0",
                        "query_id", queryId, "mutations_sync", "1"));
        Http.await(() -> mutation.count(0) == 1, () -> "no mutation: " + http.logged(queryId));
        http.awaitRunning(queryId);
        return mutation;
    }

    private long count(int done) {
        return http
                .send("SELECT count() FROM system.mutations WHERE concat(database, '.', table) = '" + table
                        + "' AND is_done = " + done)
                .number();
    }

    /** Lets mutations go on; a restart of the server does so too. */
    void goOn() {
        http.send("SYSTEM START MERGES " + table).good();
    }

    /** Whether it has done its work. */
    boolean done() {
        return count(1) == 1;
    }

    /** How many rows have the new value. */
    long updatedRows() {
        return http.send("SELECT countIf(m = 1) FROM " + table).number();
    }

    /** What the ALTER's client was answered. */
    String answer() {
        return caller.answer();
    }

    @Override
    public void close() {
        caller.close();
    }
}
