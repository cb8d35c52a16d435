package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.script.Statement;
import io.github.cqr.fixtures.builder.GeneratedScript;
import io.github.cqr.fixtures.builder.ScriptGenerator;
import io.github.cqr.fixtures.builder.Splits;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The splitter cuts where ClickHouse's own parser would: the real server's takes every piece, and not two pieces for one. */
class FormatQueryTest {
    private static final int SCRIPTS = 300;
    private static final int BATCH = 100;
    private final ClickHouseNode node = Servers.shared().node();

    @Test
    void everySplitStatementIsAccepted() {
        List<String> statements = new ArrayList<>();
        for (long seed = 0; seed < SCRIPTS; seed++) {
            GeneratedScript script = new ScriptGenerator(seed, ScriptGenerator.Mode.VALID_SQL).next();
            Splits.Result split = Splits.split(script.bytes());
            assertNull(split.error(), "seed " + seed);
            split.statements().stream().map(Statement::text).forEach(statements::add);
        }
        assertTrue(statements.size() > SCRIPTS, statements.size() + " statements");
        assertEquals(List.of(), refused(statements));
    }

    @Test
    void theServerDoesRefuse() {
        assertEquals(List.of("SELECT 1; SELECT 2", "SELECT 'x"),
                refused(List.of("SELECT 1; SELECT 2", "SELECT 1", "SELECT 'x")));
    }

    private List<String> refused(List<String> statements) {
        List<String> refused = new ArrayList<>();
        for (int from = 0; from < statements.size(); from += BATCH) {
            List<String> batch = statements.subList(from, Math.min(from + BATCH, statements.size()));
            String literals = batch.stream()
                    .map(s -> "'" + s.replace("\\", "\\\\").replace("'", "\\'") + "'")
                    .collect(Collectors.joining(","));
            List<String> accepted = node.query("SELECT formatQueryOrNull(s) IS NOT NULL FROM (SELECT arrayJoin(["
                    + literals + "]) AS s)", Map.of("max_query_size", "100000000")).lines().toList();
            assertEquals(batch.size(), accepted.size());
            for (int i = 0; i < batch.size(); i++) {
                if (accepted.get(i).equals("0")) {
                    refused.add(batch.get(i));
                }
            }
        }
        return refused;
    }
}
