package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.ResetResult;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.LeaseStore.Renewal;
import io.github.cqr.domain.port.RunInput.Notice;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.net.TlsFront;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConnectTest {
    @RegisterExtension
    static final Servers locked = Servers.with().nodes(0).valkeyOption("requirepass s3cret")
            .valkeyOption("user op on >op-pass ~* &* +@all")
            .valkeyOption("user least on >least-pass ~cqr:* ~cqr-run:* +hello +select +mget +hgetall +exists +scan"
                    + " +unlink +eval +evalsha +script|load +hmget +hget +hset +hdel +hincrby +hkeys +hexists"
                    + " +get +set +ttl +expire +time")
            .valkeyOption("user poor on >poor-pass ~other:* +@all -info")
            .build();
    @RegisterExtension
    static final Servers cluster = Servers.with().nodes(0).valkeyOption("cluster-enabled yes").build();

    private static ValkeyCheckpointStore connect(String url) {
        return ValkeyCheckpointStore
                .connect(new ValkeySettings(url, "r", Duration.ofDays(7), Duration.ofMillis(1500)));
    }

    private static String refusal(String url) {
        String message = String
                .valueOf(assertThrows(CheckpointStoreException.class, () -> connect(url).close()).getMessage());
        assertFalse(message.contains("s3cret") || message.contains("wrong-pass"), "no password in: " + message);
        assertEquals(1, message.lines().count(), "one line: " + message);
        return message;
    }

    private static List<String> codes(ValkeyCheckpointStore store) {
        return store.health().stream().map(Notice::code).toList();
    }

    private static void assertSays(String expected, String url) {
        String message = refusal(url);
        assertTrue(message.contains(expected), message);
    }

    private static String at(ValkeyServer valkey, String login) {
        return "redis://" + login + valkey.host() + ":" + valkey.port();
    }

    @Test
    void passwordUserAndDatabaseOfTheUrlAreUsed() {
        ValkeyServer valkey = locked.valkey();
        var manifest = new Manifest("g", "/a.sql", "h", null, List.of(), 0);
        try (var store = connect(at(valkey, ":s3cret@") + "/5")) {
            Script.hold(store);
            store.begin(manifest);
        }
        try (var store = connect(at(valkey, "op:op-pass@") + "/5")) {
            assertEquals(manifest, store.manifest());
        }
        try (var store = connect(at(valkey, "op:op-pass@"))) {
            assertEquals(null, store.manifest(), "database 0 is another one");
        }
    }

    @Test
    void wrongPasswordsAreSaid() {
        ValkeyServer valkey = locked.valkey();
        assertSays("wrong user or password", at(valkey, ":wrong-pass@"));
        assertSays("wrong user or password", at(valkey, "op:s3cret@"));
        assertSays("asks for a password", at(valkey, ""));
        assertSays("redis://127.0.0.1:" + valkey.port() + "/0", at(valkey, ":wrong-pass@"));
        assertSays("out of range", at(valkey, ":s3cret@") + "/99");
    }

    @Test
    void aUserWhoMayNotAskForInfoConnectsAndOneWhoMayNotWriteIsToldSo() {
        try (var store = connect(at(locked.valkey(), "poor:poor-pass@"))) {
            var e = assertThrows(CheckpointStoreException.class, store::manifest);
            assertTrue(String.valueOf(e.getMessage()).contains("the user lacks a permission"), e.getMessage());
        }
    }

    @Test
    void aUserWithNothingButTheRightsThatAreNeededCanDoAll() {
        Script script = new Script("r");
        RecordingInbox inbox = new RecordingInbox();
        try (var store = connect(at(locked.valkey(), "least:least-pass@"))) {
            Script.hold(store);
            store.begin(new Manifest("g", "/a.sql", "h", "db", List.of(), 0));
            try (EventSink sink = store.writer(inbox)) {
                sink.onEvent(script.dispatched(0), true);
                sink.onEvent(script.completed(0), true);
                sink.onEvent(script.dispatched(1), true);
            }
            assertEquals(List.of(), inbox.kinds());
            assertEquals(List.of("r"), store.known(List.of("r")));
            assertEquals(1, store.completed(List.of(Script.id(0))).cardinality());
            store.settle(store.openIntents().getFirst(), new Settlement.TakenAsCompleted());
            assertEquals(2, store.countCompleted());
            store.keep(List.of(Script.id(0)));
            var session = new Registered("s", "n", Script.SERVER);
            assertTrue(store.register(session));
            assertEquals(new Renewal.Renewed(), store.renew(Map.of(), Script.LASTS));
            store.forget("s");
            assertEquals(List.of("valkey_unchecked"), codes(store));
            assertEquals(new ResetResult.Deleted(2), store.reset(false));
            store.release(true);
        }
    }

    @Test
    void clusterModeIsRefused() {
        assertSays("cluster mode", at(cluster.valkey(), ""));
    }

    @Test
    void whatIsNotThereIsSaid() {
        try (TcpProxy nothing = TcpProxy.to("127.0.0.1", 1)) {
            nothing.refuse();
            assertSays("refused", "redis://:s3cret@" + nothing.address());
        }
        assertSays("no such host", "redis://:s3cret@valkey.invalid:6379");
        try (TcpProxy silent = TcpProxy.to(locked.valkey().host(), locked.valkey().port())) {
            silent.stall();
            assertSays("does not answer", "redis://:s3cret@" + silent.address());
        }
    }

    @Test
    void tlsWorksAndIsVerified() {
        ValkeyServer valkey = locked.valkey();
        try (TlsFront front = TlsFront.to(valkey.host(), valkey.port()).start()) {
            String url = "rediss://:s3cret@localhost:" + front.port();
            connect(url + "?verifyPeer=NONE").close();
            assertSays("TLS failed", url);
            String plain = refusal("redis://:s3cret@localhost:" + front.port());
            assertTrue(plain.contains("use rediss://") || plain.contains("not a Valkey"), plain);
        }
        String message = refusal("rediss://:s3cret@127.0.0.1:" + valkey.port());
        assertTrue(message.contains("use redis://"), message);
    }

    @Test
    void somethingElseThatListensIsSaid() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAsWebServer(listener));
            assertSays("not a Valkey", "redis://:s3cret@127.0.0.1:" + listener.getLocalPort());
        }
    }

    private static void answerAsWebServer(ServerSocket listener) {
        while (true) {
            try (Socket socket = listener.accept(); OutputStream out = socket.getOutputStream()) {
                int first = socket.getInputStream().read();
                out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                while (first >= 0) {
                    first = socket.getInputStream().read();
                }
            } catch (IOException ended) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    @Test
    void urlsThatAreNoneAreRefusedWithoutQuotingThem() {
        for (String url : List.of("", "valkey", "http://x:s3cret@h", "redis://:s3cret@", "redis://:s3cret@h:port",
                "redis-socket:///run/s3cret.sock")) {
            assertDoesNotThrow(() -> refusal(url), url);
        }
    }
}
