package io.github.cqr.adapters.clickhouse;

import io.github.cqr.fixtures.server.ClickHouseNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** A load balancer that is not sticky: each connection goes to the next node. */
final class Splitter implements AutoCloseable {
    private final ServerSocket socket;
    private final List<ClickHouseNode> nodes;

    private Splitter(List<ClickHouseNode> nodes) {
        this.nodes = nodes;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::acceptAll);
    }

    static Splitter between(ClickHouseNode... nodes) {
        return new Splitter(List.of(nodes));
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void acceptAll() {
        for (int i = 0;; i++) {
            try {
                Socket client = socket.accept();
                ClickHouseNode node = nodes.get(i % nodes.size());
                Socket server = new Socket(node.host(), node.httpPort());
                Thread.ofVirtual().start(() -> pump(client, server));
                Thread.ofVirtual().start(() -> pump(server, client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from; to) {
            long _ = from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
