package io.github.cqr.adapters.jsonlines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.view.EventLines;
import io.github.cqr.domain.view.EventLines.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Events under the names that log shippers and their stores know already, so that none needs a transform: those of OpenTelemetry's semantic
 * conventions, or of the Elastic Common Schema. Each line is made of the line that {@link JsonEventCodec} writes: a field that has a name in
 * the convention takes it, each other becomes {@code cqr.} and its own name, and nothing is left out. These lines are for reading
 * elsewhere; {@code cqr} itself reads only its own form.
 */
public final class ShipperEncoder implements LineEncoder {
    private static final String SERVICE = "cqr";
    private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);

    /** Fields that tell of an error, and only with an event that has one. */
    private static final List<String> OF_ERRORS = List.of("code", "name", "message");

    /** Names that are not {@code cqr.} and a field's own, by that. */
    private static final Map<String, String> OTEL_NAMES = Map.of("at", "timestamp", "version", "service.version",
            "instance", "service.instance.id", "database", "db.namespace", "sql", "db.query.text", "code",
            "db.response.status_code", "name", "error.type", "message", "exception.message");
    private static final Map<String, String> ECS_NAMES = Map.of("at", "@timestamp", "seq", "event.sequence", "version",
            "service.version", "instance", "service.ephemeral_id", "started_at", "event.start", "code", "error.code",
            "name", "error.type", "message", "error.message");

    private final JsonEventCodec codec;
    private final Convention convention;
    private final ObjectMapper mapper = JsonEventCodec.mapper();

    /** Whose names the fields have. */
    public enum Convention {
        /** OpenTelemetry: the log data model and the semantic conventions for databases. */
        OTEL,
        /** Elastic Common Schema. */
        ECS
    }

    /** Makes lines of what {@code codec} writes, which decides whether they hold the statements' text. */
    public ShipperEncoder(JsonEventCodec codec, Convention convention) {
        this.codec = codec;
        this.convention = convention;
    }

    @Override
    public byte[] encode(Envelope envelope) {
        try {
            ObjectNode own = (ObjectNode) mapper.readTree(codec.encode(envelope));
            ObjectNode line = mapper.createObjectNode();
            head(line, own, envelope);
            own.properties().forEach(field -> put(line, own, field.getKey(), field.getValue()));
            return (mapper.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event's own line is no JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read from memory", e);
        }
    }

    private Map<String, String> names() {
        return switch (convention) {
            case OTEL -> OTEL_NAMES;
            case ECS -> ECS_NAMES;
        };
    }

    private void head(ObjectNode line, ObjectNode own, Envelope envelope) {
        String event = own.path("event").asText();
        // New for each event: it would keep statements' texts to show with a failure, and a line must not hold them unasked.
        List<EventLines.Line> lines = new EventLines().of(envelope);
        Level level = lines.isEmpty() ? Level.DEBUG : lines.getFirst().level();
        String text = lines.isEmpty() ? event : lines.getFirst().text();
        switch (convention) {
            case OTEL -> {
                line.set("timestamp", own.get("at"));
                line.put("severity_text", level.name()).put("severity_number", severity(level)).put("body", text);
                line.put("event.name", "cqr." + event).put("service.name", SERVICE);
                if (envelope.event() instanceof RunEvent.OfStatement) {
                    line.put("db.system.name", "clickhouse");
                }
            }
            case ECS -> {
                line.set("@timestamp", own.get("at"));
                line.put("ecs.version", "8.11.0").put("log.level", level.name().toLowerCase(Locale.ROOT));
                line.put("message", text).put("event.kind", "event").put("event.dataset", "cqr.events");
                line.put("event.action", event).put("service.name", SERVICE);
                String outcome = outcome(envelope.event());
                if (!outcome.isEmpty()) {
                    line.put("event.outcome", outcome);
                }
            }
        }
    }

    /** The numbers of OpenTelemetry's log data model: the first of each range. */
    private static int severity(Level level) {
        return switch (level) {
            case DEBUG -> 5;
            case INFO -> 9;
            case WARN -> 13;
            case ERROR -> 17;
        };
    }

    private static String outcome(RunEvent event) {
        if (event instanceof RunEvent.Completed) {
            return "success";
        }
        if (event instanceof RunEvent.RunFinished finished) {
            return finished.exitCode() == 0 ? "success" : "failure";
        }
        if (event instanceof RunEvent.OutcomeUnknown) {
            return "unknown";
        }
        return event instanceof RunEvent.Failed || event instanceof RunEvent.RetryScheduled
                || event instanceof RunEvent.Cancelled ? "failure" : "";
    }

    private void put(ObjectNode line, ObjectNode own, String field, JsonNode value) {
        boolean ofAnError = OF_ERRORS.contains(field);
        String name = ofAnError && !own.has("failure") ? null : names().get(field);
        if (field.equals("event") || (name != null && line.has(name))) {
            return; // it is in the head
        }
        if (field.equals("node")) {
            address(line, value.asText());
        }
        if (field.equals("elapsed_ms") && convention == Convention.ECS) {
            line.put("event.duration", value.decimalValue().multiply(NANOS_PER_MILLI).longValue());
            return;
        }
        if (name != null && field.equals("code")) {
            line.put(name, value.asText());
        } else {
            line.set(name == null ? "cqr." + field : name, value);
        }
    }

    /** A node's name is its address and port, {@code ch1:8443}; both conventions have a field for each. */
    private static void address(ObjectNode line, String node) {
        int colon = node.lastIndexOf(':');
        String port = node.substring(colon + 1);
        if (colon > 0 && port.matches("[0-9]{1,5}")) {
            line.put("server.address", node.substring(0, colon)).put("server.port", Integer.parseInt(port));
        } else {
            line.put("server.address", node);
        }
    }
}
