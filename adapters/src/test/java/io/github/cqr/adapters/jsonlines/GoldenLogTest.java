package io.github.cqr.adapters.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cqr.adapters.jsonlines.JsonEventCodec.SqlText;
import io.github.cqr.domain.event.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Logs of version 1 stay readable. The file was written once, by the first build that had all of these events, and is never written again:
 * operators keep logs for years. A change that fails here breaks their logs, and needs a new version beside this one.
 */
class GoldenLogTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonEventCodec codec = new JsonEventCodec(SqlText.FULL);

    private static List<String> lines() throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenLogTest.class.getResourceAsStream("golden-v1.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private Envelope decoded(String line) {
        return Objects.requireNonNull(codec.decode(line.getBytes(StandardCharsets.UTF_8)), line);
    }

    @Test
    void eachLineIsReadWithAllThatItSays() throws IOException {
        for (String line : lines()) {
            ObjectNode before = (ObjectNode) MAPPER.readTree(line);
            JsonNode after = MAPPER.readTree(codec.encode(decoded(line)));
            for (Map.Entry<String, JsonNode> field : before.properties()) {
                assertEquals(field.getValue(), after.get(field.getKey()), () -> field.getKey() + " of " + line);
            }
        }
    }

    @Test
    void itHoldsEveryKindOfEventThatVersionOneBeganWith() throws IOException {
        Set<String> kinds = new HashSet<>();
        for (String line : lines()) {
            kinds.add(MAPPER.readTree(line).get("event").asText());
        }
        assertEquals(Set.of("run_started", "skipped", "dispatched", "adopted", "progress", "completed", "failed",
                "retry_scheduled", "cancelled", "detached", "withdrawn", "outcome_unknown", "cancel_requested",
                "statement_slow", "statement_stuck", "paused", "resumed", "concurrency_changed", "node_lost",
                "node_returned", "node_identified", "checkpoint_degraded", "checkpoint_restored", "event_log_degraded",
                "warning", "stop_requested", "run_finished"), kinds);
    }
}
