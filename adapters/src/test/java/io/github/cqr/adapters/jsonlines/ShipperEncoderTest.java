package io.github.cqr.adapters.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cqr.adapters.jsonlines.JsonEventCodec.SqlText;
import io.github.cqr.adapters.jsonlines.ShipperEncoder.Convention;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShipperEncoderTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final StatementRef REF = new StatementRef(41, 97, "ab12", 1, StatementKind.INSERT_SELECT, null);
    private static final Attempt ATTEMPT = new Attempt(1, "ch1:8443", "q");

    private static String line(Convention convention, RunEvent event) {
        var encoder = new ShipperEncoder(new JsonEventCodec(SqlText.HASH), convention);
        return new String(encoder.encode(new Envelope(7, AT, "r1", event)), StandardCharsets.UTF_8);
    }

    private static RunEvent failed() {
        return new RunEvent.Failed(REF, ATTEMPT, new Failure.Server(62, "SYNTAX_ERROR", "bad thing"),
                new Counters(1, 2, 3, 4, 5), Leftover.nothing(), AT, Duration.ofMillis(1500).plusNanos(500_000));
    }

    @Test
    void openTelemetryReadsAFailureWithoutATransform() {
        assertEquals(
                """
                        {"timestamp":"2026-01-02T03:04:05.678Z","severity_text":"ERROR","severity_number":17,\
                        "body":"failed statement 41 (line 97) on ch1:8443 after 1.5s (code 62, SYNTAX_ERROR)",\
                        "event.name":"cqr.failed","service.name":"cqr","db.system.name":"clickhouse","cqr.seq":7,\
                        "cqr.run_id":"r1","cqr.ordinal":41,"cqr.line":97,"cqr.hash":"ab12","cqr.kind":"insert_select",\
                        "server.address":"ch1","server.port":8443,"cqr.node":"ch1:8443","cqr.query_id":"q","cqr.attempt":1,\
                        "cqr.failure":"server","db.response.status_code":"62","error.type":"SYNTAX_ERROR",\
                        "exception.message":"bad thing","cqr.left":"nothing","cqr.rows_read":1,"cqr.total_rows":2,\
                        "cqr.read_bytes":3,"cqr.written_rows":4,"cqr.memory_bytes":5,\
                        "cqr.started_at":"2026-01-02T03:04:05.678Z","cqr.elapsed_ms":1500.5}
                        """,
                line(Convention.OTEL, failed()));
    }

    @Test
    void elasticReadsAFailureWithoutATransform() throws IOException {
        JsonNode line = MAPPER.readTree(line(Convention.ECS, failed()));
        assertEquals("2026-01-02T03:04:05.678Z", line.get("@timestamp").asText());
        assertEquals("error", line.get("log.level").asText());
        assertEquals("failed", line.get("event.action").asText());
        assertEquals("failure", line.get("event.outcome").asText());
        assertEquals(1_500_500_000L, line.get("event.duration").longValue());
        assertEquals(7, line.get("event.sequence").intValue());
        assertEquals("62", line.get("error.code").textValue());
        assertEquals("bad thing", line.get("error.message").asText());
        assertEquals("ch1", line.get("server.address").asText());
        assertFalse(line.has("cqr.message"));
    }

    @ParameterizedTest
    @EnumSource(Convention.class)
    void everyEventBecomesOneObjectThatKeepsEachValue(Convention convention) throws IOException {
        var own = new JsonEventCodec(SqlText.FULL);
        var encoder = new ShipperEncoder(own, convention);
        for (Envelope envelope : new RandomEvents(31).envelopes(3_000)) {
            String text = new String(encoder.encode(envelope), StandardCharsets.UTF_8);
            assertEquals(text.length() - 1, text.indexOf('\n'));
            text.chars().limit(text.length() - 1L)
                    .forEach(c -> assertFalse(Character.isISOControl(c) || c == 0x202e, text));
            List<JsonNode> values = new ArrayList<>();
            MAPPER.readTree(text).forEach(values::add);
            JsonNode before = MAPPER.readTree(own.encode(envelope));
            for (var field : before.properties()) {
                if (!List.of("event", "code", "elapsed_ms").contains(field.getKey())) {
                    assertTrue(values.contains(field.getValue()), () -> field + " is not in " + text);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Convention.class)
    void aStatementsTextIsThereOnlyWhenAskedFor(Convention convention) {
        RunEvent dispatched = new RunEvent.Dispatched(REF, ATTEMPT, "SELECT 'hunter2'", SessionContext.EMPTY, null);
        assertFalse(line(convention, dispatched).contains("hunter2"));
        var full = new ShipperEncoder(new JsonEventCodec(SqlText.FULL), convention);
        String text = new String(full.encode(new Envelope(1, AT, "r", dispatched)), StandardCharsets.UTF_8);
        String name = convention == Convention.OTEL ? "db.query.text" : "cqr.sql";
        assertTrue(text.contains("\"" + name + "\":\"SELECT 'hunter2'\""), text);
    }

    @Test
    void aWarningsMessageIsNoError() {
        String line = line(Convention.OTEL, new RunEvent.Warning("a_code", "look", null));
        assertTrue(line.contains("\"body\":\"look\"") && line.contains("\"cqr.code\":\"a_code\"")
                && line.contains("\"cqr.message\":\"look\""), line);
        assertFalse(line.contains("exception"), line);
    }
}
