package io.github.cqr.adapters.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.report.ComparedRun;
import io.github.cqr.domain.report.Comparison;
import io.github.cqr.fixtures.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Comparisons of simulated runs in each form. */
class ComparisonFormsTest {
    private static ComparedRun fold(List<Envelope> events) {
        var run = new ComparedRun();
        events.forEach(run::apply);
        return run;
    }

    private static JsonNode json(Comparison comparison) throws IOException {
        var out = new ByteArrayOutputStream();
        ComparisonJson.write(comparison, out);
        return new ObjectMapper().readTree(out.toByteArray());
    }

    @Test
    void aRunIsNoOtherThanItself() throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            for (List<Envelope> log : Simulation.logs(seed)) {
                Comparison same = Comparison.of(fold(log), fold(log));
                JsonNode json = json(same);
                for (String list : List.of("ended_otherwise", "slower", "faster", "other_rows", "only_a", "only_b")) {
                    assertEquals(0, json.path(list + "_count").asInt(), "seed " + seed + ": " + list);
                }
                assertEquals(json.path("a"), json.path("b"));
                assertEquals(same.timesA(), same.timesB());
                String text = ComparisonText.of(same, ZoneOffset.UTC);
                assertTrue(text.startsWith(same.both() + " statement(s) in both logs, 0 in A alone, 0 in B alone\n"));
                assertFalse(text.contains("Slower"), text);
            }
        }
    }

    @Test
    void whatIsSaidOfTwoRunsIsSaidTheOtherWayRoundWhenTheyAreSwapped() throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            List<List<Envelope>> logs = Simulation.logs(seed);
            for (int i = 1; i < logs.size(); i++) {
                JsonNode one = json(Comparison.of(fold(logs.get(i - 1)), fold(logs.get(i))));
                JsonNode other = json(Comparison.of(fold(logs.get(i)), fold(logs.get(i - 1))));
                assertEquals(one.path("a"), other.path("b"));
                assertEquals(one.path("in_both"), other.path("in_both"));
                assertEquals(one.path("slower_count"), other.path("faster_count"));
                assertEquals(one.path("only_a"), other.path("only_b"));
                assertEquals(one.path("ended_otherwise_count"), other.path("ended_otherwise_count"));
                assertEquals(one.path("completed_in_both_a"), other.path("completed_in_both_b"));
            }
        }
    }

    @Test
    void tablesHaveACellForEachColumn() {
        for (long seed = 0; seed < 40; seed++) {
            List<List<Envelope>> logs = Simulation.logs(seed);
            Comparison comparison = Comparison.of(fold(logs.getFirst()), fold(logs.getLast()));
            for (var table : new ComparisonTables(comparison, ZoneOffset.UTC, 3).all()) {
                table.rows().forEach(row -> assertEquals(table.header().size(), row.size(), table.title()));
            }
            String markdown = ComparisonMarkdown.of(comparison, ZoneOffset.UTC);
            assertTrue(markdown.startsWith("# Two runs compared\n\n"), markdown);
            assertTrue(markdown.contains("\n## Time of a statement\n") || comparison.a().times().count() == 0,
                    markdown);
        }
    }
}
