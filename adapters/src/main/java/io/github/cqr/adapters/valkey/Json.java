package io.github.cqr.adapters.valkey;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes JSON, and tells what a stored outcome says. */
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

    /** An empty object. */
    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Milliseconds, in UTC. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /**
     * Reads any JSON.
     *
     * @throws IllegalArgumentException if it is none
     */
    static JsonNode read(String value) {
        try {
            return MAPPER.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    /** As text, without spaces. */
    static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }
}
