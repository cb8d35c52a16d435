package io.github.cqr.adapters.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.cqr.fixtures.server.ClickHouseNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a node and hands requests on, but keeps the answers to some to itself with the connection open, as a firewall does that
 * forgets a connection.
 */
final class Swallower implements AutoCloseable {
    private final List<ClickHouseNode> nodes;
    private final AtomicInteger turn = new AtomicInteger();
    private final String marker;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile @Nullable String refused;
    private volatile boolean lost;
    private final CountDownLatch end = new CountDownLatch(1);

    private Swallower(List<ClickHouseNode> nodes, String marker) {
        this.nodes = nodes;
        this.marker = marker;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** Keeps answers to requests whose body begins with {@code marker}. */
    static Swallower before(ClickHouseNode node, String marker) {
        return new Swallower(List.of(node), marker);
    }

    /** Hands each request to the next of these nodes, as a load balancer does. */
    static Swallower balancing(ClickHouseNode... nodes) {
        return new Swallower(List.of(nodes), "nothing begins so");
    }

    /** From now on a request with that in its body is refused as by a server that wants another grant. */
    Swallower refuse(String text) {
        refused = text;
        return this;
    }

    /** From now on such requests are lost instead of handed on: the connection ends without an answer. */
    Swallower lose() {
        lost = true;
        return this;
    }

    /** How many were refused. */
    int refusals() {
        return refusals.get();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try (exchange) {
            if (lost && body.startsWith(marker)) {
                return;
            }
            ClickHouseNode node = nodes.get(turn.getAndIncrement() % nodes.size());
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(node.url() + exchange.getRequestURI().toString()))
                            .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            String forbidden = refused;
            if (forbidden != null && body.contains(forbidden)) {
                refusals.incrementAndGet();
                byte[] text = "Code: 497. DB::Exception: Not enough privileges. (ACCESS_DENIED) (version 26.7.2.1)\n"
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", "497");
                exchange.sendResponseHeaders(403, text.length);
                exchange.getResponseBody().write(text);
                return;
            }
            if (body.startsWith(marker)) {
                end.await();
                return;
            }
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        client.close();
    }
}
