package io.github.cqr.adapters.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.script.StatementKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents say what the program writes, and the program writes what they say. */
class EventsDocumentationTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path DOCS = Path.of("..", "docs");

    private final JsonNode schemaText = MAPPER.readTree(Files.readString(DOCS.resolve("events.schema.json")));
    private final JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schemaText);
    private final String page = Files.readString(DOCS.resolve("events.md"));
    private final JsonEventCodec codec = new JsonEventCodec(JsonEventCodec.SqlText.FULL);

    EventsDocumentationTest() throws IOException {}

    private JsonNode json(Envelope envelope) throws IOException {
        return MAPPER.readTree(codec.encode(envelope));
    }

    /** The text about one event, up to the next heading. */
    private String section(String event) {
        int from = page.indexOf("### `" + event + "`\n");
        assertTrue(from >= 0, () -> event + " is not in events.md");
        int to = page.indexOf("\n##", from + 4);
        return page.substring(from, to < 0 ? page.length() : to);
    }

    @Test
    void everyLineIsValid() throws IOException {
        for (Envelope envelope : new RandomEvents(2026).envelopes(4_000)) {
            JsonNode line = json(envelope);
            assertEquals(Set.of(), schema.validate(line), line::toString);
        }
    }

    @Test
    void aLineThatLacksAFieldOrHasItOfAnotherTypeIsNotValid() throws IOException {
        RandomEvents events = new RandomEvents(7);
        for (Envelope envelope : events.envelopes(events.kinds())) {
            JsonNode line = json(envelope);
            JsonNode definition = schemaText.path("$defs").path(line.path("event").asText());
            for (JsonNode required : definition.path("required")) {
                ObjectNode without = line.deepCopy();
                without.remove(required.asText());
                assertFalse(schema.validate(without).isEmpty(), () -> without + " without " + required);
                ObjectNode wrong = line.deepCopy();
                wrong.putObject(required.asText());
                assertFalse(schema.validate(wrong).isEmpty(), wrong::toString);
            }
        }
    }

    @Test
    void everyEventAndEveryFieldOfItIsInSchemaAndPage() throws IOException {
        Set<Class<?>> seen = new HashSet<>();
        for (Envelope envelope : new RandomEvents(11).envelopes(2_000)) {
            seen.add(envelope.event().getClass());
            JsonNode line = json(envelope);
            String event = line.path("event").asText();
            JsonNode definition = schemaText.path("$defs").path(event);
            String section = section(event);
            List<String> fields = new ArrayList<>();
            line.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                boolean common = Set.of("event", "seq", "at", "run_id").contains(field);
                assertTrue(common || definition.path("properties").has(field),
                        () -> field + " of " + event + " is not in the schema");
                assertTrue(section.contains("| `" + field + "` |") || beforeTheEvents().contains("| `" + field + "` |"),
                        () -> field + " of " + event + " is not in events.md");
            }
        }
        assertEquals(Kinds.all(), seen);
        Set<String> defined = new HashSet<>();
        schemaText.path("$defs").fieldNames().forEachRemaining(defined::add);
        assertEquals(Kinds.all().size(), defined.size(), "an event of the schema is not in the program");
    }

    private String beforeTheEvents() {
        return page.substring(0, page.indexOf("## The events"));
    }

    @Test
    void everyExampleOnThePageIsValidAndReadable() throws IOException {
        Set<String> examples = new HashSet<>();
        var blocks = Pattern.compile("```json\n(.*)\n```").matcher(page);
        while (blocks.find()) {
            String line = Objects.requireNonNull(blocks.group(1));
            JsonNode json = MAPPER.readTree(line);
            assertEquals(Set.of(), schema.validate(json), line);
            assertNotNull(codec.decode(line.getBytes(StandardCharsets.UTF_8)), line);
            assertTrue(section(json.path("event").asText()).contains(line), line);
            examples.add(json.path("event").asText());
        }
        assertEquals(Kinds.all().size(), examples.size());
    }

    @Test
    void theWordsOfTheSchemaAreThoseOfTheProgram() {
        assertEquals(words(StatementKind.values()), words("skipped", "kind"));
        assertEquals(words(StopReason.values()), words("stop_requested", "reason"));
        assertEquals(words(RunOutcome.values()), words("run_finished", "outcome"));
    }

    private static List<String> words(Enum<?>[] values) {
        return Stream.of(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    }

    private List<String> words(String event, String field) {
        List<String> words = new ArrayList<>();
        schemaText.path("$defs").path(event).path("properties").path(field).path("enum")
                .forEach(word -> words.add(word.asText()));
        return words;
    }
}
