package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.LeaseStore.Renewal;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import io.github.cqr.fixtures.net.Direction;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose Valkey, or the network to it, fails again and again, in ways that a seed chooses: what is there at the end is what happened. */
class FaultStormTest {
    @RegisterExtension
    static final Servers servers = Servers.with().nodes(0).valkey().build();

    private static final int STEPS = 3000;
    private static final int STEPS_PER_FAULT = 200;
    private static final int STEPS_PER_RENEWAL = 50;
    private static final int AT_ONCE = 8;

    private final ValkeyServer valkey = servers.valkey();
    private final TcpProxy proxy = TcpProxy.to(valkey.host(), valkey.port());
    private final Script script = new Script("r");
    private final BitSet completed = new BitSet();
    private final List<Integer> open = new ArrayList<>();
    private final List<Thread> renewals = new ArrayList<>();
    private final Queue<String> losses = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Timeout(120)
    void nothingIsLostOrDoubledOrOutOfOrder(long seed) throws Exception {
        valkey.flushAll();
        RecordingInbox inbox = new RecordingInbox();
        Random random = new Random(seed);
        int statements;
        try (var store = ValkeyCheckpointStore
                .connect(new ValkeySettings("redis://" + proxy.address(), "r", Duration.ofDays(7),
                        Duration.ofSeconds(1)))) {
            Script.hold(store);
            store.begin(new Manifest("gen", "/a.sql", "host", null, List.of("a:1"), 0));
            EventSink sink = store.writer(inbox);
            assertTrue(store.register(new Registered("s", "n", Script.SERVER)));
            statements = run(sink, inbox, random, () -> renew(store));
            mend(inbox);
            for (Thread renewal : renewals) {
                renewal.join();
            }
            assertEquals(List.of(), List.copyOf(losses), "the lease was never another's");
            inbox.awaitUps(downs(inbox)); // a renewal may have met what no write met
            assertEquals(new Renewal.Renewed(), store.renew(Map.of(), Script.LASTS));
            sink.close();
            assertEquals(0, store.owed());
        } finally {
            proxy.close();
        }
        assertTold(inbox.kinds());
        try (var store = ValkeyCheckpointStore
                .connect(ValkeySettings.of(valkey.url().toString(), "r", Duration.ofDays(7)))) {
            assertEquals(completed, store.completed(IntStream.range(0, statements).mapToObj(Script::id).toList()));
            assertEquals(completed.cardinality(), Objects.requireNonNull(store.manifest()).completed());
            Collections.sort(open);
            assertEquals(open, store.openIntents().stream().map(OpenIntent::ordinal).toList());
            assertEquals(completed.cardinality(), store.countCompleted());
            assertEquals(1, store.sessions().size());
        }
    }

    /** Outages and their ends come in turns, and nothing else. */
    private static void assertTold(List<String> told) {
        List<String> kinds = told.stream().filter(kind -> !kind.equals("checkpoints_rewritten")).toList();
        for (int i = 0; i < kinds.size(); i++) {
            assertEquals(i % 2 == 0 ? "CheckpointsDown" : "CheckpointsUp", kinds.get(i), () -> "in " + kinds);
        }
        assertEquals(0, kinds.size() % 2);
        assertTrue(kinds.size() >= 4, () -> "the storm was none: " + kinds);
    }

    /** Ends all faults and waits until the writer has seen that. */
    private void mend(RecordingInbox inbox) throws InterruptedException {
        proxy.pass();
        valkey.command("CONFIG", "SET", "maxmemory", "0");
        inbox.awaitUps(downs(inbox));
    }

    private static int downs(RecordingInbox inbox) {
        return (int) inbox.kinds().stream().filter("CheckpointsDown"::equals).count();
    }

    /** Renews as a runner does, in the middle of it all. */
    private void renew(ValkeyCheckpointStore store) {
        renewals.add(Thread.ofVirtual().start(() -> {
            try {
                if (store.renew(Map.of("n", Script.SERVER), Script.LASTS) instanceof Renewal.Lost lost) {
                    losses.add(lost.message());
                }
            } catch (CheckpointStoreException away) {
                // The next one may do better.
            }
        }));
    }

    private int run(EventSink sink, RecordingInbox inbox, Random random, Runnable renewal) throws InterruptedException {
        int next = 0;
        for (int step = 0; step < STEPS; step++) {
            if (step % STEPS_PER_FAULT == 0) {
                if (random.nextBoolean()) {
                    mend(inbox);
                }
                fault(random);
            }
            if (step % STEPS_PER_RENEWAL == 0) {
                renewal.run();
            }
            boolean end = random.nextInt(4) == 0;
            if (open.size() < AT_ONCE && random.nextBoolean()) {
                sink.onEvent(script.dispatched(next), end);
                open.add(next);
                next++;
            } else if (!open.isEmpty()) {
                int ordinal = open.remove(/* index */ random.nextInt(open.size()));
                sink.onEvent(end(ordinal, random), end);
            }
        }
        return next;
    }

    private Envelope end(int ordinal, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> script.failed(ordinal);
            case 1 -> script.cancelled(ordinal);
            case 2 -> script.withdrawn(ordinal);
            default -> {
                completed.set(ordinal);
                yield script.completed(ordinal);
            }
        };
    }

    private void fault(Random random) {
        switch (random.nextInt(9)) {
            case 0 -> proxy.cut();
            case 1 -> proxy.stall(Direction.TO_SERVER);
            case 2 -> proxy.stall(Direction.TO_CLIENT);
            case 3 -> proxy.cutAfter(Direction.TO_CLIENT, random.nextInt(400));
            case 4 -> proxy.cutAfter(Direction.TO_SERVER, random.nextInt(40_000));
            case 5 -> proxy.down();
            case 6 -> valkey.command("DEL", "cqr-run:r"); // evicted
            case 7 -> valkey.command("CONFIG", "SET", "maxmemory", "1mb");
            default -> valkey.command("SCRIPT", "FLUSH");
        }
    }
}
