package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Renewal;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Restarts, failovers and refusals: whatever Valkey loses, no known outcome is lost, and no lease is in two hands. */
@Timeout(90)
class LossTest {
    @RegisterExtension
    final Servers first = Servers.with().nodes(0).valkeyOption("appendfsync always").build();
    @RegisterExtension
    final Servers second = Servers.with().nodes(0).valkeyOption("appendonly no").build();

    private static final Registered SESSION = new Registered("s1", "n1", Script.SERVER);

    private final Script script = new Script("r");
    private final RecordingInbox inbox = new RecordingInbox();
    private @Nullable TcpProxy proxy;
    private @Nullable ValkeyCheckpointStore store;
    private @Nullable EventSink sink;

    private TcpProxy proxy() {
        return Objects.requireNonNull(proxy);
    }

    private ValkeyCheckpointStore store() {
        return Objects.requireNonNull(store);
    }

    private void begin(ValkeyServer server) {
        proxy = TcpProxy.to(server.host(), server.port());
        store = open();
        assertInstanceOf(Acquisition.Granted.class, store().acquire(Script.holder("a"), Script.LASTS, false));
        store().begin(new Manifest("gen", "/a.sql", "host", null, List.of("n1"), 0));
        sink = store().writer(inbox);
        assertTrue(store().register(SESSION));
    }

    private ValkeyCheckpointStore open() {
        return ValkeyCheckpointStore.connect(new ValkeySettings("redis://" + proxy().address(), "r",
                Duration.ofDays(7), Duration.ofSeconds(2)));
    }

    @AfterEach
    void end() {
        if (sink != null) {
            sink.close();
        }
        if (store != null) {
            store.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    private void send(Envelope... events) {
        for (Envelope event : events) {
            Objects.requireNonNull(sink).onEvent(event, true);
        }
    }

    private Renewal renew() {
        return store().renew(Map.of("n1", Script.SERVER), Script.LASTS);
    }

    private void assertKnown(int... completed) {
        var ids = IntStream.of(completed).mapToObj(Script::id).toList();
        assertEquals(ids.size(), store().completed(ids).cardinality());
        assertEquals(ids.size(), Objects.requireNonNull(store().manifest()).completed());
        assertEquals(ids.size(), store().countCompleted());
        assertEquals(List.of(SESSION), store().sessions());
    }

    private List<Integer> open(ValkeyCheckpointStore of) {
        return of.openIntents().stream().map(intent -> intent.ordinal()).toList();
    }

    private void failOver(ValkeyServer from, ValkeyServer to) {
        from.kill();
        proxy().cut();
        proxy().redirect(to.host(), to.port());
    }

    private void assertHeldByTheFirst() {
        try (ValkeyCheckpointStore other = open()) {
            var held = assertInstanceOf(Acquisition.Held.class,
                    other.acquire(Script.holder("b"), Script.LASTS, false));
            assertEquals(Script.holder("a"), held.holder());
        }
    }

    @Test
    void aFailoverToAReplicaThatHasAllIsNoMoreThanAnOutage() throws Exception {
        begin(first.valkey());
        send(script.dispatched(0), script.completed(0), script.dispatched(1));
        second.valkey().replicaOf(first.valkey());
        send(script.completed(1), script.dispatched(2));
        first.valkey().awaitReplica();
        failOver(first.valkey(), second.valkey());
        send(script.completed(2));
        assertEquals(List.of("CheckpointsDown"), inbox.kinds());
        assertTrue(inbox.outage().contains("read-only replica"), inbox.outage());
        assertEquals(new Renewal.Owing(), renew());
        second.valkey().promote();
        inbox.awaitUps(1);
        assertEquals(new Renewal.Renewed(), renew());
        assertEquals(List.of("CheckpointsDown", "CheckpointsUp", "checkpoints_rewritten"), inbox.kinds());
        assertKnown(0, 1, 2);
        assertHeldByTheFirst();
    }

    @Test
    void aFailoverToAReplicaThatLagsIsMadeGood() {
        begin(first.valkey());
        send(script.dispatched(0), script.completed(0), script.dispatched(1));
        second.valkey().replicaOf(first.valkey());
        second.valkey().promote(); // from here on it misses everything
        store().forget(SESSION.sessionId());
        assertTrue(store().register(new Registered("s2", "n1", Script.SERVER)));
        store().forget("s2");
        assertTrue(store().register(SESSION));
        send(script.completed(1), script.dispatched(2), script.completed(2), script.dispatched(3));
        failOver(first.valkey(), second.valkey());
        assertEquals(new Renewal.Renewed(), renew());
        assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        assertKnown(0, 1, 2);
        assertEquals(List.of(3), open(store()));
        send(script.completed(3));
        assertKnown(0, 1, 2, 3);
        assertHeldByTheFirst();
    }

    @Test
    void anAcquisitionThatAFailoverLostIsNotForcedOnWhoHasItNow() {
        begin(first.valkey());
        send(script.dispatched(0), script.completed(0));
        second.valkey().replicaOf(first.valkey());
        second.valkey().promote();
        try (ValkeyCheckpointStore other = open()) {
            assertInstanceOf(Acquisition.Granted.class, other.acquire(Script.holder("b"), Script.LASTS, true));
            other.begin(new Manifest("gen", "/a.sql", "host", null, List.of("n1"), 0));
            RecordingInbox its = new RecordingInbox();
            try (EventSink itsSink = other.writer(its)) {
                Script itsScript = new Script("r");
                itsSink.onEvent(itsScript.dispatched(1), true);
                failOver(first.valkey(), second.valkey());
                itsSink.onEvent(itsScript.completed(1), true);
                assertEquals(List.of("LeaseLost", "CheckpointsDown"), its.kinds());
                assertInstanceOf(Renewal.Lost.class, other.renew(Map.of(), Script.LASTS));
            }
            assertEquals(1, other.owed(), "its event log has it");
        }
        assertEquals(new Renewal.Renewed(), renew(), "as the server knows it, the first one holds it");
    }

    @Test
    void aTakeoverAfterAFailoverWaitsUntilAHolderThatTheServerForgotHasFoundOut() {
        begin(first.valkey());
        second.valkey().replicaOf(first.valkey());
        second.valkey().promote();
        first.valkey().command("HSET", "cqr-run:r", "expires", "0");
        second.valkey().command("HSET", "cqr-run:r", "expires", "0");
        failOver(first.valkey(), second.valkey());
        try (ValkeyCheckpointStore other = open()) {
            var held = assertInstanceOf(Acquisition.Held.class,
                    other.acquire(Script.holder("b"), Script.LASTS, false));
            assertTrue(held.expiresIn().toSeconds() >= 50, held.toString());
            assertInstanceOf(Acquisition.Granted.class, other.acquire(Script.holder("b"), Script.LASTS, true));
        }
    }

    @Test
    void aServerThatIsKilledKeepsTheLease() throws Exception {
        begin(first.valkey());
        send(script.dispatched(0), script.completed(0), script.dispatched(1));
        first.valkey().kill();
        send(script.completed(1));
        assertEquals(new Renewal.Owing(), renew());
        first.valkey().start();
        inbox.awaitUps(1);
        assertHeldByTheFirst();
        try (ValkeyCheckpointStore other = open()) {
            var held = assertInstanceOf(Acquisition.Held.class,
                    other.succeed(Script.holder("b"), Script.LASTS, Script.holder("a")),
                    "it may have forgotten who came after");
            assertTrue(held.expiresIn().toSeconds() > 30, held.toString());
        }
        assertEquals(new Renewal.Renewed(), renew());
        assertKnown(0, 1);
    }

    @Test
    void aServerThatComesBackEmptyGetsEverythingAgain() throws Exception {
        begin(second.valkey());
        assertEquals(new Renewal.Renewed(), renew());
        send(script.dispatched(0), script.completed(0), script.dispatched(1));
        second.valkey().kill();
        second.valkey().start();
        assertEquals(List.of(), second.valkey().keys("*"));
        assertEquals(new Renewal.Renewed(), renew());
        assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        assertKnown(0);
        assertEquals(List.of(1), open(store()));
        assertHeldByTheFirst();
    }

    @Test
    void anEvictedControlHashIsWrittenAgainWithTheRightCount() {
        begin(first.valkey());
        send(script.dispatched(0), script.completed(0), script.dispatched(1));
        first.valkey().command("DEL", "cqr-run:r");
        send(script.completed(1));
        assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        assertKnown(0, 1);
        first.valkey().command("DEL", "cqr:r:" + Script.id(0).hash());
        assertEquals(1, store().countCompleted());
        assertEquals(2, Objects.requireNonNull(store().manifest()).completed(), "so the loss is noticed");
    }

    @Test
    void aPartitionIsOwingUntilAllIsWritten() throws Exception {
        begin(first.valkey());
        proxy().stall();
        assertThrows(CheckpointStoreException.class, this::renew);
        send(script.dispatched(0));
        assertEquals(List.of("CheckpointsDown"), inbox.kinds());
        assertEquals(new Renewal.Owing(), renew());
        send(script.completed(0), script.dispatched(1));
        proxy().pass();
        inbox.awaitUps(1);
        assertEquals(new Renewal.Renewed(), renew());
        assertKnown(0);
        assertEquals(List.of(1), open(store()));
    }

    @Test
    void aServerWithoutMemoryGivesNoLease() throws Exception {
        begin(first.valkey());
        first.valkey().command("CONFIG", "SET", "maxmemory", "1mb");
        String why = String.valueOf(assertThrows(CheckpointStoreException.class, this::renew).getMessage());
        assertTrue(why.contains("out of memory"), why);
        send(script.completed(0));
        assertEquals(new Renewal.Owing(), renew());
        assertThrows(CheckpointStoreException.class, () -> store().release(true));
        first.valkey().command("CONFIG", "SET", "maxmemory", "0");
        inbox.awaitUps(1);
        assertKnown(0);
        assertEquals(new Renewal.Renewed(), renew());
    }

    /** As who takes the lease next is told. */
    private boolean endedClean() {
        try (ValkeyCheckpointStore other = open()) {
            return assertInstanceOf(Acquisition.Granted.class,
                    other.acquire(Script.holder("b"), Script.LASTS, false)).clean();
        }
    }

    @Test
    void anEndWithSomethingOwedIsNotClean() {
        begin(first.valkey());
        first.valkey().command("CONFIG", "SET", "min-replicas-to-write", "1");
        send(script.completed(0));
        assertEquals(1, store().owed());
        proxy().down();
        first.valkey().command("CONFIG", "SET", "min-replicas-to-write", "0");
        Objects.requireNonNull(sink).close();
        sink = null;
        assertEquals(1, store().owed());
        proxy().pass();
        assertEquals(new Renewal.Owing(), renew(), "nobody writes it any more");
        store().release(true);
        assertFalse(endedClean());
    }

    @Test
    void aCleanEndIsOneOnlyWhereTheServerHasEverything() {
        begin(first.valkey());
        send(script.dispatched(0), script.completed(0), script.dispatched(1));
        second.valkey().replicaOf(first.valkey());
        second.valkey().promote(); // from here on it misses everything
        send(script.completed(1));
        failOver(first.valkey(), second.valkey());
        assertTrue(store().release(true));
        assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        assertKnown(0, 1);
        assertEquals(Set.of("a"), store().settledLogs());
        assertTrue(endedClean());
    }

    @Test
    void whoDoesNotVouchForItsEndLeavesItsLogOwing() {
        begin(first.valkey());
        send(script.dispatched(0), script.completed(0));
        assertTrue(store().release(false));
        assertEquals(Set.of(), store().settledLogs());
    }
}
