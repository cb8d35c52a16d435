package io.github.cqr.adapters.valkey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.script.StatementId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of the control hash that are about one attempt: open intents, and markers of what an attempt may have left. */
final class IntentJson {
    private IntentJson() {}

    /** The intent to send a statement. */
    static String of(RunEvent.Dispatched e, Instant at) {
        return Json.text(intent(e.statement(), e.attempt(), at, e.server(), e.traced()));
    }

    /** The intent of a statement that an earlier process sent; the life of its server is not known. */
    static String of(RunEvent.Adopted e) {
        return Json.text(intent(e.statement(), e.attempt(), e.startedAt(), null, true));
    }

    /** Says that this attempt, which began then, may have left a part. */
    static String marker(RunEvent.OfAttempt e, Instant at, Leftover left, String message) {
        return marker(intent(e.statement(), e.attempt(), at, null, true), e.attempt().queryId(), left, message);
    }

    /** Says that this attempt may have left a part. */
    static String marker(OpenIntent intent, Settlement.LeftPart part) {
        return marker(intent(intent.ordinal(), intent.id(), attempt(intent), intent.at(), intent.server(),
                intent.traced()).put("elsewhere", part.elsewhere()), intent.queryId(), part.left(), part.message());
    }

    private static String marker(ObjectNode intent, String queryId, Leftover left, String message) {
        intent.put("query_id", queryId).put("message", message).set("left", left(left));
        return Json.text(intent);
    }

    private static Attempt attempt(OpenIntent intent) {
        return new Attempt(intent.attempt(), intent.node(), intent.queryId(), intent.undo());
    }

    private static ObjectNode intent(StatementRef statement, Attempt attempt, Instant at, @Nullable ServerBoot server,
            boolean traced) {
        return intent(statement.ordinal(), statement.id(), attempt, at,
                server, traced);
    }

    private static ObjectNode intent(int ordinal, StatementId id, Attempt attempt, Instant at,
            @Nullable ServerBoot server, boolean traced) {
        ObjectNode node = Json.object().put("ordinal", ordinal).put("hash", id.hash())
                .put("occurrence", id.occurrence()).put("node", attempt.node()).put("attempt", attempt.number())
                .put("at", Json.time(at)).put("undo", attempt.undo()).put("traced", traced);
        if (server != null) {
            node.set("server", LeaseJson.boot(server));
        }
        return node;
    }

    /** What was left. */
    static ObjectNode left(Leftover left) {
        ObjectNode node = Json.object();
        switch (left) {
            case Leftover.Nothing _ -> node.put("rows", 0).put("exact", true);
            case Leftover.Rows rows -> {
                node.put("rows", rows.rows()).put("exact", rows.exact());
                if (!rows.byTable().isEmpty()) {
                    ObjectNode tables = node.putObject("tables");
                    rows.byTable().entrySet().stream().sorted(Map.Entry.comparingByKey())
                            .forEach(e -> tables.put(e.getKey(), e.getValue()));
                }
            }
            case Leftover.Unknown unknown -> node.put("unknown", unknown.why());
        }
        return node;
    }

    /**
     * Reads an intent.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static OpenIntent intent(String queryId, String value) {
        return intent(queryId, Json.read(value));
    }

    private static OpenIntent intent(String queryId, JsonNode node) {
        try {
            JsonNode server = node.path("server");
            return new OpenIntent(queryId, node.required("ordinal").intValue(),
                    new StatementId(node.required("hash").textValue(), node.required("occurrence").intValue()),
                    node.required("node").textValue(), node.required("attempt").intValue(),
                    Instant.parse(node.required("at").textValue()), node.path("undo").asInt(0),
                    server.isObject() ? LeaseJson.boot(server) : null, node.path("traced").asBoolean(true));
        } catch (DateTimeException | NullPointerException e) {
            throw new IllegalArgumentException("not an intent", e);
        }
    }

    /**
     * Reads a marker.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static Partial partial(String value) {
        JsonNode node = Json.read(value);
        try {
            return new Partial(intent(node.required("query_id").textValue(), node), leftover(node.required("left")),
                    node.required("message").textValue(), node.path("elsewhere").asBoolean(false));
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("not a marker", e);
        }
    }

    private static Leftover leftover(JsonNode node) {
        if (node.has("unknown")) {
            return new Leftover.Unknown(node.path("unknown").asText());
        }
        Map<String, Long> tables = new HashMap<>();
        node.path("tables").properties().forEach(e -> tables.put(e.getKey(), e.getValue().longValue()));
        return new Leftover.Rows(node.required("rows").longValue(), node.path("exact").asBoolean(), tables);
    }
}
