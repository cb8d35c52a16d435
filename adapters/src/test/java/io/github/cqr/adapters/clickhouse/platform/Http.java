package io.github.cqr.adapters.clickhouse.platform;

import io.github.cqr.fixtures.net.TcpProxy;
import io.github.cqr.fixtures.server.ClickHouseNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Sends bare HTTP requests to one node and shows the answers as they are, errors too. */
final class Http implements AutoCloseable {
    /** What a test waits for at most. */
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();
    private final ClickHouseNode node;
    private final String address;
    private final String user;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http(ClickHouseNode node, String address, String user) {
        this.node = node;
        this.address = address;
        this.user = user;
    }

    /** To that node, as the user of the fixtures. */
    static Http to(ClickHouseNode node) {
        return new Http(node, node.address(), node.user());
    }

    /** To that node, as another user without a password. */
    static Http to(ClickHouseNode node, String user) {
        return new Http(node, node.address(), user);
    }

    /** To that node by way of a proxy. */
    static Http through(TcpProxy proxy, ClickHouseNode node) {
        return new Http(node, proxy.address(), node.user());
    }

    /**
     * One request, with {@code wait_end_of_query=1}.
     *
     * @param sql the body
     * @param parameters names and values by turns
     */
    Answer send(String sql, String... parameters) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + target(parameters)))
                .timeout(PATIENCE)
                .header("X-ClickHouse-User", user)
                .header("X-ClickHouse-Key", password())
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(),
                    answer.headers().firstValue("X-ClickHouse-Exception-Code").map(Integer::parseInt).orElse(0),
                    answer.body().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server was to answer", e);
        }
    }

    /** Sends one request whole, on a connection of its own, and does not wait for the answer. */
    Caller call(String sql, String... parameters) {
        return Caller.open(address, head(), target(parameters), sql).finish();
    }

    /** Sends the head of a request, and nothing of its body. */
    Caller callWithoutBody(String sql, String... parameters) {
        return Caller.open(address, head(), target(parameters), sql);
    }

    private String head() {
        return "Host: " + address + "\r\nX-ClickHouse-User: " + user + "\r\nX-ClickHouse-Key: " + password() + "\r\n";
    }

    private String password() {
        return user.equals(node.user()) ? node.password() : "";
    }

    private static String target(String... parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("wait_end_of_query", "1");
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        StringBuilder target = new StringBuilder("/");
        all.forEach((key, value) -> target.append(target.length() == 1 ? '?' : '&').append(key).append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return target.toString();
    }

    /** Waits until a statement with that query id runs. */
    void awaitRunning(String queryId) {
        await(() -> running(queryId), () -> queryId + " does not run: " + logged(queryId));
    }

    /** Waits until no statement with that query id runs. */
    void awaitEnd(String queryId) {
        await(() -> !running(queryId), () -> queryId + " does not end");
    }

    private boolean running(String queryId) {
        return send("SELECT count() FROM system.processes WHERE query_id = '" + queryId + "'").number() == 1;
    }

    /** The types of the log's lines for that query id, in order, with {@code written_rows}: {@code QueryStart 0,QueryFinish 7}. */
    String logged(String queryId) {
        send("SYSTEM FLUSH LOGS").good();
        return send(
                "SELECT arrayStringConcat(groupArray(concat(toString(type), ' ', toString(written_rows))), ',') FROM"
                        + " (SELECT type, written_rows FROM merge('system', '^query_log(_[0-9]+)?$') WHERE query_id = '"
                        + queryId
                        + "' ORDER BY event_time_microseconds, type)")
                .good();
    }

    /** {@code written_rows} of the last line for that query id. */
    long writtenRows(String queryId) {
        String lines = logged(queryId);
        return Long.parseLong(lines.substring(lines.lastIndexOf(' ') + 1));
    }

    /** The rows of the parts that the query wrote in that table, by {@code part_log}. */
    long parts(String queryId, String table) {
        return partRows(queryId, " AND concat(database, '.', table) = '" + table + "'");
    }

    /** The rows of the parts that the query wrote, whatever the table. */
    long allParts(String queryId) {
        return partRows(queryId, "");
    }

    private long partRows(String queryId, String more) {
        send("SYSTEM FLUSH LOGS").good();
        return send(
                "SELECT sum(rows) FROM merge('system', '^part_log(_[0-9]+)?$') WHERE event_type = 'NewPart' AND error = 0"
                        + " AND query_id = '" + queryId + "'" + more)
                .number();
    }

    /** Asks again and again until it is so; an error that says {@code otherwise} if it never is. */
    static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
