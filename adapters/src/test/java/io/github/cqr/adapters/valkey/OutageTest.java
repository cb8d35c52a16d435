package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.fixtures.net.Direction;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Valkey goes away in the middle of a run, in every way; what was owed is there afterwards, once and in order. */
@Timeout(60)
class OutageTest {
    @RegisterExtension
    static final Servers servers = Servers.with().nodes(0).valkey().valkeyOption("appendfsync always").build();

    private static final List<String> ONE_OUTAGE = List.of("CheckpointsDown", "CheckpointsUp");
    /** A thread that waits a second may be late by this on a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(700);

    private final ValkeyServer valkey = servers.valkey();
    private final TcpProxy proxy = TcpProxy.to(valkey.host(), valkey.port());
    private final Script script = new Script("r");
    private final RecordingInbox inbox = new RecordingInbox();
    private final ValkeyCheckpointStore store = ValkeyCheckpointStore
            .connect(ValkeySettings.of("redis://" + proxy.address(), "r", Duration.ofDays(7)));
    private long longestNanos;
    private boolean sinkClosed;
    private EventSink sink = noSink();

    private static EventSink noSink() {
        return new EventSink() {
            @Override
            public void onEvent(Envelope envelope, boolean endOfBatch) {
                throw new IllegalStateException("not begun");
            }

            @Override
            public void close() {}
        };
    }

    @BeforeEach
    void begin() {
        valkey.flushAll();
        Script.hold(store);
        store.begin(new Manifest("gen", "/a.sql", "host", null, List.of("a:1"), 0));
        sink = store.writer(inbox);
    }

    @AfterEach
    void end() {
        closeSink();
        store.close();
        proxy.close();
    }

    private void closeSink() {
        if (!sinkClosed) {
            sinkClosed = true;
            sink.close();
        }
    }

    private void send(Envelope... events) {
        for (Envelope event : events) {
            long before = System.nanoTime();
            sink.onEvent(event, true);
            longestNanos = Math.max(longestNanos, System.nanoTime() - before);
        }
    }

    private void assertNeverHeldUpFor(Duration limit) {
        assertTrue(longestNanos <= limit.toNanos(), "an event was held up for " + longestNanos / 1_000_000 + " ms");
    }

    private void assertCompleted(int count) {
        assertEquals(count, store.completed(IntStream.range(0, count).mapToObj(Script::id).toList()).cardinality());
        assertEquals(count, Objects.requireNonNull(store.manifest()).completed());
    }

    private List<Integer> open() {
        return store.openIntents().stream().map(OpenIntent::ordinal).toList();
    }

    @Test
    void aFrozenServerHoldsEventsUpOnceAndLosesNothing() throws Exception {
        send(script.dispatched(0), script.dispatched(1));
        valkey.freeze();
        try {
            send(script.completed(0));
            assertEquals(List.of("CheckpointsDown"), inbox.kinds());
            assertTrue(inbox.outage().contains("does not answer in time"), inbox.outage());
            assertNeverHeldUpFor(CheckpointWriter.BATCH_LIMIT.plus(SLACK));
            longestNanos = 0;
            send(script.completed(1), script.dispatched(2), script.completed(2), script.dispatched(3));
            assertNeverHeldUpFor(Duration.ofMillis(200));
            assertEquals(4, store.owed(), "the intent of 2 went with its outcome");
        } finally {
            valkey.thaw();
        }
        inbox.awaitUps(1);
        assertEquals(ONE_OUTAGE, inbox.kinds());
        assertCompleted(3);
        assertEquals(List.of(3), open());
        send(script.withdrawn(3));
        assertEquals(List.of(), open());
        assertEquals(0, store.owed());
    }

    @Test
    void aServerThatIsStoppedAndStartedGetsEverything() throws Exception {
        send(script.dispatched(0), script.completed(0), script.dispatched(1));
        valkey.stop();
        send(script.completed(1), script.dispatched(2), script.completed(2));
        assertEquals(List.of("CheckpointsDown"), inbox.kinds());
        valkey.start();
        inbox.awaitUps(1);
        assertEquals(ONE_OUTAGE, inbox.kinds());
        assertCompleted(3);
        send(script.dispatched(3), script.completed(3));
        assertCompleted(4);
        assertEquals(List.of(), open());
    }

    @Test
    void aKilledServerGetsEverythingAtTheNextOutcome() throws Exception {
        send(script.dispatched(0));
        valkey.kill();
        send(script.completed(0));
        valkey.start();
        send(script.dispatched(1), script.completed(1));
        inbox.awaitUps(1);
        assertEquals(ONE_OUTAGE, inbox.kinds());
        assertCompleted(2);
    }

    @Test
    void aConnectionThatBrokeIsNoOutage() {
        for (int i = 0; i < 10; i++) {
            send(script.dispatched(i));
            proxy.cut();
            proxy.await(() -> proxy.openConnections() == 0, Duration.ofSeconds(5));
            send(script.completed(i));
        }
        assertEquals(List.of(), inbox.kinds());
        assertCompleted(10);
    }

    @Test
    void answersThatAreCutOffAreNotCountedTwice() {
        for (int i = 0; i < 30; i++) {
            send(script.dispatched(i));
            // The requests arrive, the answers do not, or only a part of them.
            proxy.cutAfter(Direction.TO_CLIENT, 1 + i % 7);
            sink.onEvent(script.dispatched(1000 + i), false);
            sink.onEvent(script.completed(i), false);
            sink.onEvent(script.completed(1000 + i), true);
        }
        assertEquals(60, Objects.requireNonNull(store.manifest()).completed());
        assertEquals(List.of(), open());
        assertEquals(List.of(), inbox.kinds());
    }

    @Test
    void aNetworkThatIsDownIsAnOutageUntilAllIsWritten() throws Exception {
        send(script.dispatched(0));
        proxy.down();
        send(script.completed(0));
        for (int i = 1; i < 3000; i++) {
            send(script.dispatched(i), script.completed(i));
        }
        assertTrue(inbox.outage().contains("refused") || inbox.outage().contains("closed"), inbox.outage());
        assertEquals(3000, store.owed());
        proxy.pass();
        inbox.awaitUps(1);
        assertEquals(ONE_OUTAGE, inbox.kinds());
        assertCompleted(3000);
    }

    @Test
    void aLateWriteChangesNothing() throws Exception {
        send(script.dispatched(0));
        proxy.stall(Direction.TO_SERVER);
        send(script.dispatched(1)); // held back in the network; the connection is given up
        assertEquals(List.of("CheckpointsDown"), inbox.kinds());
        send(script.withdrawn(1), script.completed(0));
        long heldBack = proxy.bytesHeld(Direction.TO_SERVER);
        assertTrue(heldBack > 0, "the stalled write is under way");
        proxy.pass();
        inbox.awaitUps(1);
        assertEquals(ONE_OUTAGE, inbox.kinds());
        assertEquals(List.of(), open());
        assertCompleted(1);
    }

    @Test
    void aWriteThatOvertakesItsSuccessorIsIgnored() {
        // The same, but surely in the wrong order: first what follows, then the intent that was held back.
        Envelope stale = script.dispatched(0);
        send(stale, script.withdrawn(0), script.dispatched(1), script.completed(1));
        assertEquals(List.of(), open());
        RunKeeper run = new RunKeeper(new Keys("r"), Duration.ofDays(7), "gen",
                String.valueOf(valkey.text("HGET", "cqr-run:r", "writer")));
        assertEquals("ok", writeBehindTheBack(run, stale, 0));
        assertEquals(List.of(), open());
        assertEquals("behind 4", writeBehindTheBack(run, new Script("r").dispatched(2), 5, 9));
        assertEquals(List.of(), open());
    }

    private Object writeBehindTheBack(RunKeeper run, Envelope event, long prev) {
        return writeBehindTheBack(run, event, prev, event.seq());
    }

    private Object writeBehindTheBack(RunKeeper run, Envelope event, long prev, long seq) {
        Write of = Objects.requireNonNull(Write.of(event, run.keys()));
        Write write = new Write(seq, of.action(), of.queryId(), of.outcomeKey(), of.value(),
                of.partialField(), of.partial());
        String[] arguments = run.arguments(write, prev, write.seq());
        String[] words = new String[5 + arguments.length];
        words[0] = "EVAL";
        words[1] = Scripts.WRITE.text();
        words[2] = "2";
        words[3] = run.keys().control();
        words[4] = write.outcomeKey();
        System.arraycopy(arguments, 0, words, 5, arguments.length);
        return Objects.requireNonNull(valkey.command(words));
    }

    @Test
    void aServerThatRefusesWritesIsAnOutageInItsOwnWords() throws Exception {
        refusedWhile("maxmemory", "1mb", "0", "out of memory");
        refusedWhile("min-replicas-to-write", "1", "0", "too few of its replicas");
    }

    private void refusedWhile(String setting, String bad, String good, String words) throws Exception {
        RecordingInbox itsInbox = new RecordingInbox();
        closeSink();
        Script itsScript = new Script("r");
        valkey.flushAll();
        Script.hold(store);
        store.begin(new Manifest("gen", "/a.sql", "host", null, List.of("a:1"), 0));
        try (EventSink itsSink = store.writer(itsInbox)) {
            itsSink.onEvent(itsScript.dispatched(0), true);
            valkey.command("CONFIG", "SET", setting, bad);
            try {
                itsSink.onEvent(itsScript.completed(0), true);
                itsSink.onEvent(itsScript.dispatched(1), true);
                assertEquals(List.of("CheckpointsDown"), itsInbox.kinds());
                assertTrue(itsInbox.outage().contains(words), itsInbox.outage());
                assertEquals(List.of(0), open());
            } finally {
                valkey.command("CONFIG", "SET", setting, good);
            }
            itsInbox.awaitUps(1);
            assertEquals(ONE_OUTAGE, itsInbox.kinds());
            assertCompleted(1);
            assertEquals(List.of(1), open());
        }
    }

    @Test
    void aReplicaIsAnOutageUntilItIsThePrimaryAgain() throws Exception {
        send(script.dispatched(0));
        valkey.command("REPLICAOF", "127.0.0.1", "1");
        try {
            send(script.completed(0));
            assertEquals(List.of("CheckpointsDown"), inbox.kinds());
            assertTrue(inbox.outage().contains("read-only replica"), inbox.outage());
        } finally {
            valkey.command("REPLICAOF", "NO", "ONE");
        }
        inbox.awaitUps(1);
        assertCompleted(1);
    }

    @Test
    void forgottenScriptsAreLoadedAgain() {
        send(script.dispatched(0));
        valkey.command("SCRIPT", "FLUSH");
        send(script.completed(0));
        assertEquals(List.of(), inbox.kinds());
        assertCompleted(1);
    }

    @Test
    void lostWritesAreWrittenAgain() {
        send(script.dispatched(0), script.completed(0), script.dispatched(1));
        // As a failover to a replica that lags leaves it: the last two writes are gone.
        valkey.command("DEL", "cqr:r:" + Script.id(0).hash());
        valkey.command("HDEL", "cqr-run:r", "intent:" + Script.queryId(1, 1));
        valkey.command("HSET", "cqr-run:r", "written", "1", "completed", "0");
        send(script.dispatched(2));
        assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        assertEquals(List.of(1, 2), open());
        assertCompleted(1);
    }

    @Test
    void aServerThatLostEverythingGetsWhatIsRemembered() {
        for (int i = 0; i < 10; i++) {
            send(script.dispatched(i), script.completed(i));
        }
        send(script.dispatched(10));
        valkey.flushAll();
        send(script.dispatched(11), script.completed(11));
        assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        assertEquals(List.of(10), open());
        assertEquals(11, Objects.requireNonNull(store.manifest()).completed());
        assertCompletedAre(IntStream.concat(IntStream.range(0, 10), IntStream.of(11)));
    }

    @Test
    void whatWasFoundToBeCompletedAtTheStartIsWrittenAgainToo() {
        store.settle(Script.intent(7, 1),
                new CheckpointStore.Settlement.Completed(Counters.NONE, Script.START, Duration.ZERO));
        send(script.dispatched(0));
        valkey.command("DEL", "cqr:r:" + Script.id(7).hash());
        valkey.command("HSET", "cqr-run:r", "written", "0", "completed", "0", "begun", "0");
        send(script.completed(0));
        assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        assertCompletedAre(IntStream.of(0, 7));
        assertEquals("1", valkey.text("HGET", "cqr-run:r", "begun"));
    }

    private void assertCompletedAre(IntStream ordinals) {
        var ids = ordinals.mapToObj(Script::id).toList();
        assertEquals(ids.size(), store.completed(ids).cardinality());
    }

    @Test
    void whatWasLostForGoodStaysInTheCount() {
        send(script.dispatched(0), script.completed(0), script.dispatched(1), script.completed(1));
        closeSink();
        Script.hold(store);
        store.begin(new Manifest("gen", "/a.sql", "host", null, List.of("a:1"), 0));
        Script next = new Script("r");
        try (EventSink second = store.writer(inbox)) {
            second.onEvent(next.dispatched(2), true);
            valkey.flushAll();
            second.onEvent(next.completed(2), true);
        }
        assertEquals(List.of("checkpoints_lost"), inbox.kinds());
        assertEquals(3, Objects.requireNonNull(store.manifest()).completed());
        assertCompletedAre(IntStream.of(2));
    }

    @Test
    void closeWritesWhatIsOwedAndGivesUpInTime() {
        send(script.dispatched(0));
        proxy.down();
        send(script.completed(0));
        proxy.pass();
        closeSink();
        assertEquals(0, store.owed());
        assertCompleted(1);
    }

    @Test
    void closeOfADeadServerIsBounded() {
        send(script.dispatched(0));
        valkey.freeze();
        try {
            send(script.completed(0));
            long before = System.nanoTime();
            closeSink();
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            assertTrue(took.compareTo(CheckpointWriter.CLOSE_LIMIT.plus(SLACK)) < 0, "close took " + took);
            assertEquals(1, store.owed());
        } finally {
            valkey.thaw();
        }
    }
}
