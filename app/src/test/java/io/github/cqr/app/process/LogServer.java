package io.github.cqr.app.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/** Where shippers deliver to: takes lines, over bare TCP or as the bodies of HTTP requests, and keeps them. */
final class LogServer implements AutoCloseable {
    private final List<String> lines = new ArrayList<>();
    private final Closeable server;
    private final int port;

    /** Takes lines over TCP. */
    static LogServer tcp() throws IOException {
        return new LogServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** Takes lines in the bodies of requests, and answers each. */
    static LogServer http() throws IOException {
        return new LogServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    private LogServer(ServerSocket socket) {
        server = socket;
        port = socket.getLocalPort();
        Thread.startVirtualThread(() -> accept(socket));
    }

    private LogServer(HttpServer http) {
        server = () -> http.stop(0);
        port = http.getAddress().getPort();
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::answer);
        http.start();
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket connection = socket.accept();
                Thread.startVirtualThread(() -> read(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void read(Socket connection) {
        try (connection;
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(List.of(line));
            }
        } catch (IOException broken) {
            // What came whole before it broke is kept; the rest is missing, and the test says so.
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).lines().toList());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private synchronized void add(List<String> more) {
        lines.addAll(more);
    }

    int port() {
        return port;
    }

    /** All that came so far, in the order in which it came. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
