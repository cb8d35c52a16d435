package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.domain.event.Counters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node's query log says of the end of a query. */
final class QueryLog {
    /** After an upgrade or a restart with another definition, ClickHouse renames the former log to query_log_0, query_log_1, ... */
    private static final String ALL_LOGS = "merge('system', '^query_log(_[0-9]+)?$')";
    private static final String NEWEST_LOG = "system.query_log";
    private final NodeConnection node;
    private final Duration limit;
    private volatile boolean mergeRefused;

    /** How a query ended. */
    sealed interface End {
        /** Rows and bytes that the log counted. */
        Counters counters();

        /** How long the server worked on it. */
        Duration elapsed();
    }

    /** It finished: QueryFinish. */
    record Finished(Counters counters, Duration elapsed) implements End {}

    /** It ended with an exception, before it started or while it ran. */
    record Broken(ServerError error, Counters counters, Duration elapsed) implements End {}

    /** Reads the log of a node, which may take up to {@code limit} for each question. */
    QueryLog(NodeConnection node, Duration limit) {
        this.node = node;
        this.limit = limit;
    }

    /**
     * The end of that query, or null when the log does not know one.
     *
     * @param age how long ago it was sent, at most
     * @throws ServerError if the log cannot be read
     * @throws IOException if the node does not answer
     */
    @Nullable
    End end(String queryId, Duration age) throws ServerError, IOException {
        flush();
        if (!mergeRefused) {
            try {
                return read(ALL_LOGS, queryId, age);
            } catch (ServerError e) {
                if (e.code() != ServerError.ACCESS_DENIED) {
                    throw e;
                }
                mergeRefused = true;
            }
        }
        return read(NEWEST_LOG, queryId, age);
    }

    private void flush() throws IOException {
        try {
            node.rows("SYSTEM FLUSH LOGS", Map.of(), limit);
        } catch (ServerError notAllowed) {
            // The server flushes by itself every few seconds; the caller looks again.
            return;
        }
    }

    private @Nullable End read(String table, String queryId, Duration age) throws ServerError, IOException {
        // A second request with the id of a running query fails with 216; that line says nothing about the running one.
        List<JsonNode> rows = node.rows("SELECT type = 'QueryFinish' AS finished, exception_code, exception, read_rows,"
                + " read_bytes, written_rows, memory_usage, query_duration_ms FROM " + table
                + " WHERE event_date >= today() - " + (age.toDays() + 2)
                + " AND query_id = {id:String} AND type != 'QueryStart' AND is_initial_query"
                + " AND exception_code != " + ServerError.SAME_ID_RUNS
                + " ORDER BY finished DESC, event_time_microseconds DESC LIMIT 1", Map.of("param_id", queryId), limit);
        if (rows.isEmpty()) {
            return null;
        }
        JsonNode row = rows.getFirst();
        Counters counters = new Counters(row.path(3).asLong(), 0, row.path(4).asLong(), row.path(5).asLong(),
                row.path(6).asLong());
        Duration elapsed = Duration.ofMillis(row.path(7).asLong());
        return row.path(0).asInt() == 1
                ? new Finished(counters, elapsed)
                : new Broken(new ServerError(row.path(1).asInt(), row.path(2).asText(), counters), counters, elapsed);
    }
}
