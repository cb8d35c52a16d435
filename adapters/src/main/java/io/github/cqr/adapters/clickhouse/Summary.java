package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.domain.event.Counters;
import org.jspecify.annotations.Nullable;

/** The header {@code X-ClickHouse-Summary}: a JSON object of counters, each number as text. */
final class Summary {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Summary() {}

    /** What it says, or nothing when it is missing or no JSON: counters never decide an outcome. */
    static Counters counters(@Nullable String header) {
        if (header == null) {
            return Counters.NONE;
        }
        try {
            JsonNode json = JSON.readTree(header);
            return new Counters(json.path("read_rows").asLong(), json.path("total_rows_to_read").asLong(),
                    json.path("read_bytes").asLong(), json.path("written_rows").asLong(),
                    json.path("memory_usage").asLong());
        } catch (JsonProcessingException e) {
            return Counters.NONE;
        }
    }
}
