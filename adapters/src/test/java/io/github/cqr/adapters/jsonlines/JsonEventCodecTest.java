package io.github.cqr.adapters.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.adapters.jsonlines.JsonEventCodec.SqlText;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.run.RunState;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEventCodecTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private final JsonEventCodec codec = new JsonEventCodec(SqlText.HASH);

    private static String line(JsonEventCodec codec, RunEvent event) {
        return new String(codec.encode(new Envelope(7, AT, "r1", event)), StandardCharsets.UTF_8);
    }

    private static StatementRef ref(int occurrence) {
        return new StatementRef(41, 97, "ab12", occurrence, StatementKind.INSERT_SELECT,
                occurrence == 1 ? null : "jan");
    }

    @Test
    void aFailureReadsAsDocumented() {
        RunEvent failed = new RunEvent.Failed(ref(2), new Attempt(1, "ch1:8443", "q"),
                new Failure.Server(62, "SYNTAX_ERROR", "bad \u001b[31m thing"), new Counters(1, 2, 3, 4, 5),
                new Leftover.Rows(7, true, Map.of("d.t", 7L)), AT, Duration.ofMillis(1500).plusNanos(500_000));
        assertEquals(
                """
                        {"event":"failed","seq":7,"at":"2026-01-02T03:04:05.678Z","run_id":"r1","ordinal":41,"line":97,\
                        "hash":"ab12","occurrence":2,"kind":"insert_select","statement_name":"jan","node":"ch1:8443",\
                        "query_id":"q","attempt":1,"failure":"server","code":62,"name":"SYNTAX_ERROR",\
                        "message":"bad \\u001B[31m thing","left":"rows","left_rows":7,"left_exact":true,"left_tables":{"d.t":7},\
                        "rows_read":1,"total_rows":2,"read_bytes":3,"written_rows":4,\
                        "memory_bytes":5,"started_at":"2026-01-02T03:04:05.678Z","elapsed_ms":1500.5}
                        """,
                line(codec, failed));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatIsWrittenIsReadBack(long seed) {
        RandomEvents events = new RandomEvents(seed);
        for (boolean sql : List.of(true, false)) {
            JsonEventCodec one = new JsonEventCodec(sql ? SqlText.FULL : SqlText.HASH);
            for (Envelope envelope : events.envelopes(1_000)) {
                assertEquals(RandomEvents.asRead(envelope, sql), one.decode(one.encode(envelope)));
            }
        }
    }

    @Test
    void theRandomEventsAreOfEveryKind() {
        RandomEvents events = new RandomEvents(1);
        Set<Class<?>> kinds = new HashSet<>();
        events.envelopes(events.kinds()).forEach(e -> kinds.add(e.event().getClass()));
        assertEquals(Kinds.all(), kinds);
    }

    @Test
    void aLineIsOneLineAndHoldsNothingThatATerminalActsOn() {
        for (Envelope envelope : new RandomEvents(99).envelopes(5_000)) {
            String line = new String(codec.encode(envelope), StandardCharsets.UTF_8);
            assertEquals(line.length() - 1, line.indexOf('\n'));
            line.chars().limit(line.length() - 1L).forEach(c -> {
                assertFalse(Character.isISOControl(c), () -> "control " + c + " in " + line);
                assertTrue(c != 0x2028 && c != 0x2029 && c != 0x202e && c != 0x2066, line);
            });
            assertFalse(line.contains("hunter2"), line);
        }
    }

    @Test
    void theFoldOfWhatIsReadIsTheFoldOfWhatWasWritten() {
        RunState live = new RunState();
        RunState read = new RunState();
        for (Envelope envelope : new RandomEvents(5).envelopes(4_000)) {
            live.apply(envelope);
            Envelope back = codec.decode(codec.encode(envelope));
            if (back != null) {
                read.apply(back);
            }
            if (envelope.seq() % 97 == 0) {
                assertEquals(live.snapshot(), read.snapshot());
            }
        }
        assertEquals(live.snapshot(), read.snapshot());
    }

    @Test
    void sqlIsWrittenOnlyWhenAskedForAndHalfASurrogatePairCannotBreakALine() {
        RunEvent dispatched = new RunEvent.Dispatched(ref(1), new Attempt(1, "n", "q"), "SELECT '\ud800x'",
                SessionContext.EMPTY, Duration.ofMinutes(30));
        assertFalse(line(codec, dispatched).contains("SELECT"));
        String full = line(new JsonEventCodec(SqlText.FULL), dispatched);
        assertTrue(full.contains("\"sql\":\"SELECT '\ufffdx'\",\"timeout_ms\":1800000"), full);
    }

    @Test
    void ofALongStatementTheHeadIsWrittenAndSecretsAreHidden() {
        RunEvent dispatched = new RunEvent.Dispatched(ref(1), new Attempt(1, "n", "q"),
                "SELECT * FROM s3('u', 'hunter2', 'hunter2') WHERE " + "x".repeat(300), SessionContext.EMPTY, null);
        String head = line(new JsonEventCodec(SqlText.HEAD), dispatched);
        assertTrue(head.contains("\"sql\":\"SELECT * FROM s3('u', '[HIDDEN]', '[HIDDEN]') WHERE x"), head);
        assertTrue(head.contains("x".repeat(100)) && !head.contains("x".repeat(200)), head);
        assertFalse(line(new JsonEventCodec(SqlText.FULL), dispatched).contains("hunter2"));
    }

    @Test
    void aTornLineIsRefusedAtEveryCut() {
        byte[] line = codec.encode(new RandomEvents(3).envelopes(1).getFirst());
        for (int cut = 0; cut < line.length - 1; cut++) {
            byte[] torn = java.util.Arrays.copyOf(line, cut);
            assertThrows(IllegalArgumentException.class, () -> codec.decode(torn));
        }
    }

    @Test
    void unknownEventsAreNullAndUnknownFieldsArePassedOver() {
        assertNull(codec.decode(bytes("{\"event\":\"lunch\",\"seq\":1}")));
        Envelope paused = codec.decode(bytes(
                "{\"event\":\"paused\",\"seq\":1,\"at\":\"2026-01-02T03:04:05.678Z\",\"run_id\":\"r\",\"by\":\"k\",\"x\":[{}]}"));
        assertEquals(new Envelope(1, AT, "r", new RunEvent.Paused("k")), paused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "null", "{}", "{\"event\":1}", "{\"event\":\"paused\"}",
            "{\"event\":\"paused\",\"seq\":\"1\",\"at\":\"2026-01-02T03:04:05.678Z\",\"run_id\":\"r\",\"by\":\"k\"}",
            "{\"event\":\"paused\",\"seq\":1,\"at\":\"yesterday\",\"run_id\":\"r\",\"by\":\"k\"}",
            "{\"event\":\"paused\",\"seq\":1,\"at\":\"2026-01-02T03:04:05.678Z\",\"run_id\":\"r\",\"by\":\"k\"} {}"})
    void whatIsNoEventIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> codec.decode(bytes(line)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
