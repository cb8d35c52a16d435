package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.adapters.clickhouse.NodeNote.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tries at the start what the never-twice protocol needs of a node: its processes, its logs, and what this user may do with them. */
final class LogCheck {
    private static final int UNKNOWN_TABLE = 60;
    private final NodeConnection node;
    private final ClickHouseSettings settings;
    private final NodeProfile profile;
    private final List<NodeNote> notes = new ArrayList<>();

    LogCheck(NodeConnection node, ClickHouseSettings settings, NodeProfile profile) {
        this.node = node;
        this.settings = settings;
        this.profile = profile;
    }

    /** What is lacking. */
    List<NodeNote> notes() throws IOException {
        boolean flushed = tried("SYSTEM FLUSH LOGS") == 0;
        readable("system.processes", "no progress, nothing can be killed, and a statement whose connection breaks cannot"
                + " be followed");
        int queryLog = readable("system.query_log", "a statement whose connection breaks ends with an unknown outcome,"
                + " and a failed INSERT may have left rows");
        int partLog = readable("system.part_log", "what a failed INSERT left is said as \"up to\" a number");
        if (!flushed) {
            lacks("SYSTEM FLUSH LOGS", "ON *.*", "answers from the logs come only when the server flushes by itself,"
                    + " and rows that a failed INSERT left are not counted exactly");
        }
        if (queryLog == 0) {
            queryLog(flushed);
        } else if (queryLog == UNKNOWN_TABLE && flushed) {
            notes.add(new NodeNote(Topic.QUERY_LOG, "there is no query log, so nothing can be proved: a statement whose"
                    + " connection breaks ends with an unknown outcome",
                    "configure <query_log> on the server"));
        }
        if (partLog == UNKNOWN_TABLE && flushed) {
            notes.add(new NodeNote(Topic.PART_LOG,
                    "there is no part log: what a failed INSERT left is said as \"up to\" a number",
                    "configure <part_log> on the server"));
        }
        return notes;
    }

    private void queryLog(boolean flushed) throws IOException {
        // Without a flush the probe shows only after some seconds; the lack of the grant is said already.
        String doubt = flushed
                ? new QueryLog(node, profile, settings.questionLimit()).read("0", Duration.ofHours(1)).doubt()
                : profile.logDoubt();
        if (doubt != null) {
            notes.add(new NodeNote(Topic.QUERY_LOG, "the query log proves nothing (" + doubt
                    + "): a statement whose connection breaks ends with an unknown outcome",
                    "let the user's profile log all queries (log_queries=1, log_queries_probability=1,"
                            + " log_queries_min_type=QUERY_START, log_queries_min_query_duration_ms=0)"));
        }
        if (!granted("SELECT ON system.query_log*")) {
            lacks("SELECT", "ON system.query_log*", "after an upgrade the log of before (query_log_0) is not seen,"
                    + " without any error");
        }
    }

    /** 0, or the error code of reading that table; a missing grant is noted. */
    private int readable(String table, String consequence) throws IOException {
        int code = tried("SELECT 1 FROM " + table + " LIMIT 0");
        if (code == ServerError.ACCESS_DENIED) {
            lacks("SELECT", "ON " + table + (table.endsWith("_log") ? "*" : ""), consequence);
        }
        return code;
    }

    private void lacks(String what, String on, String consequence) {
        notes.add(new NodeNote(Topic.GRANT, "the user lacks " + (what + " " + on) + ": " + consequence,
                "GRANT " + what + " " + on + " TO " + settings.user()));
    }

    private int tried(String sql) throws IOException {
        try {
            node.rows(sql, profile.forQuestions(), settings.patience());
            return 0;
        } catch (ServerError e) {
            return e.code() == 0 ? -1 : e.code();
        }
    }

    /** Whether the user has a grant; also true where the server is too old to tell. */
    private boolean granted(String what) throws IOException {
        try {
            List<JsonNode> rows = node.rows("CHECK GRANT " + what, profile.forQuestions(), settings.questionLimit());
            return rows.isEmpty() || rows.getFirst().path(0).asInt(1) != 0;
        } catch (ServerError older) {
            return true;
        }
    }
}
