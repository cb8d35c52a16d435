package io.github.cqr.adapters.valkey;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.script.StatementId;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The JSON values that are kept: outcomes as the PRD's section 2 shows them, intents, lists of nodes. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonFactory FACTORY = MAPPER.getFactory();

    private Json() {}

    /** What a start needs to know of an outcome. */
    enum Stored {
        /** Completed, by this program: counts for the statement whose key it has. */
        COMPLETED,
        /** Completed, by the Python tool (no query id): counts for every statement of the text. */
        COMPLETED_FOR_ALL,
        /** Failed, or something that a later version writes. */
        NOT_COMPLETED
    }

    /**
     * Reads an outcome.
     *
     * @throws IllegalArgumentException if it is not a JSON object with a {@code status}
     */
    static Stored stored(String value) {
        String status = null;
        boolean queryId = false;
        try (JsonParser parser = FACTORY.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken token = parser.nextToken();
                if (field.equals("status") && token == JsonToken.VALUE_STRING) {
                    status = parser.getText();
                } else if (field.equals("query_id")) {
                    queryId = token == JsonToken.VALUE_STRING;
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than a JSON object");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
        if (status == null) {
            throw new IllegalArgumentException("no status");
        }
        if (!status.equals("completed")) {
            return Stored.NOT_COMPLETED;
        }
        return queryId ? Stored.COMPLETED : Stored.COMPLETED_FOR_ALL;
    }

    /** The outcome of a statement that completed. */
    static String completed(RunEvent.Completed e, Instant at) {
        return text(outcome("completed", e.startedAt(), at, e.attempt(), e.counters().readRows(), e.elapsed(),
                e.counters().writtenRows()));
    }

    /** The outcome of a statement that failed. */
    static String failed(RunEvent.Failed e, Instant at) {
        return text(failed(outcome("failed", e.startedAt(), at, e.attempt(), e.counters().readRows(), e.elapsed(),
                e.counters().writtenRows()), error(e.failure()), e.counters().writtenRows()));
    }

    /** The outcome of a statement that was killed at our request: a failed one, as the next run does it again. */
    static String cancelled(RunEvent.Cancelled e, Instant at) {
        return text(failed(outcome("failed", e.startedAt(), at, e.attempt(), e.counters().readRows(), e.elapsed(),
                e.counters().writtenRows()), "CANCELLED: " + e.message(), e.counters().writtenRows()));
    }

    /** The outcome of a statement that a person says is completed. */
    static String resolved(OpenIntent intent, Instant at) {
        ObjectNode node = outcome("completed", intent.at(), at,
                new Attempt(intent.attempt(), intent.node(), intent.queryId()),
                0, Duration.ZERO, 0);
        return text(node.put("resolved_by", "operator"));
    }

    private static ObjectNode outcome(String status, Instant startedAt, Instant completedAt, Attempt attempt,
            long rowsRead, Duration elapsed, long writtenRows) {
        return MAPPER.createObjectNode().put("status", status).put("started_at", time(startedAt))
                .put("completed_at", time(completedAt)).put("node", attempt.node()).put("rows_read", rowsRead)
                .put("elapsed", seconds(elapsed)).put("written_rows", writtenRows).put("query_id", attempt.queryId())
                .put("attempt", attempt.number());
    }

    private static ObjectNode failed(ObjectNode outcome, String error, long writtenRows) {
        return outcome.put("error", error).put("partial", writtenRows > 0);
    }

    private static String error(Failure failure) {
        String code = failure.code() == 0 ? "" : " (" + failure.code() + ")";
        return failure.name() + code + ": " + failure.message();
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Seconds to the millisecond, always with a decimal, as Python writes a float. */
    private static BigDecimal seconds(Duration elapsed) {
        BigDecimal seconds = BigDecimal.valueOf(elapsed.toMillis(), 3).stripTrailingZeros();
        return seconds.scale() < 1 ? seconds.setScale(1) : seconds;
    }

    /** The intent to send a statement. */
    static String intent(Envelope envelope, StatementRef statement, Attempt attempt) {
        return text(MAPPER.createObjectNode().put("ordinal", statement.ordinal()).put("hash", statement.hash())
                .put("occurrence", statement.occurrence()).put("node", attempt.node()).put("attempt", attempt.number())
                .put("at", time(envelope.at())));
    }

    /**
     * Reads an intent.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static OpenIntent intent(String queryId, String value) {
        JsonNode node = read(value);
        try {
            return new OpenIntent(queryId, node.required("ordinal").intValue(),
                    new StatementId(node.required("hash").textValue(), node.required("occurrence").intValue()),
                    node.required("node").textValue(), node.required("attempt").intValue(),
                    Instant.parse(node.required("at").textValue()));
        } catch (DateTimeException | NullPointerException e) {
            throw new IllegalArgumentException("not an intent", e);
        }
    }

    /** A JSON array of strings. */
    static String list(List<String> items) {
        var array = MAPPER.createArrayNode();
        items.forEach(array::add);
        return text(array);
    }

    /**
     * Reads what {@link #list(List)} wrote.
     *
     * @throws IllegalArgumentException if it is no JSON array
     */
    static List<String> list(String value) {
        JsonNode node = read(value);
        if (!node.isArray()) {
            throw new IllegalArgumentException("not a JSON array");
        }
        List<String> items = new ArrayList<>();
        node.forEach(item -> items.add(item.asText()));
        return List.copyOf(items);
    }

    private static JsonNode read(String value) {
        try {
            return MAPPER.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    private static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }
}
