package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Renewal;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a start writes of what an earlier process owed. */
class CatchUpTest {
    @RegisterExtension
    final Servers first = Servers.with().nodes(0).valkey().build();
    @RegisterExtension
    final Servers second = Servers.with().nodes(0).valkey().build();

    private static final Manifest MANIFEST = new Manifest("gen", "/a.sql", "host", null, List.of("n1"), 0);
    private static final Map<String, ServerBoot> SEEN = Map.of("n1", Script.SERVER);

    private final Script script = new Script("r");
    private final RecordingInbox inbox = new RecordingInbox();
    private TcpProxy proxy;
    private ValkeyCheckpointStore store;

    /** The runner {@code dead} had completed statement 0 and was killed in an outage. */
    @BeforeEach
    void aRunnerDied() {
        proxy = TcpProxy.to(first.valkey().host(), first.valkey().port());
        store = ValkeyCheckpointStore.connect(
                new ValkeySettings("redis://" + proxy.address(), "r", Duration.ofDays(7), Duration.ofSeconds(2)));
        take("dead");
        store.begin(MANIFEST);
        assertEquals(new Renewal.Renewed(), store.renew(SEEN, Script.LASTS));
        try (EventSink sink = store.writer(inbox)) {
            sink.onEvent(script.dispatched(0), false);
            sink.onEvent(script.completed(0), true);
        }
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
    }

    private Acquisition.Granted take(String instance) {
        return assertInstanceOf(Acquisition.Granted.class,
                store.acquire(Script.holder(instance), Script.LASTS, true));
    }

    private Manifest known() {
        return Objects.requireNonNull(store.manifest());
    }

    /** The event log of the dead runner: it had dispatched statement 1 too, and completed 2. */
    private void catchUp() {
        try (EventSink sink = store.catchUp(known(), inbox)) {
            Script log = new Script("r");
            sink.onEvent(log.dispatched(0), false);
            sink.onEvent(log.completed(0), false);
            sink.onEvent(log.dispatched(1), true);
            sink.onEvent(log.dispatched(2), false);
            sink.onEvent(log.completed(2), true);
        }
    }

    private void failOver(ValkeyServer from, ValkeyServer to) {
        from.kill();
        proxy.cut();
        proxy.redirect(to.host(), to.port());
    }

    private void loseFromNowOn() {
        second.valkey().replicaOf(first.valkey());
        second.valkey().promote();
    }

    @Test
    void whatWasOwedIsWrittenAndTheLogIsKnownToOweNothing() {
        take("heir");
        catchUp();
        store.settledLog("dead");
        assertEquals(List.of(), inbox.kinds());
        assertEquals(Set.of("dead"), store.settledLogs());
        assertEquals(2, store.countCompleted());
        assertEquals(2, known().completed());
        assertEquals(List.of(Script.intent(1, 1)), store.openIntents());
    }

    @Test
    void whoOnlyCaughtUpIsNobodysFormerHolder() {
        take("heir");
        catchUp();
        store.settledLog("dead");
        assertEquals(new Renewal.Renewed(), store.renew(Map.of(), Script.LASTS));
        var taken = take("next");
        assertEquals(Script.holder("dead"), taken.former());
        assertFalse(taken.clean());
        assertEquals(SEEN, taken.seen());
        store.begin(known());
        assertEquals(Script.holder("next"), take("last").former());
    }

    @Test
    void itDoesNotHideThatSessionsOfTheFormerHolderMayBeLost() {
        loseFromNowOn();
        failOver(first.valkey(), second.valkey());
        assertFalse(take("heir").remembers());
        catchUp();
        store.settledLog("dead");
        assertEquals(new Renewal.Renewed(), store.renew(Map.of(), Script.LASTS));
        assertFalse(take("next").remembers());
    }

    @Test
    void aStoreThatFailsOverMeanwhileMakesItFail() {
        take("heir");
        loseFromNowOn();
        try (EventSink sink = store.catchUp(known(), inbox)) {
            Script log = new Script("r");
            sink.onEvent(log.dispatched(1), true);
            failOver(first.valkey(), second.valkey());
            sink.onEvent(log.dispatched(2), true);
        }
        assertEquals(List.of("CheckpointsDown"), inbox.kinds());
        assertTrue(inbox.outage().contains("has lost what was written to it at this start"), inbox.outage());
        assertEquals(List.of(), store.openIntents());
    }

    @Test
    void aStoreThatFailedOverAfterItTakesNoNote() {
        take("heir");
        loseFromNowOn();
        catchUp();
        failOver(first.valkey(), second.valkey());
        var refused = assertThrows(CheckpointStoreException.class, () -> store.settledLog("dead"));
        assertTrue(String.valueOf(refused.getMessage()).contains("may have lost what was written to it"),
                String.valueOf(refused.getMessage()));
        assertEquals(Set.of(), store.settledLogs(), "the next start writes it again");
        assertEquals(1, store.countCompleted());
    }

    @Test
    void aStoreThatHasLostThatTheRunBeganTakesItsWritesAllTheSame() {
        take("heir");
        catchUp();
        store.settledLog("dead");
        loseFromNowOn();
        store.begin(known());
        Script run = new Script("r");
        try (EventSink sink = store.writer(inbox)) {
            sink.onEvent(run.dispatched(3), true);
            failOver(first.valkey(), second.valkey());
            assertEquals(new Renewal.Renewed(), store.renew(SEEN, Script.LASTS));
            sink.onEvent(run.completed(3), true);
        }
        assertEquals(3, store.countCompleted());
        assertEquals(3, known().completed());
        assertEquals(List.of(Script.intent(1, 1)), store.openIntents());
        assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        assertEquals(Script.holder("heir"), take("next").former());
    }
}
