package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.adapters.clickhouse.NodeGrants.Missing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks one node for each right that the runner uses, by using it without an effect. */
final class GrantProbe {
    private static final int UNKNOWN_TABLE = 60;

    private final NodeConnection node;
    private final Duration limit;
    private final List<Missing> missing = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();

    GrantProbe(NodeConnection node, Duration limit) {
        this.node = node;
        this.limit = limit;
    }

    NodeGrants ask() {
        String trouble = "";
        try {
            need("SYSTEM FLUSH LOGS", "", new Missing("SYSTEM FLUSH LOGS ON *.*",
                    "answers of the logs come only when the server flushes by itself", false));
            need("SELECT query_id FROM system.processes LIMIT 0", "system.processes",
                    new Missing("SELECT ON system.processes",
                            "there is no progress, and nothing can be cancelled, followed or adopted", true));
            boolean log = need("SELECT query_id FROM system.query_log LIMIT 0", "system.query_log",
                    new Missing("SELECT ON system.query_log*", "nothing can be proved of a statement whose answer is "
                            + "lost or that failed", true));
            if (log && !renamed("query_log")) {
                missing.add(new Missing("SELECT ON system.query_log*",
                        "the log of before an upgrade (query_log_0) is not seen, without any error", false));
            }
            need("SELECT query_id FROM system.part_log LIMIT 0", "system.part_log",
                    new Missing("SELECT ON system.part_log*",
                            "the rows that a failed INSERT left cannot be counted exactly", false));
        } catch (ServerError e) {
            trouble = "it refuses: " + e.text();
        } catch (IOException e) {
            trouble = Explain.why(e);
        }
        return new NodeGrants(node.address().name(), missing, absent, trouble);
    }

    /** Whether the question was answered; a table of which there is none is noted. */
    private boolean need(String sql, String table, Missing without) throws ServerError, IOException {
        try {
            List<JsonNode> _ = node.rows(sql, Map.of(), limit);
            return true;
        } catch (ServerError e) {
            if (e.code() == ServerError.ACCESS_DENIED) {
                missing.add(without);
            } else if (e.code() == UNKNOWN_TABLE) {
                absent.add(table);
            } else {
                throw e;
            }
            return false;
        }
    }

    /** Whether a renamed log could be read; true where the server cannot be asked that (before 24.10). */
    private boolean renamed(String log) throws IOException {
        try {
            List<JsonNode> rows = node.rows("CHECK GRANT SELECT ON system." + log + "_0", Map.of(), limit);
            return rows.isEmpty() || rows.getFirst().path(0).asInt() == 1;
        } catch (ServerError e) {
            return true;
        }
    }
}
