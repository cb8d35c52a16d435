package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.script.StatementKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String PRD = "{\"status\":\"completed\",\"started_at\":\"2026-02-09T14:30:00Z\","
            + "\"completed_at\":\"2026-02-09T14:30:12Z\",\"node\":\"node-0-0.fqdn\",\"rows_read\":1500000,"
            + "\"elapsed\":12.34";
    private final Script script = new Script("r");
    private final Keys keys = new Keys("r");

    private String value(io.github.cqr.domain.event.Envelope envelope) {
        return Objects.requireNonNull(Write.of(envelope, keys)).value();
    }

    @Test
    void aCompletedOutcomeIsThePrdsExampleAndMore() {
        assertEquals(PRD + ",\"written_rows\":1200,\"query_id\":\"cqr-run-inst-0-1\",\"attempt\":1}",
                value(script.completed(0)));
    }

    @Test
    void aFailedOutcomeSaysWhyAndWhetherRowsStayed() {
        String failed = PRD.replace("completed\",", "failed\",") + ",\"written_rows\":1200,"
                + "\"query_id\":\"cqr-run-inst-0-1\",\"attempt\":1,"
                + "\"error\":\"MEMORY_LIMIT_EXCEEDED (241): Memory limit (total) exceeded\",\"partial\":true,"
                + "\"left\":{\"rows\":100,\"exact\":true,\"tables\":{\"a.b\":100}}}";
        assertEquals(failed, value(script.failed(0, Script.ROWS)));
        assertEquals(failed.replaceAll("true,\"left.*", "false}"), value(script.failed(0)));
        assertEquals(failed.replaceAll("\"left.*", "\"left\":{\"unknown\":\"no log\"}}"),
                value(script.failed(0, new Leftover.Unknown("no log"))));
        var select = new StatementRef(0, 1, Script.id(0).hash(), 1, StatementKind.SELECT, null);
        assertEquals(failed.replaceAll("true,\"left.*", "false}"),
                value(script.failed(select, script.attempt(0), new Leftover.Unknown("no log"))));
        String cancelled = PRD.replace("completed\",", "failed\",").replace("1500000", "0") + ",\"written_rows\":0,"
                + "\"query_id\":\"cqr-run-inst-0-1\",\"attempt\":1,"
                + "\"error\":\"CANCELLED: Query was cancelled\",\"partial\":false}";
        assertEquals(cancelled, value(script.cancelled(0)));
    }

    @ParameterizedTest
    @CsvSource({"0,0.0", "1,0.001", "1500,1.5", "12000,12.0", "86400000,86400.0", "360000123,360000.123"})
    void elapsedIsSecondsWithADecimal(long millis, String expected) {
        var e = new RunEvent.Completed(Script.statement(0), script.attempt(0), Counters.NONE, Script.START,
                Duration.ofMillis(millis));
        String json = OutcomeJson.completed(e, Instant.parse("2026-02-09T14:30:12.345678Z"));
        assertEquals(expected, json.replaceAll(".*\"elapsed\":([^,]*),.*", "$1"));
        assertEquals("2026-02-09T14:30:12.345Z", json.replaceAll(".*\"completed_at\":\"([^\"]*)\".*", "$1"));
    }

    @Test
    void whatIsStoredIsUnderstood() {
        assertEquals(Json.Stored.COMPLETED, Json.stored(value(script.completed(0))));
        assertEquals(Json.Stored.NOT_COMPLETED, Json.stored(value(script.failed(0))));
        assertEquals(Json.Stored.COMPLETED_FOR_ALL, Json.stored(PRD + "}"));
        assertEquals(Json.Stored.COMPLETED_FOR_ALL,
                Json.stored("{\"x\": {\"status\": \"failed\", \"query_id\": \"a\"}, \"status\": \"completed\"}"));
        assertEquals(Json.Stored.COMPLETED_FOR_ALL, Json.stored("{\"status\":\"completed\",\"query_id\":null}"));
        assertEquals(Json.Stored.NOT_COMPLETED, Json.stored("{\"status\":\"running\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "\"completed\"", "{}", "{\"status\":1}", "{\"status\":\"completed\"",
            "{\"status\":\"completed\"} {}", "{\"status\":\"completed\"}}"})
    void whatIsNoOutcomeIsRefused(String value) {
        assertThrows(IllegalArgumentException.class, () -> Json.stored(value));
    }

    @Test
    void intentsAndListsComeBack() {
        String value = value(script.dispatched(7));
        assertEquals("{\"ordinal\":7,\"hash\":\"" + Script.id(7).hash() + "\",\"occurrence\":1,"
                + "\"node\":\"node-0-0.fqdn\",\"attempt\":1,\"at\":\"2026-02-09T14:30:00Z\",\"undo\":0,\"traced\":true,"
                + "\"server\":{\"id\":\"7f3c1a52\",\"boot\":\"2026-02-01T00:00:00Z\"}}", value);
        assertEquals(Script.intent(7, 1), IntentJson.intent(Script.queryId(7, 1), value));
        assertEquals(new OpenIntent("q", 7, Script.id(7), "n", 1, Script.START, 0, null, true),
                IntentJson.intent("q", "{\"ordinal\":7,\"hash\":\"" + Script.id(7).hash()
                        + "\",\"occurrence\":1,\"node\":\"n\",\"attempt\":1,\"at\":\"2026-02-09T14:30:00Z\"}"),
                "as an earlier version wrote it");
        assertEquals(List.of("a:1", "b \"c\""), Json.list(Json.list(List.of("a:1", "b \"c\""))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "[]", "{\"ordinal\":1,\"hash\":1}",
            "{\"ordinal\":1,\"hash\":\"a\",\"occurrence\":1,\"node\":\"n\",\"attempt\":1,\"at\":\"yesterday\"}"})
    void whatIsNoIntentIsRefused(String value) {
        assertThrows(IllegalArgumentException.class, () -> IntentJson.intent("q", value));
    }
}
