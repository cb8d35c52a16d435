package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.adapters.clickhouse.NodeCheck.Problem;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.net.TlsFront;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.TestUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said at the start about nodes that can, and cannot, be worked with. */
class ClusterCheckTest {
    @RegisterExtension
    static final Servers servers = Servers.with()
            .nodes(2)
            .user("op", "se:cret ü")
            .user(TestUser.named("reader", "").readonly())
            .user(TestUser.named("fixed", "").setting("async_insert", "1").fixed("async_insert"))
            .user(TestUser.named("agrees", "").setting("async_insert", "0").fixed("async_insert"))
            .user(TestUser.named("logged", "").setting("log_queries", "1").fixed("log_queries"))
            .build();

    private final ClickHouseNode node = servers.node(0);

    private static ClusterCheck check(ClickHouseSettings settings) {
        try (ClickHouseCluster cluster = ClickHouseCluster.open(settings)) {
            return cluster.check();
        }
    }

    private static NodeCheck.Unusable unusable(ClickHouseSettings settings) {
        List<NodeCheck.Unusable> all = check(settings).unusable();
        assertEquals(1, all.size(), all.toString());
        return all.getFirst();
    }

    private static ClickHouseSettings secure(String hosts, @Nullable Path ca, @Nullable Path cert, @Nullable Path key) {
        return new ClickHouseSettings(NodeAddress.parseList(hosts, true), "default", Secret.EMPTY, null, true, ca, cert,
                key, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(5), "run-1", "inst", "1.2.3");
    }

    private static void assertSaid(Problem problem, String message, NodeCheck.Unusable said) {
        assertEquals(message, said.message());
        assertEquals(problem, said.problem());
    }

    @Test
    void goodNodesSayWhoTheyAre() {
        ClusterCheck check = check(Bench.settings(node, servers.node(1)));
        assertEquals(List.of(), check.warnings());
        assertEquals(2, check.nodes().size());
        NodeCheck.Ready ready = assertInstanceOf(NodeCheck.Ready.class, check.nodes().getFirst());
        assertTrue(ready.version().matches("\\d+\\.\\d+\\.\\d+\\..*"), ready.version());
        assertEquals(node.query("SELECT timezone()").strip(), ready.timeZone());
        assertTrue(ready.uptime().toSeconds() < 3600, ready.toString());
    }

    @Test
    void passwordsOfAllKindsWork() {
        assertEquals(List.of(), check(Bench.as(Bench.settings(node), "op", "se:cret ü")).unusable());
    }

    @Test
    void wrongPassword() {
        assertSaid(Problem.LOGIN,
                "node " + node.address() + " does not let user 'op' in; check user and password",
                unusable(Bench.as(Bench.settings(node), "op", "wrong")));
    }

    @Test
    void unknownDatabase() {
        assertSaid(Problem.DATABASE, "node " + node.address() + " has no database 'nowhere'",
                unusable(Bench.in(Bench.settings(node), "nowhere")));
    }

    @Test
    void refusedConnectionNamesTheNodeAndLeavesTheOtherReady() {
        try (TcpProxy proxy = TcpProxy.to(node.host(), node.httpPort())) {
            proxy.refuse();
            ClusterCheck check = check(Bench.settings(proxy.address() + "," + node.address()));
            assertSaid(Problem.UNREACHABLE, "node " + proxy.address() + " cannot be reached: it refuses connections",
                    check.unusable().getFirst());
            assertInstanceOf(NodeCheck.Ready.class, check.nodes().get(1));
        }
    }

    @Test
    void unknownHost() {
        assertSaid(Problem.UNREACHABLE, "node no-such-host.invalid cannot be reached: its host name is not known",
                unusable(Bench.settings("no-such-host.invalid")));
    }

    @Test
    void silentNodeIsBounded() {
        try (TcpProxy proxy = TcpProxy.to(node.host(), node.httpPort())) {
            proxy.stall();
            assertSaid(Problem.UNREACHABLE, "node " + proxy.address() + " cannot be reached: it did not answer in time",
                    unusable(Bench.patient(Bench.settings(proxy.address()), Duration.ofSeconds(1))));
        }
    }

    @Test
    void nativePort() {
        NodeCheck.Unusable said = unusable(Bench.settings(node.host() + ":" + node.tcpPort()));
        assertSaid(Problem.NATIVE_PORT, "node " + node.host() + ":" + node.tcpPort()
                + " speaks ClickHouse's native protocol on that port; name its HTTP port (usually 8443, or 8123 with --no-secure)",
                said);
    }

    @Test
    void somethingElse() {
        NodeCheck.Unusable said;
        try (HttpStub stub = HttpStub.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nnginx")) {
            said = unusable(Bench.settings(stub.address()));
        }
        assertEquals(Problem.NOT_CLICKHOUSE, said.problem());
        assertTrue(said.message().endsWith("the answer is not ClickHouse's (HTTP status 404: nginx)"), said.message());
    }

    @Test
    void readOnlyProfileIsSaidOnceAndReadsWork() {
        ClickHouseSettings settings = Bench.as(Bench.settings(node, servers.node(1)), "reader", "");
        ClusterCheck check = check(settings);
        assertEquals(List.of(), check.unusable());
        assertEquals(List.of("profile_readonly", "settings_forbidden"),
                check.warnings().stream().map(RunInput.Notice::code).limit(2).toList());
        assertTrue(check.warnings().get(1).message().contains("log_comment"), check.warnings().toString());
        try (Bench bench = Bench.of(settings)) {
            bench.succeed("SELECT 1");
            ExecutionReport.Failed end = assertInstanceOf(ExecutionReport.Failed.class,
                    bench.run("CREATE TABLE t (n UInt8) ENGINE = Memory"));
            assertEquals("READONLY", end.failure().name());
        }
    }

    @Test
    void forbiddenSettingIsSaidOnceAndLeftOut() {
        ClickHouseSettings settings = Bench.as(Bench.settings(node, servers.node(1)), "fixed", "");
        ClusterCheck check = check(settings);
        assertEquals(
                List.of(new RunInput.Notice("settings_forbidden",
                        "the user's profile forbids to change async_insert; statements go without (on "
                                + node.address() + ", " + servers.node(1).address()
                                + "); remedy: let the profile allow it")),
                check.warnings());
        try (Bench bench = Bench.of(settings)) {
            bench.succeed("SELECT 1");
        }
        try (Bench bench = Bench.unchecked(settings)) {
            ExecutionReport.Failed end = assertInstanceOf(ExecutionReport.Failed.class, bench.run("SELECT 1"));
            assertEquals("SETTING_CONSTRAINT_VIOLATION", end.failure().name());
        }
    }

    @Test
    void forbiddenSettingThatIsAsWeWantItIsNoMatter() {
        ClickHouseSettings settings = Bench.as(Bench.settings(node), "agrees", "");
        assertEquals(List.of(), check(settings).warnings());
        try (Bench bench = Bench.of(settings)) {
            bench.succeed("SELECT 1");
        }
    }

    @Test
    void progressComesWhereLoggingIsFixed() {
        try (Bench bench = Bench.of(Bench.as(Bench.settings(node), "logged", ""))) {
            String id = bench.start("SELECT sum(sleepEachRow(0.02)) FROM numbers(50) SETTINGS max_block_size = 1");
            bench.reports.progress(id, p -> true);
            bench.reports.end(id, ExecutionReport.Succeeded.class);
            assertEquals(List.of(), bench.reports.all(RunInput.Notice.class));
        }
    }

    @Test
    void tlsWithTheRightAuthority() {
        try (TlsFront front = TlsFront.to(node.host(), node.httpPort()).start();
                Bench bench = Bench.of(secure(front.address(), front.caPem(), null, null))) {
            bench.succeed("SELECT 1");
            assertTrue(front.handshakes() > 0);
        }
    }

    @Test
    void tlsWithTheWrongAuthority() {
        try (TlsFront front = TlsFront.to(node.host(), node.httpPort()).start()) {
            assertSaid(Problem.CERTIFICATE, "no TLS connection to node " + front.address()
                    + ": its certificate is not signed by a trusted authority; check --ca-cert (" + front.wrongCaPem()
                    + ")",
                    unusable(secure(front.address(), front.wrongCaPem(), null, null)));
            assertSaid(Problem.CERTIFICATE, "no TLS connection to node " + front.address()
                    + ": its certificate is not signed by a trusted authority; name the authority's certificate with --ca-cert",
                    unusable(secure(front.address(), null, null, null)));
        }
    }

    @Test
    void tlsForAnotherHost() {
        try (TlsFront front = TlsFront.to(node.host(), node.httpPort()).forHosts("db.example").start()) {
            assertSaid(Problem.CERTIFICATE, "no TLS connection to node " + front.address()
                    + ": its certificate is for another host name; use the name that the certificate is for",
                    unusable(secure(front.address(), front.caPem(), null, null)));
        }
    }

    @Test
    void tlsExpired() {
        try (TlsFront front = TlsFront.to(node.host(), node.httpPort()).expired().start()) {
            NodeCheck.Unusable said = unusable(secure(front.address(), front.caPem(), null, null));
            assertEquals(Problem.CERTIFICATE, said.problem());
            assertTrue(said.message().contains("expired"), said.message());
        }
    }

    @Test
    void tlsWithClientCertificate() {
        try (TlsFront front = TlsFront.to(node.host(), node.httpPort()).requireClientCertificate().start()) {
            try (Bench bench = Bench
                    .of(secure(front.address(), front.caPem(), front.clientCertPem(), front.clientKeyPem()))) {
                bench.succeed("SELECT 1");
            }
            NodeCheck.Unusable said = unusable(secure(front.address(), front.caPem(), null, null));
            assertEquals(Problem.CERTIFICATE, said.problem());
            assertTrue(said.message().endsWith("it may want a client certificate"), said.message());
        }
    }

    @Test
    void tlsToAPlainPortAndTheReverse() {
        assertSaid(Problem.TLS_MISMATCH, "node " + node.address()
                + " does not speak TLS on that port; name its HTTPS port (usually 8443) or switch TLS off (--no-secure)",
                unusable(secure(node.address(), null, null, null)));
        try (TlsFront front = TlsFront.to(node.host(), node.httpPort()).start()) {
            NodeCheck.Unusable said = unusable(Bench.settings(front.address()));
            assertEquals(Problem.TLS_MISMATCH, said.problem(), said.message());
        }
    }

    @Test
    void certificateFilesThatCannotBeUsed() {
        Path missing = Path.of("no-such-file.pem");
        assertEquals("cannot read no-such-file.pem: there is no such file",
                assertThrows(IllegalArgumentException.class,
                        () -> ClickHouseCluster.open(secure("localhost", missing, null, null))).getMessage());
        try (TlsFront front = TlsFront.to(node.host(), node.httpPort()).start()) {
            assertEquals("there is no unencrypted PKCS#8 key ('BEGIN PRIVATE KEY') in " + front.caPem()
                    + "; convert it with: openssl pkcs8 -topk8 -nocrypt",
                    assertThrows(IllegalArgumentException.class, () -> ClickHouseCluster
                            .open(secure("localhost", null, front.clientCertPem(), front.caPem()))).getMessage());
            assertEquals("there is no usable certificate in " + front.clientKeyPem(),
                    assertThrows(IllegalArgumentException.class,
                            () -> ClickHouseCluster.open(secure("localhost", front.clientKeyPem(), null, null)))
                            .getMessage());
        }
    }
}
