package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Renewal;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeaseTest {
    @RegisterExtension
    static final Servers servers = Servers.with().nodes(0).valkey().build();

    private static final Manifest MANIFEST = new Manifest("gen1", "/a.sql", "host", null, List.of("a:1"), 0);
    private static final Map<String, ServerBoot> SEEN = Map.of("n1", Script.SERVER, "n2",
            new ServerBoot("10.0.0.2:8123", Instant.parse("2026-02-09T14:00:01Z")));

    private final ValkeyServer valkey = servers.valkey();
    private final RecordingInbox inbox = new RecordingInbox();
    private final ValkeyCheckpointStore a = open();
    private final ValkeyCheckpointStore b = open();

    private ValkeyCheckpointStore open() {
        return ValkeyCheckpointStore
                .connect(ValkeySettings.of(valkey.url().toString(), "r", Duration.ofDays(7)));
    }

    @BeforeEach
    void empty() {
        valkey.flushAll();
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private static Acquisition acquire(ValkeyCheckpointStore store, String instance) {
        return store.acquire(Script.holder(instance), Script.LASTS, false);
    }

    private static Acquisition.Granted granted(Acquisition answer) {
        return assertInstanceOf(Acquisition.Granted.class, answer);
    }

    private static Renewal renew(ValkeyCheckpointStore store) {
        return store.renew(SEEN, Script.LASTS);
    }

    private void set(String field, String value) {
        valkey.command("HSET", "cqr-run:r", field, value);
    }

    private String get(String field) {
        return String.valueOf(valkey.text("HGET", "cqr-run:r", field));
    }

    private long now() {
        List<?> time = assertInstanceOf(List.class, valkey.command("TIME"));
        return Long.parseLong(String.valueOf(time.getFirst())) * 1000;
    }

    /** As if the holder had not been heard of for that long. */
    private void silentFor(Duration time) {
        set("renewed", Long.toString(now() - time.toMillis()));
        set("expires", Long.toString(now() - time.toMillis() + Script.LASTS.toMillis()));
    }

    @Test
    void aServerThatDidNotTakeTheLastRenewalMayHaveLostSessions() {
        assertTrue(granted(acquire(a, "a")).remembers());
        a.begin(MANIFEST);
        assertEquals(new Renewal.Renewed(), renew(a));
        assertTrue(granted(b.acquire(Script.holder("b"), Script.LASTS, true)).remembers());
        b.begin(MANIFEST);
        set("server", "another");
        assertFalse(granted(a.acquire(Script.holder("c"), Script.LASTS, true)).remembers());
        assertFalse(granted(b.acquire(Script.holder("d"), Script.LASTS, true)).remembers(),
                "until somebody has begun, what the last one left is not looked after");
    }

    @Test
    void aNewRunIsFreeAndNeedsNoManifest() {
        assertEquals(new Acquisition.Granted(1, null, true, Duration.ZERO, Map.of()), acquire(a, "a"));
        assertNull(a.manifest());
        assertEquals(List.of(), a.known(List.of("r")));
        assertEquals(List.of(), a.openIntents());
        assertTrue((Long) Objects.requireNonNull(valkey.command("TTL", "cqr-run:r")) > 0);
        assertEquals(new Renewal.Renewed(), renew(a));
        a.begin(MANIFEST);
        assertEquals(MANIFEST, a.manifest());
        assertEquals(new Renewal.Renewed(), renew(a));
    }

    @Test
    void whoComesSecondIsToldWhoHoldsItAndSeesThatItLives() {
        granted(acquire(a, "a"));
        var first = assertInstanceOf(Acquisition.Held.class, acquire(b, "b"));
        assertEquals(Script.holder("a"), first.holder());
        assertTrue(first.expiresIn().toSeconds() >= 50 && first.expiresIn().compareTo(Script.LASTS) <= 0,
                first.toString());
        renew(a);
        var second = assertInstanceOf(Acquisition.Held.class, acquire(b, "b"));
        assertTrue(second.renewals() > first.renewals(), second.toString());
        assertThrows(CheckpointStoreException.class, () -> b.begin(MANIFEST));
        assertThrows(CheckpointStoreException.class,
                () -> b.settle(Script.intent(0, 1), new Settlement.TakenAsCompleted()));
        assertThrows(CheckpointStoreException.class, () -> b.reset(true));
        assertFalse(b.register(new Registered("s", "n1", Script.SERVER)));
        assertThrows(CheckpointStoreException.class, () -> b.forget("s"));
        b.release(true);
        assertEquals(new Renewal.Renewed(), renew(a), "nothing of that did any harm");
    }

    @Test
    void anExpiredOneIsTakenOverWithAllThatIsKnownOfItsHolder() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        renew(a);
        silentFor(Duration.ofSeconds(90));
        var taken = granted(acquire(b, "b"));
        assertEquals(2, taken.epoch());
        assertEquals(Script.holder("a"), taken.former());
        assertFalse(taken.clean());
        assertEquals(SEEN, taken.seen());
        assertTrue(taken.sinceRenewal().toSeconds() >= 89 && taken.sinceRenewal().toSeconds() < 100, taken.toString());
        var lost = assertInstanceOf(Renewal.Lost.class, renew(a));
        assertTrue(lost.message().contains("another process has taken the run over"), lost.message());
    }

    @Test
    void whoAsksAgainIsToldTheSameOfTheFormerHolder() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        renew(a);
        silentFor(Duration.ofSeconds(90));
        granted(acquire(b, "b"));
        renew(b);
        var again = granted(acquire(b, "b"));
        assertEquals(3, again.epoch());
        assertEquals(Script.holder("a"), again.former());
        assertFalse(again.clean());
        assertEquals(SEEN, again.seen());
        b.begin(MANIFEST);
        b.release(true);
        assertEquals(Script.holder("b"), granted(acquire(b, "b")).former());
    }

    @Test
    void whoEndsBeforeItBeganIsNobodysFormerHolder() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        renew(a);
        silentFor(Duration.ofHours(2));
        granted(acquire(b, "b"));
        assertEquals(new Renewal.Renewed(), b.renew(Map.of(), Script.LASTS));
        b.release(false); // a person must decide on what a left
        for (String instance : List.of("c", "d")) {
            var taken = granted(acquire(b, instance));
            assertEquals(Script.holder("a"), taken.former());
            assertFalse(taken.clean());
            assertEquals(SEEN, taken.seen());
            assertTrue(taken.sinceRenewal().toMinutes() >= 119, taken.toString());
            b.release(true);
        }
        granted(acquire(b, "e"));
        b.begin(MANIFEST);
        b.release(true);
        var taken = granted(acquire(a, "f"));
        assertEquals(Script.holder("e"), taken.former());
        assertTrue(taken.clean());
    }

    @Test
    void aCleanEndFreesItAtOnceAndAnUncleanOneToo() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        renew(a);
        a.release(false);
        assertFalse(granted(acquire(b, "b")).clean());
        b.begin(MANIFEST);
        b.release(true);
        var taken = granted(acquire(a, "c"));
        assertTrue(taken.clean());
        assertEquals(Script.holder("b"), taken.former());
    }

    @Test
    void itCanBeStolen() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        assertEquals(Script.holder("a"), granted(b.acquire(Script.holder("b"), Script.LASTS, true)).former());
        assertInstanceOf(Renewal.Lost.class, renew(a));
    }

    @Test
    void anExpiredLeaseThatNobodyTookIsRenewed() {
        granted(acquire(a, "a"));
        silentFor(Duration.ofHours(1));
        assertEquals(new Renewal.Renewed(), renew(a));
        assertInstanceOf(Acquisition.Held.class, acquire(b, "b"));
    }

    @Test
    void aServerThatDidNotTakeTheLastRenewalIsBelievedOnlyAfterALease() {
        granted(acquire(a, "a"));
        renew(a);
        silentFor(Duration.ofHours(1));
        set("server", "another"); // as after a restart, or a failover
        var held = assertInstanceOf(Acquisition.Held.class, acquire(b, "b"));
        assertTrue(held.expiresIn().toSeconds() >= 50, held.toString());
        String[] met = get("met").split(" ", -1);
        set("met", met[0] + " " + (now() - 50_000));
        held = assertInstanceOf(Acquisition.Held.class, acquire(b, "b"));
        assertTrue(held.expiresIn().toSeconds() <= 10, held.toString());
        set("met", met[0] + " " + (now() - 61_000));
        granted(acquire(b, "b"));
        set("server", "another");
        b.release(true);
        granted(acquire(a, "a"));
    }

    @Test
    void aDeadHolderNeedNotExpireUnlessTheServerThatRenewedItsLeaseIsGone() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        renew(a);
        assertInstanceOf(Acquisition.Held.class, acquire(b, "b"));
        assertInstanceOf(Acquisition.Held.class,
                b.succeed(Script.holder("b"), Script.LASTS, Script.holder("c")), "another one is dead");
        set("server", "another"); // as after a restart
        var held = assertInstanceOf(Acquisition.Held.class,
                b.succeed(Script.holder("b"), Duration.ofDays(365), Script.holder("a")));
        assertTrue(held.expiresIn().toDays() > 300, held.toString());
        assertEquals(Script.holder("a"), held.holder());
        try (EventSink _ = a.writer(inbox)) {
            assertEquals(new Renewal.Renewed(), renew(a));
            assertEquals(List.of("checkpoints_rewritten"), inbox.kinds(), "as it may have lost what nobody numbered");
        }
        var taken = granted(b.succeed(Script.holder("b"), Script.LASTS, Script.holder("a")));
        assertEquals(Script.holder("a"), taken.former());
        assertFalse(taken.clean());
    }

    @Test
    void aRenewalThatComesLateChangesNothing() {
        granted(acquire(a, "a"));
        renew(a);
        renew(a);
        String seen = get("seen");
        assertEquals("ok", valkey.command("EVAL", Scripts.RENEW.text(), "1", "cqr-run:r", "", get("writer"), "100",
                "0", "1", "60000", "{}"));
        assertEquals(seen, get("seen"));
    }

    @Test
    void aWriteThatFindsTheRunTakenOverSaysSoBeforeItsEventIsLetThrough() {
        granted(acquire(a, "i1"));
        a.begin(MANIFEST);
        var events = new Script("r");
        try (EventSink writer = a.writer(inbox)) {
            writer.onEvent(events.dispatched(0), true);
            assertEquals(List.of(), inbox.kinds());
            granted(b.acquire(Script.holder("i2"), Script.LASTS, true));
            writer.onEvent(events.dispatched(1), true);
            assertEquals(List.of("LeaseLost", "CheckpointsDown"), inbox.kinds().subList(0, 2));
            var lost = assertInstanceOf(Renewal.Lost.class, renew(a));
            assertTrue(lost.message().contains("another process has taken the run over"), lost.message());
        }
        granted(b.acquire(Script.holder("i2"), Script.LASTS, false));
        assertInstanceOf(Renewal.Renewed.class, renew(b));
    }

    @Test
    void aRunThatWasResetIsLost() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        set("generation", "gen2");
        assertInstanceOf(Renewal.Lost.class, renew(a));
    }

    @Test
    void sessionsStayOnRecordUntilTheyAreForgotten() {
        var first = new Registered("s1", "n1", Script.SERVER);
        var second = new Registered("s2", "n2", Script.SERVER);
        granted(acquire(a, "a"));
        assertTrue(a.register(first));
        granted(b.acquire(Script.holder("b"), Script.LASTS, true));
        assertFalse(a.register(new Registered("s3", "n1", Script.SERVER)), "the lease is another's");
        assertTrue(b.register(second));
        assertEquals(List.of(first, second), b.sessions());
        b.forget("s1");
        assertEquals(List.of(second), b.sessions());
        silentFor(Duration.ofSeconds(61));
        assertFalse(b.register(new Registered("s4", "n1", Script.SERVER)), "the lease has expired");
        assertEquals(List.of(second), b.sessions());
    }

    @Test
    void aServerThatForgotTheRunGetsEverythingAgain() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        Script script = new Script("r");
        var session = new Registered("s1", "n1", Script.SERVER);
        try (EventSink sink = a.writer(inbox)) {
            assertTrue(a.register(session));
            renew(a);
            sink.onEvent(script.completed(0), false);
            sink.onEvent(script.dispatched(1), true);
            valkey.flushAll();
            assertThrows(CheckpointStoreException.class, () -> a.register(new Registered("s2", "n1", Script.SERVER)));
            assertEquals(new Renewal.Renewed(), renew(a));
            assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
            assertEquals(List.of(Script.intent(1, 1)), a.openIntents());
            assertEquals(List.of(session), a.sessions());
            assertEquals(1, a.countCompleted());
            assertEquals(1, Objects.requireNonNull(a.manifest()).completed());
            var held = assertInstanceOf(Acquisition.Held.class, acquire(b, "b"));
            assertEquals(Script.holder("a"), held.holder());
        }
    }

    @Test
    void aServerThatForgotTheRunAndGaveItToAnotherIsBelieved() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        try (EventSink sink = a.writer(inbox)) {
            sink.onEvent(new Script("r").dispatched(1), true);
            valkey.flushAll();
            granted(acquire(b, "b"));
            assertInstanceOf(Renewal.Lost.class, renew(a));
            sink.onEvent(new Script("r").completed(1), true);
        }
        assertNull(b.manifest());
        assertEquals(new Renewal.Renewed(), renew(b));
    }

    @Test
    void whatARunWithoutAManifestLosesIsLost() {
        granted(acquire(a, "a"));
        valkey.flushAll();
        var lost = assertInstanceOf(Renewal.Lost.class, renew(a));
        assertTrue(lost.message().contains("the record of the run is gone"), lost.message());
    }

    @Test
    void aRenewalNoticesThatTheLastWritesAreGone() {
        granted(acquire(a, "a"));
        a.begin(MANIFEST);
        Script script = new Script("r");
        try (EventSink sink = a.writer(inbox)) {
            sink.onEvent(script.dispatched(0), true);
            sink.onEvent(script.dispatched(1), true);
            assertTrue(a.register(new Registered("s1", "n1", Script.SERVER)));
            // As a failover to a replica that lags leaves it.
            valkey.command("HDEL", "cqr-run:r", "intent:" + Script.queryId(1, 1), "session:s1");
            set("written", "1");
            assertEquals(new Renewal.Renewed(), renew(a));
            assertEquals(2, a.openIntents().size());
            assertEquals(1, a.sessions().size());
            assertEquals(List.of("checkpoints_rewritten"), inbox.kinds());
        }
    }
}
