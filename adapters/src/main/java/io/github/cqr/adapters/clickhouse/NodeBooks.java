package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.domain.event.ServerBoot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one node has on record of a query that is over: its log, the tables that it touched, the parts that it made. */
final class NodeBooks {
    private static final Duration BACK = Duration.ofDays(7);
    /** The log's name for the database of {@code numbers(...)}, {@code s3(...)}, ... */
    private static final String FUNCTIONS = "_table_function";
    private static final String SYSTEM = "system";
    private static final Set<String> VIEWS = Set.of("View", "MaterializedView");
    private final NodeConnection node;
    private final ClickHouseSettings settings;
    private final NodeProfile profile;
    private final QueryLog log;

    /** Where a query can have written. */
    enum Targets {
        /** All that it touched are MergeTrees of this node, and what only reads. */
        MERGE_TREES,
        /** All is of this node, and some table keeps its rows in another way. */
        OTHER_ENGINES,
        /** It may have written on other nodes, too, or nobody can say where. */
        ELSEWHERE
    }

    NodeBooks(NodeConnection node, ClickHouseSettings settings, NodeProfile profile) {
        this.node = node;
        this.settings = settings;
        this.profile = profile;
        this.log = new QueryLog(node, profile, settings.patience());
    }

    String name() {
        return node.address().name();
    }

    /** The query and its parts that ran on this node. */
    QueryLog.Reading query(String queryId) throws IOException {
        String id = Sql.text(queryId);
        return log.read("(query_id = " + id + " OR initial_query_id = " + id + ")", BACK);
    }

    /** Which life of which server answers. */
    ServerBoot life() throws ServerError, IOException {
        return ServerLife.of(node.address(), rows("SELECT " + ServerLife.COLUMNS).getFirst(), 0);
    }

    /**
     * Where a query that touched these tables can have written.
     *
     * @param tables as the query log names them
     */
    Targets targets(Collection<String> tables, String queryId) throws ServerError, IOException {
        Set<TableName> named = new HashSet<>();
        boolean function = false;
        for (String table : tables) {
            TableName name = TableName.read(table);
            if (name == null) {
                return Targets.ELSEWHERE;
            }
            function |= name.database().equals(FUNCTIONS);
            if (!name.database().equals(FUNCTIONS) && !name.database().equals(SYSTEM)) {
                named.add(name);
            }
        }
        if (named.isEmpty() || (function && intoFunction(queryId))) {
            return Targets.ELSEWHERE;
        }
        Targets targets = Targets.MERGE_TREES;
        for (JsonNode row : rows("SELECT database, name, engine FROM system.tables WHERE (database, name) IN ("
                + TableName.list(named) + ")")) {
            String engine = row.path(2).asText();
            boolean _ = named.remove(new TableName(row.path(0).asText(), row.path(1).asText()));
            if (engine.equals("Distributed")) {
                return Targets.ELSEWHERE;
            }
            if (!engine.endsWith("MergeTree") && !VIEWS.contains(engine)) {
                targets = Targets.OTHER_ENGINES;
            }
        }
        // One that is not there any more, or that the user may not see.
        return named.isEmpty() ? targets : Targets.ELSEWHERE;
    }

    /** Whether the statement may be an {@code INSERT INTO FUNCTION}; told by any such word near its beginning. */
    private boolean intoFunction(String queryId) throws ServerError, IOException {
        return !rows("SELECT 1 FROM system.query_log WHERE event_date >= today() - " + BACK.toDays()
                + " AND query_id = " + Sql.text(queryId)
                + " AND match(substring(query, 1, 2000), '(?i)\\\\bFUNCTION\\\\b') LIMIT 1").isEmpty();
    }

    /**
     * Rows of the parts that these queries made, by {@code database.table}; null when that is not certain: there is no part log that this
     * user may read, or the server was restarted since, which can lose the last lines of it. All logs were flushed just before.
     */
    @Nullable
    Map<String, Long> newParts(List<QueryLog.Line> queries) throws IOException {
        try {
            Instant booted = life().bootedAt();
            if (queries.stream().anyMatch(query -> !query.startedAt().isAfter(booted))) {
                return null;
            }
            Map<String, Long> parts = new HashMap<>();
            for (JsonNode row : rows("SELECT concat(database, '.', table), sum(rows) FROM system.part_log"
                    + " WHERE event_date >= today() - " + BACK.toDays()
                    + " AND event_type = 'NewPart' AND error = 0 AND query_id IN ("
                    + Sql.list(queries.stream().map(QueryLog.Line::queryId).toList()) + ") GROUP BY 1")) {
                parts.put(row.path(0).asText(), row.path(1).asLong());
            }
            return parts;
        } catch (ServerError unreadable) {
            return null;
        }
    }

    private List<JsonNode> rows(String sql) throws ServerError, IOException {
        return node.rows(sql, profile.forQuestions(), settings.patience());
    }
}
