package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.session.SessionContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The URL parameters of a statement. What the script's {@code SET} asks for comes over what the runner sends by itself; a {@code SETTINGS}
 * clause of the statement comes over both, at the server.
 */
final class RequestSettings {
    /**
     * Sent with every statement: rows are where the statement says when it ends, an interrupted statement can be found again, and a
     * client that vanishes does not stop an INSERT half way.
     */
    static final Map<String, String> ALWAYS = always();

    private RequestSettings() {}

    private static Map<String, String> always() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("async_insert", "0");
        settings.put("distributed_foreground_insert", "1");
        settings.put("log_queries", "1");
        settings.put("log_queries_probability", "1");
        settings.put("log_queries_min_type", "QUERY_START");
        settings.put("log_queries_min_query_duration_ms", "0");
        settings.put("send_progress_in_http_headers", "0");
        return Collections.unmodifiableMap(settings);
    }

    /**
     * The parameters of one attempt at a node where the settings of {@code without} cannot be changed.
     *
     * @param label the attempt's {@code log_comment}
     * @param httpSession the HTTP session that must be there for it to be run, null for none
     */
    static Map<String, String> of(RunEvent.Dispatched dispatched, ClickHouseSettings settings, Set<String> without,
            String label, @Nullable String httpSession) {
        Map<String, String> all = new LinkedHashMap<>(ALWAYS);
        all.put("log_comment", label);
        all.keySet().removeAll(without);
        all.put("wait_end_of_query", "1");
        all.put("default_format", "Null");
        SessionContext session = dispatched.session();
        String database = session.database() == null ? settings.database() : session.database();
        if (database != null) {
            all.put("database", database);
        }
        all.putAll(session.settings());
        session.parameters().forEach((name, value) -> all.put("param_" + name, value));
        if (httpSession != null) {
            all.put("session_id", httpSession);
            // Exactly 1: with "true" the server does not check, makes the session, and runs the statement.
            all.put("session_check", "1");
        }
        return all;
    }
}
