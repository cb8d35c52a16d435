package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.ResetResult;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ValkeyCheckpointStoreTest {
    @RegisterExtension
    static final Servers servers = Servers.with().nodes(0).valkey().build();

    private static final String PYTHON = "{\"status\": \"completed\", \"started_at\": \"2026-02-09T14:30:00Z\","
            + " \"completed_at\": \"2026-02-09T14:30:12Z\", \"node\": \"n\", \"rows_read\": 1, \"elapsed\": 12.34}";
    private static final Manifest MANIFEST = new Manifest("gen1", "/a.sql", "host", "db", List.of("a:1", "b:2"), 0);
    private static final Duration TTL = Duration.ofDays(7);

    private final ValkeyServer valkey = servers.valkey();
    private final Script script = new Script("r");
    private final RecordingInbox inbox = new RecordingInbox();
    private ValkeyCheckpointStore store = open("r");

    private ValkeyCheckpointStore open(String runId) {
        return ValkeyCheckpointStore.connect(ValkeySettings.of(valkey.url().toString(), runId, TTL),
                InstantSource.fixed(Script.END));
    }

    @BeforeEach
    void empty() {
        valkey.flushAll();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String key(int ordinal) {
        return "cqr:r:" + Script.id(ordinal).hash();
    }

    private EventSink begin() {
        Script.hold(store);
        store.begin(MANIFEST);
        return store.writer(inbox);
    }

    private long count() {
        return Objects.requireNonNull(store.manifest()).completed();
    }

    @Test
    void intentAndOutcomeAreWrittenAndRead() {
        try (EventSink sink = begin()) {
            sink.onEvent(script.dispatched(0), true);
            assertEquals(List.of(Script.intent(0, 1)), store.openIntents());
            assertEquals(new BitSet(), store.completed(List.of(Script.id(0))));
            sink.onEvent(script.progress(0), true);
            sink.onEvent(script.completed(0), true);
        }
        assertEquals(List.of(), store.openIntents());
        assertEquals(BitSet.valueOf(new long[]{1}), store.completed(List.of(Script.id(0), Script.id(1))));
        assertEquals("{\"status\":\"completed\",\"started_at\":\"2026-02-09T14:30:00Z\","
                + "\"completed_at\":\"2026-02-09T14:30:12Z\",\"node\":\"node-0-0.fqdn\",\"rows_read\":1500000,"
                + "\"elapsed\":12.34,\"written_rows\":1200,\"query_id\":\"cqr-run-inst-0-1\",\"attempt\":1}",
                valkey.text("GET", key(0)));
        assertEquals(1, count());
        assertEquals(List.of(), inbox.kinds());
        assertEquals(0, store.owed());
    }

    @Test
    void everyKeyExpires() {
        try (EventSink sink = begin()) {
            sink.onEvent(script.dispatched(0), true);
            sink.onEvent(script.completed(0), true);
            valkey.command("PERSIST", "cqr-run:r");
            valkey.command("EXPIRE", "cqr-run:r", "100");
            sink.onEvent(script.dispatched(1), true);
        }
        long outcome = (Long) Objects.requireNonNull(valkey.command("TTL", key(0)));
        assertTrue(outcome > TTL.toSeconds() - 60 && outcome <= TTL.toSeconds(), "TTL " + outcome);
        long control = (Long) Objects.requireNonNull(valkey.command("TTL", "cqr-run:r"));
        assertTrue(control >= outcome, "the control hash lives as long: " + control);
    }

    @Test
    void failedAndCancelledNeverReplaceCompleted() {
        try (EventSink sink = begin()) {
            sink.onEvent(script.completed(0), true);
            sink.onEvent(script.failed(0, 2), true);
            sink.onEvent(script.failed(1), true);
            sink.onEvent(script.cancelled(2), true);
            sink.onEvent(script.failed(3), true);
            sink.onEvent(script.completed(Script.statement(3), script.attempt(3, 2)), true);
        }
        assertEquals(BitSet.valueOf(new long[]{0b1001}), store.completed(ids(4)));
        assertTrue(String.valueOf(valkey.text("GET", key(1))).contains("MEMORY_LIMIT_EXCEEDED (241)"));
        assertTrue(String.valueOf(valkey.text("GET", key(2))).contains("\"status\":\"failed\""));
        assertEquals(2, count());
    }

    @Test
    void withdrawnClosesTheIntentAndUnknownLeavesItOpen() {
        try (EventSink sink = begin()) {
            sink.onEvent(script.dispatched(0), false);
            sink.onEvent(script.dispatched(1), true);
            sink.onEvent(script.withdrawn(0), false);
            sink.onEvent(script.unknown(1), true);
        }
        assertEquals(List.of(1), store.openIntents().stream().map(OpenIntent::ordinal).toList());
        assertEquals(List.of("cqr-run:r"), valkey.keys("*"));
    }

    @Test
    void setAndUseLeaveNoTrace() {
        var set = new StatementRef(0, 1, Script.id(0).hash(), 1, StatementKind.SET, null);
        try (EventSink sink = begin()) {
            sink.onEvent(script.dispatched(set, script.attempt(0)), true);
            assertEquals(List.of(), store.openIntents());
            sink.onEvent(script.completed(set, script.attempt(0)), true);
        }
        assertEquals(List.of("cqr-run:r"), valkey.keys("*"));
        assertEquals(0, count());
    }

    @Test
    void checkpointsOfThePythonToolCoverEveryOccurrence() {
        valkey.command("SET", key(0), PYTHON);
        valkey.command("SET", key(1), PYTHON.replace("}", ", \"query_id\": \"q\"}"));
        valkey.command("SET", key(2), PYTHON.replace("completed\"", "failed\""));
        valkey.command("SET", key(2) + ":2", PYTHON.replace("}", ", \"query_id\": \"q\"}"));
        List<StatementId> ids = IntStream.range(0, 3).boxed()
                .flatMap(o -> IntStream.of(1, 2, 3).mapToObj(k -> new StatementId(Script.id(o).hash(), k))).toList();
        assertEquals(BitSet.valueOf(new long[]{0b010_001_111}), store.completed(ids));
        assertNull(store.manifest());
    }

    @Test
    void aDamagedCheckpointIsNamedAndNotTakenForAbsent() {
        valkey.command("SET", key(1), "{\"status\": \"compl");
        var e = assertThrows(CheckpointStoreException.class, () -> store.completed(ids(3)));
        assertTrue(String.valueOf(e.getMessage()).contains(key(1)), e.getMessage());
        valkey.command("DEL", key(1));
        valkey.command("LPUSH", key(1), "a list");
        assertEquals(new BitSet(), store.completed(ids(3)), "MGET answers nil for what is no string");
    }

    private static List<StatementId> ids(int count) {
        return IntStream.range(0, count).mapToObj(Script::id).toList();
    }

    @Test
    void aHundredThousandCheckpointsAreReadInBatches() throws Exception {
        List<StatementId> ids = new ArrayList<>(ids(100_000));
        try (var connection = valkey.connect(10_000)) {
            for (int from = 0; from < ids.size(); from += 1000) {
                List<String> words = new ArrayList<>(List.of("MSET"));
                ids.subList(from, from + 1000).stream().filter(id -> id.prefix() % 3 != 0).forEach(id -> {
                    words.add("cqr:r:" + id.key());
                    words.add(PYTHON);
                });
                connection.command(words.toArray(String[]::new));
            }
        }
        long before = System.nanoTime();
        BitSet completed = store.completed(ids);
        System.getLogger("test").log(System.Logger.Level.INFO, "100,000 checkpoints read in {0} ms",
                (System.nanoTime() - before) / 1_000_000);
        for (int i = 0; i < ids.size(); i++) {
            assertEquals(ids.get(i).prefix() % 3 != 0, completed.get(i), "statement " + i);
        }
    }

    @Test
    void theManifestKeepsGenerationAndCountOfARunThatIsThere() {
        try (EventSink sink = begin()) {
            sink.onEvent(script.completed(0), true);
        }
        assertEquals(new Manifest("gen1", "/a.sql", "host", "db", List.of("a:1", "b:2"), 1), store.manifest());
        store.begin(new Manifest("gen2", "/b.sql", "other", null, List.of("c:3"), 0));
        assertEquals(new Manifest("gen1", "/b.sql", "other", null, List.of("c:3"), 1), store.manifest());
        assertEquals(List.of("r"), store.known(List.of("q", "r", "s")));
    }

    @Test
    void anotherProcessThatBeginsTheRunShutsTheFormerOut() {
        EventSink former = begin();
        former.onEvent(script.dispatched(0), true);
        try (ValkeyCheckpointStore other = open("r")) {
            assertInstanceOf(Acquisition.Granted.class, other.acquire(Script.holder("other"), Script.LASTS, true));
            other.begin(MANIFEST);
            former.onEvent(script.completed(0), true);
            assertEquals(List.of("LeaseLost", "CheckpointsDown"), inbox.kinds());
            assertTrue(inbox.outage().contains("another process has taken the run over"), inbox.outage());
            assertEquals(1, other.openIntents().size());
            assertEquals(new BitSet(), other.completed(ids(1)));
        }
        former.close();
        assertEquals(1, store.owed());
    }

    @Test
    void resetDeletesThisRunAndNoOther() {
        for (String run : List.of("r", "r:s", "x", "a*?[b]\\", "a1b")) {
            store.close();
            store = open(run);
            Script events = new Script(run);
            try (EventSink sink = begin()) {
                for (int i = 0; i < 5; i++) {
                    sink.onEvent(events.completed(i), i == 4);
                }
            }
        }
        for (String run : List.of("r", "a*?[b]\\")) {
            store.close();
            store = open(run);
            Script.hold(store);
            assertEquals(new ResetResult.Deleted(5), store.reset(false));
            assertNull(store.manifest());
            assertEquals(new ResetResult.Deleted(0), store.reset(false));
        }
        assertEquals(3 * 6 + 2, valkey.keys("*").size(), "of a reset run only the lease is left");
        store.close();
        store = open("x");
        assertEquals(5, store.completed(ids(5)).cardinality());
    }

    @Test
    void resetWithAnOpenIntentNeedsForce() {
        EventSink sink = begin();
        sink.onEvent(script.completed(0), false);
        sink.onEvent(script.dispatched(1), true);
        var refused = assertInstanceOf(ResetResult.Refused.class, store.reset(false));
        assertEquals(List.of(1), refused.open().stream().map(OpenIntent::ordinal).toList());
        assertEquals(1, store.completed(ids(1)).cardinality());
        assertEquals(new ResetResult.Deleted(1), store.reset(true));
        assertEquals(List.of("cqr-run:r"), valkey.keys("*"));
        assertNull(store.manifest());
        assertEquals(List.of(), store.openIntents());
        assertEquals(List.of(), store.known(List.of("r")));
        store.begin(new Manifest("gen2", "/a.sql", "host", null, List.of(), 0));
        assertEquals("gen2", Objects.requireNonNull(store.manifest()).generation());
        assertNotEquals(List.of("CheckpointsUp"), inbox.kinds());
        sink.close();
    }

    @Test
    void aLongStatementKeepsTheControlHashAlive() {
        store.close();
        store = ValkeyCheckpointStore
                .connect(ValkeySettings.of(valkey.url().toString(), "r", Duration.ofSeconds(1)));
        try (EventSink sink = begin()) {
            sink.onEvent(script.dispatched(0), true);
            valkey.command("EXPIRE", "cqr-run:r", "100");
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while ((Long) Objects.requireNonNull(valkey.command("TTL", "cqr-run:r")) <= 100) {
                assertTrue(System.nanoTime() < deadline, "progress alone renews it");
                sink.onEvent(script.progress(0), true);
            }
        }
        assertEquals(1, store.openIntents().size());
    }

    @Test
    void tensOfThousandsOfWritesASecond() {
        int statements = 20_000;
        long nanos;
        try (EventSink sink = begin()) {
            long before = System.nanoTime();
            for (int from = 0; from < statements; from += 64) {
                int to = Math.min(statements, from + 64);
                for (int i = from; i < to; i++) {
                    sink.onEvent(script.dispatched(i), i == to - 1);
                }
                for (int i = from; i < to; i++) {
                    sink.onEvent(script.completed(i), i == to - 1);
                }
            }
            nanos = System.nanoTime() - before;
        }
        assertEquals(statements, count());
        assertEquals(List.of(), inbox.kinds());
        System.getLogger("test").log(System.Logger.Level.INFO, "{0} intents and as many outcomes in {1} ms; {2}",
                statements, nanos / 1_000_000, String.valueOf(valkey.text("INFO", "commandstats")).lines()
                        .filter(line -> line.startsWith("cmdstat_evalsha")).toList());
    }
}
