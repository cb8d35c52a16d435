package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.CheckpointStore.ResetResult;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What events and a later start make of intents, outcomes and markers of what may be there in part. */
class SettleTest {
    @RegisterExtension
    static final Servers servers = Servers.with().nodes(0).valkey().build();

    private static final Leftover UNKNOWN = new Leftover.Unknown("the server restarted");

    private final ValkeyServer valkey = servers.valkey();
    private final Script script = new Script("r");
    private final RecordingInbox inbox = new RecordingInbox();
    private final ValkeyCheckpointStore store = ValkeyCheckpointStore.connect(
            ValkeySettings.of(valkey.url().toString(), "r", Duration.ofDays(7)), InstantSource.fixed(Script.END));

    @BeforeEach
    void begin() {
        valkey.flushAll();
        Script.hold(store);
        store.begin(new Manifest("gen1", "/a.sql", "host", null, List.of("a:1"), 0));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void send(Envelope... events) {
        try (EventSink sink = store.writer(inbox)) {
            for (int i = 0; i < events.length; i++) {
                sink.onEvent(events[i], i % 100 == 99 || i == events.length - 1);
            }
        }
        assertEquals(List.of(), inbox.kinds());
        Script.hold(store); // the next writer begins anew
        store.begin(new Manifest("gen1", "/a.sql", "host", null, List.of("a:1"), 0));
    }

    private String outcome(int ordinal) {
        return String.valueOf(valkey.text("GET", "cqr:r:" + Script.id(ordinal).hash()));
    }

    private long count() {
        return Objects.requireNonNull(store.manifest()).completed();
    }

    private static List<Integer> ordinals(List<Partial> partials) {
        return partials.stream().map(partial -> partial.intent().ordinal()).toList();
    }

    private static OpenIntent undoing(OpenIntent of, int undo) {
        return new OpenIntent(of.queryId() + "u" + undo, of.ordinal(), of.id(), of.node(), of.attempt(), of.at(), undo,
                of.server(), of.traced());
    }

    @Test
    void whatMayHaveLeftAPartIsMarkedUntilTheStatementIsCompleted() {
        send(script.dispatched(0), script.failed(0, Script.ROWS), script.dispatched(1), script.cancelled(1, UNKNOWN),
                script.dispatched(2), script.failed(2));
        OpenIntent first = Script.intent(0, 1);
        assertEquals(new Partial(new OpenIntent(first.queryId(), 0, first.id(), first.node(), 1, Script.START, 0, null,
                true), Script.ROWS, "MEMORY_LIMIT_EXCEEDED (241): Memory limit (total) exceeded"),
                store.partials().getFirst());
        assertEquals(UNKNOWN, store.partials().get(1).left());
        assertEquals(List.of(0, 1), ordinals(store.partials()));
        assertEquals(List.of(), store.openIntents());
        var second = new Script("r");
        send(second.dispatched(statement(0), second.attempt(0, 2)),
                second.completed(statement(0), second.attempt(0, 2)));
        assertEquals(List.of(1), ordinals(store.partials()));
    }

    private static StatementRef statement(int ordinal) {
        return Script.statement(ordinal);
    }

    @Test
    void aStatementThatOnlyReadsLeavesNothing() {
        var select = new StatementRef(0, 1, Script.id(0).hash(), 1, StatementKind.SELECT, null);
        send(script.dispatched(select, script.attempt(0)), script.failed(select, script.attempt(0), UNKNOWN));
        assertEquals(List.of(), store.partials());
        assertTrue(outcome(0).contains("\"partial\":false"), outcome(0));
    }

    @Test
    void aTryThatIsFollowedByAnotherHasNoOutcome() {
        send(script.dispatched(0), script.retried(0, 1, Leftover.nothing()), script.dispatched(1),
                script.retried(1, 1, Script.ROWS));
        assertEquals(List.of(), store.openIntents());
        assertEquals(List.of(1), ordinals(store.partials()));
        assertEquals(List.of("cqr-run:r"), valkey.keys("*"));
    }

    @Test
    void whatUndoesHasAnIntentAndNoOutcome() {
        var undo = script.undo(0, 2, 1);
        send(script.dispatched(0), script.retried(0, 1, Script.ROWS), script.dispatched(statement(0), undo));
        assertEquals(List.of(1), store.openIntents().stream().map(OpenIntent::undo).toList());
        var next = new Script("r");
        send(next.completed(statement(0), undo));
        assertEquals(List.of(), store.openIntents());
        assertEquals(Script.ROWS, store.partials().getFirst().left(), "it is there until the statement is completed");
        next = new Script("r");
        send(next.dispatched(statement(0), undo), next.failed(statement(0), undo, UNKNOWN));
        assertEquals(List.of(), store.openIntents());
        assertEquals(Script.ROWS, store.partials().getFirst().left());
        assertEquals(List.of("cqr-run:r"), valkey.keys("*"));
        assertEquals(0, count());
    }

    @Test
    void whatIsLeftRunningStaysOpenAndIsAdoptedAsItWas() {
        send(script.dispatched(0), script.detached(0));
        assertEquals(List.of(Script.intent(0, 1)), store.openIntents());
        var next = new Script("r");
        send(next.adopted(0), next.adopted(1));
        assertEquals(Script.intent(0, 1), store.openIntents().getFirst(), "the first intent says more");
        assertNull(store.openIntents().get(1).server());
        next = new Script("r");
        send(next.completed(0), next.completed(1));
        assertEquals(List.of(), store.openIntents());
        assertEquals(2, count());
    }

    @Test
    void eachSettlementClosesTheIntent() {
        send(IntStream.range(0, 6).mapToObj(script::dispatched).toArray(Envelope[]::new));
        Counters counters = new Counters(10, 0, 0, 5, 0);
        Duration elapsed = Duration.ofSeconds(12);
        store.settle(Script.intent(0, 1), new Settlement.Completed(counters, Script.START, elapsed));
        store.settle(Script.intent(1, 1), new Settlement.TakenAsCompleted());
        store.settle(Script.intent(2, 1), new Settlement.Pending());
        store.settle(Script.intent(3, 1), new Settlement.Failed(new Failure.Server(60, "UNKNOWN_TABLE", "no table"),
                counters, Script.START, elapsed));
        store.settle(Script.intent(4, 1), new Settlement.LeftPart(UNKNOWN, "the server died"));
        assertEquals(List.of(Script.intent(5, 1)), store.openIntents());
        assertEquals(List.of(new Partial(Script.intent(4, 1), UNKNOWN, "the server died")), store.partials());
        assertEquals(2, count());
        assertEquals(2, store.countCompleted());
        assertEquals("{\"status\":\"completed\",\"started_at\":\"2026-02-09T14:30:00Z\","
                + "\"completed_at\":\"2026-02-09T14:30:12Z\",\"node\":\"node-0-0.fqdn\",\"rows_read\":10,"
                + "\"elapsed\":12.0,\"written_rows\":5,\"query_id\":\"cqr-run-inst-0-1\",\"attempt\":1}", outcome(0));
        assertTrue(outcome(1).endsWith("\"attempt\":1,\"resolved_by\":\"operator\"}"), outcome(1));
        assertEquals("null", outcome(2));
        assertTrue(outcome(3).contains("UNKNOWN_TABLE (60): no table\",\"partial\":false"), outcome(3));
        assertTrue(outcome(4).contains("\"partial\":true,\"left\":{\"unknown\""), outcome(4));
    }

    @Test
    void aLogThatOwesNothingIsMarkedUnderTheLease() {
        assertEquals(Set.of(), store.settledLogs());
        store.settledLog("a");
        store.settledLog("a");
        store.settledLog("b");
        assertEquals(Set.of("a", "b"), store.settledLogs());
    }

    @Test
    void aMarkerSaysThatAnotherNodeMayHoldAPartToo() {
        store.settle(Script.intent(4, 1), new Settlement.LeftPart(UNKNOWN, "the server died", true));
        assertEquals(List.of(new Partial(Script.intent(4, 1), UNKNOWN, "the server died", true)), store.partials());
    }

    @Test
    void ofAnAttemptThatWasJudgedNothingIsBelievedAnyMore() {
        send(script.dispatched(0), script.dispatched(1), script.dispatched(2), script.failed(2), script.dispatched(3));
        store.settle(Script.intent(0, 1), new Settlement.Discarded());
        store.settle(Script.intent(1, 1), new Settlement.LeftPart(UNKNOWN, "the server died"));
        store.settle(Script.intent(3, 1), new Settlement.Pending());
        assertEquals(Set.of(Script.intent(0, 1).queryId(), Script.intent(1, 1).queryId(),
                Script.intent(2, 1).queryId()), store.judged());
        store.clear(store.partials().getFirst(), false);
        // The runner from which the run was taken was frozen, and its event log is written to the store only now.
        var log = new Script("r");
        send(log.dispatched(0), log.dispatched(1), log.dispatched(3), log.completed(0), log.completed(1),
                log.completed(3));
        assertEquals("null", outcome(0));
        assertFalse(outcome(1).contains("\"status\":\"completed\""), outcome(1));
        assertEquals(List.of(), store.openIntents());
        assertEquals(List.of(), store.partials());
        assertTrue(outcome(3).contains("\"status\":\"completed\""), "that it never started is no judgement of rows");
        assertEquals(1, count());
    }

    @Test
    void anIntentThatNeverReachedTheStoreCanBeSettled() {
        store.settle(Script.intent(7, 1), new Settlement.Completed(Counters.NONE, Script.START, Duration.ZERO));
        assertEquals(1, count());
        store.settle(Script.intent(7, 1), new Settlement.Completed(Counters.NONE, Script.START, Duration.ZERO));
        assertEquals(1, count(), "counted once");
    }

    @Test
    void whatIsCompletedStaysCompleted() {
        send(script.completed(0));
        String before = outcome(0);
        store.settle(Script.intent(0, 2), new Settlement.LeftPart(UNKNOWN, "gone"));
        store.settle(Script.intent(0, 2), new Settlement.Failed(new Failure.Connection("gone"), Counters.NONE,
                Script.START, Duration.ZERO));
        store.settle(Script.intent(0, 2), new Settlement.Pending());
        assertEquals(before, outcome(0));
        assertEquals(List.of(), store.partials());
        var next = new Script("r");
        send(next.dispatched(0), next.failed(0, Script.ROWS), next.dispatched(0), next.retried(0, 1, Script.ROWS));
        assertEquals(before, outcome(0));
        assertEquals(List.of(), store.partials());
    }

    @Test
    void settlingWhatUndoesTouchesNoOutcome() {
        OpenIntent undo = undoing(Script.intent(0, 2), 1);
        store.settle(Script.intent(0, 1), new Settlement.LeftPart(Script.ROWS, "failed"));
        String before = outcome(0);
        store.settle(undo, new Settlement.Completed(Counters.NONE, Script.START, Duration.ZERO));
        store.settle(undo, new Settlement.TakenAsCompleted());
        store.settle(undo, new Settlement.LeftPart(UNKNOWN, "gone"));
        assertEquals(before, outcome(0));
        assertEquals(Script.ROWS, store.partials().getFirst().left());
        assertEquals(0, count());
    }

    @Test
    void aPersonClearsAMarker() {
        send(script.failed(0, Script.ROWS), script.failed(1, Script.ROWS), script.failed(2, Script.ROWS));
        List<Partial> partials = store.partials();
        store.clear(partials.get(0), true);
        store.clear(partials.get(1), false);
        assertEquals(List.of(2), ordinals(store.partials()));
        assertEquals(1, count());
        assertTrue(outcome(0).contains("resolved_by"), outcome(0));
        assertTrue(outcome(1).contains("\"status\":\"failed\""), outcome(1));
    }

    @Test
    void resetNeedsForceWhereAPartMayBeThere() {
        send(script.failed(0, Script.ROWS));
        var refused = assertInstanceOf(ResetResult.Refused.class, store.reset(false));
        assertEquals(List.of(0), refused.open().stream().map(OpenIntent::ordinal).toList());
        assertEquals(new ResetResult.Deleted(1), store.reset(true));
        assertEquals(List.of(), store.partials());
        store.begin(new Manifest("gen2", "/a.sql", "host", null, List.of(), 0));
        assertEquals("gen2", Objects.requireNonNull(store.manifest()).generation());
    }

    @Test
    void whatIsSettledBeforeTheWriterIsMadeIsInTheCountThatItRestores() {
        store.settle(Script.intent(7, 1), new Settlement.TakenAsCompleted());
        try (EventSink sink = store.writer(inbox)) {
            sink.onEvent(script.completed(0), true);
            valkey.flushAll();
            sink.onEvent(script.completed(1), true);
        }
        assertEquals(3, count());
        assertEquals(3, store.countCompleted());
    }

    @Test
    void completedOnesAreCountedKeyByKeyAndOnlyThisRuns() {
        send(IntStream.range(0, 2500).mapToObj(script::completed).toArray(Envelope[]::new));
        valkey.command("SET", "cqr:r:" + Script.id(0).hash() + ":2", outcome(0));
        valkey.command("SET", "cqr:r:" + Script.id(3000).hash(), "{\"status\": \"completed\"}");
        valkey.command("SET", "cqr:r:x:" + Script.id(3001).hash(), outcome(0));
        valkey.command("SET", "cqr:r:" + Script.id(3002).hash(), "damaged");
        assertEquals(2502, store.countCompleted());
    }

    @Test
    void whatIsKeptLivesForTheWholeTtlAgain() {
        send(script.completed(0), script.completed(1));
        valkey.command("SET", "cqr:r:" + Script.id(0).hash() + ":3", outcome(0), "EX", "100");
        valkey.command("EXPIRE", "cqr:r:" + Script.id(0).hash(), "100");
        valkey.command("EXPIRE", "cqr:r:" + Script.id(1).hash(), "100");
        store.keep(IntStream.rangeClosed(5, 12_000).mapToObj(Script::id).toList());
        store.keep(List.of(new StatementId(Script.id(0).hash(), 3), Script.id(9)));
        assertTrue(ttl(Script.id(0).key()) > 600_000);
        assertTrue(ttl(Script.id(0).hash() + ":3") > 600_000);
        assertTrue(ttl(Script.id(1).key()) <= 100);
    }

    private long ttl(String name) {
        return (Long) Objects.requireNonNull(valkey.command("TTL", "cqr:r:" + name));
    }
}
