package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.NodeInspector.Label;
import io.github.cqr.domain.script.StatementId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands in {@code log_comment} of each of our statements, so that a query tells what it is when no intent of it is left. */
final class QueryLabel {
    private static final ObjectMapper JSON = new ObjectMapper();

    private QueryLabel() {}

    /** The comment of one attempt. */
    static String write(RunEvent.Dispatched dispatched, String runId, String generation, String instance) {
        Map<String, Object> comment = new LinkedHashMap<>();
        comment.put("run_id", runId);
        comment.put("generation", generation);
        comment.put("instance", instance);
        comment.put("hash", dispatched.statement().hash());
        comment.put("occurrence", dispatched.statement().occurrence());
        comment.put("ordinal", dispatched.statement().ordinal());
        comment.put("undo", dispatched.attempt().undo());
        try {
            return JSON.writeValueAsString(comment);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers is always JSON", e);
        }
    }

    /** What a comment says; null when it is none of ours: a statement can have a {@code log_comment} of its own. */
    static @Nullable Label read(String comment) {
        if (!comment.startsWith("{")) {
            return null;
        }
        JsonNode json;
        try {
            json = JSON.readTree(comment);
        } catch (JsonProcessingException notOurs) {
            return null;
        }
        boolean ours = json.path("generation").isTextual() && json.path("instance").isTextual()
                && json.path("hash").isTextual() && json.path("ordinal").isInt()
                && json.path("occurrence").asInt() >= 1;
        return ours
                ? new Label(json.path("generation").asText(), json.path("instance").asText(),
                        json.path("ordinal").asInt(),
                        new StatementId(json.path("hash").asText(), json.path("occurrence").asInt()),
                        json.path("undo").asInt())
                : null;
    }
}
