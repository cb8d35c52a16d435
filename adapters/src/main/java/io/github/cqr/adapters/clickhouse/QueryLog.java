package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.domain.event.Counters;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a node's query log says. Each reading sends a query of its own first and looks for it in what it reads: the log is a queue, so once
 * that one is there, all is there that came before it.
 */
final class QueryLog {
    /** After an upgrade or a restart with another definition, ClickHouse renames the former log to query_log_0, query_log_1, ... */
    private static final String ALL_LOGS = "merge('system', '^query_log(_[0-9]+)?$')";
    private static final String NEWEST_LOG = "system.query_log";
    /** CANNOT_EXTRACT_TABLE_STRUCTURE: merge() finds no table that this user sees. */
    private static final int NO_SUCH_TABLES = 636;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    /** The log is written before a flush is answered; this is for servers that answer early. */
    private static final Duration AFTER_FLUSH = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK = Duration.ofDays(3650);
    private final NodeConnection node;
    private final NodeProfile profile;
    private final Duration limit;
    private volatile boolean mergeRefused;

    /**
     * One query: the line that tells most of it.
     *
     * @param type {@code QueryFinish}, {@code ExceptionWhileProcessing}, {@code ExceptionBeforeStart} or {@code QueryStart}
     * @param error what ended it, if something did
     * @param tables {@code database.table} of all that it read and wrote, materialized views' targets too, quoted where needed
     * @param asyncInsert the setting {@code async_insert} as it was sent or as the statement has it, empty for the server's own
     */
    record Line(String queryId, String type, ServerError error, Counters counters, Duration elapsed, Instant startedAt,
            String comment, List<String> tables, String asyncInsert) {
        /** It finished. */
        boolean finished() {
            return type.equals("QueryFinish");
        }

        /** It was refused before anything of it ran. */
        boolean refused() {
            return type.equals("ExceptionBeforeStart");
        }

        /** The log says that it began, and not how it ended. */
        boolean open() {
            return type.equals("QueryStart");
        }
    }

    /**
     * What was read.
     *
     * @param lines one for each query
     * @param doubt why absence from the lines proves nothing, null when it does
     * @param flushed the server wrote all its logs first
     */
    record Reading(List<Line> lines, @Nullable String doubt, boolean flushed) {
        /** That query's line, or null. */
        @Nullable
        Line of(String queryId) {
            return lines.stream().filter(line -> line.queryId().equals(queryId)).findFirst().orElse(null);
        }
    }

    /** Reads the log of a node, which may take up to {@code limit} for each question. */
    QueryLog(NodeConnection node, NodeProfile profile, Duration limit) {
        this.node = node;
        this.profile = profile;
        this.limit = limit;
    }

    /**
     * The queries for which the condition holds.
     *
     * @param back how far back, by the server's clock
     * @throws IOException if the node does not answer
     */
    Reading read(String condition, Duration back) throws IOException {
        String probe = "cqrprobe-" + UUID.randomUUID();
        String doubt = profile.logDoubt();
        if (doubt == null) {
            doubt = send(probe);
        }
        boolean flushed = flush();
        long until = System.nanoTime() + (flushed ? AFTER_FLUSH : limit).toNanos();
        try {
            while (true) {
                Reading reading = select(condition, probe, back, doubt, flushed);
                if (doubt != null || reading.doubt() == null || System.nanoTime() - until > 0) {
                    return reading;
                }
                pause();
            }
        } catch (ServerError e) {
            return new Reading(List.of(), "it cannot be read: " + e.text(), flushed);
        }
    }

    /** Leaves a trace in the log as a statement does; says why it cannot. */
    private @Nullable String send(String probe) throws IOException {
        Map<String, String> parameters = new HashMap<>(RequestSettings.ALWAYS);
        parameters.keySet().removeIf(name -> !name.startsWith("log_") || profile.without().contains(name));
        try {
            node.call("SELECT 1 FORMAT Null", parameters, List.of(), probe, limit).execute();
            return null;
        } catch (ServerError e) {
            return "our own probe query was refused: " + e.text();
        }
    }

    private boolean flush() throws IOException {
        try {
            node.rows("SYSTEM FLUSH LOGS", profile.forQuestions(), limit);
            return true;
        } catch (ServerError notAllowed) {
            // The server flushes by itself every few seconds.
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the query log was waited for");
        }
    }

    private Reading select(String condition, String probe, Duration back, @Nullable String doubt, boolean flushed)
            throws ServerError, IOException {
        List<Line> lines = new ArrayList<>();
        boolean proven = false;
        for (JsonNode row : rows(condition, probe, back)) {
            Line line = line(row);
            if (line.queryId().equals(probe)) {
                proven = true;
            } else {
                lines.add(line);
            }
        }
        String open = proven
                ? null
                : "it does not hold our own probe query"
                        + (flushed ? "" : ", and the user may not flush it (SYSTEM FLUSH LOGS)");
        return new Reading(lines, doubt == null ? open : doubt, flushed);
    }

    private List<JsonNode> rows(String condition, String probe, Duration back) throws ServerError, IOException {
        if (!mergeRefused) {
            try {
                return rows(ALL_LOGS, condition, probe, back);
            } catch (ServerError e) {
                if (e.code() == ServerError.ACCESS_DENIED) {
                    mergeRefused = true;
                } else if (e.code() != NO_SUCH_TABLES) {
                    throw e;
                }
                // The plain table has the clearer error, too: that there is none, or that the user may not read it.
            }
        }
        return rows(NEWEST_LOG, condition, probe, back);
    }

    private List<JsonNode> rows(String table, String condition, String probe, Duration back)
            throws ServerError, IOException {
        long seconds = Math.min(back.toSeconds() + 1, LONGEST_BACK.toSeconds());
        // A second request with the id of a running query fails with 216; that line says nothing about the running one.
        return node.rows("SELECT query_id, toString(type), exception_code, exception, read_rows, read_bytes,"
                + " written_rows, memory_usage, query_duration_ms,"
                + " toUnixTimestamp64Milli(query_start_time_microseconds), log_comment, tables,"
                + " Settings['async_insert'] FROM " + table
                + " WHERE event_date >= toDate(now() - " + seconds + ") AND event_time >= now() - " + seconds
                + " AND (query_id = " + Sql.text(probe) + " OR " + condition + ")"
                + " AND exception_code != " + ServerError.SAME_ID_RUNS
                + " ORDER BY query_id, transform(toString(type), ['QueryFinish', 'ExceptionWhileProcessing',"
                + " 'ExceptionBeforeStart'], [1, 2, 3], 4), event_time_microseconds DESC LIMIT 1 BY query_id",
                profile.forQuestions(), limit);
    }

    private static Line line(JsonNode row) {
        Counters counters = new Counters(row.path(4).asLong(), 0, row.path(5).asLong(), row.path(6).asLong(),
                Math.max(0, row.path(7).asLong()));
        return new Line(row.path(0).asText(), row.path(1).asText(),
                new ServerError(row.path(2).asInt(), row.path(3).asText(), counters), counters,
                Duration.ofMillis(row.path(8).asLong()), Instant.ofEpochMilli(row.path(9).asLong()),
                row.path(10).asText(),
                StreamSupport.stream(row.path(11).spliterator(), false).map(JsonNode::asText).toList(),
                row.path(12).asText());
    }
}
