package io.github.cqr.adapters.clickhouse.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One request on a connection of its own, whose client can send it in pieces and vanish. */
final class Caller implements AutoCloseable {
    private final Socket socket;
    private final byte[] body;

    private Caller(Socket socket, byte[] body) {
        this.socket = socket;
        this.body = body;
    }

    /** Sends the head of a request: the request line, those headers, and the body's length. */
    static Caller open(String address, String headers, String target, String sql) {
        byte[] body = sql.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + target + " HTTP/1.1\r\n" + headers + "Connection: close\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        int colon = address.lastIndexOf(':');
        try {
            Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Http.PATIENCE.toMillis());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new Caller(socket, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the body. */
    Caller finish() {
        try {
            socket.getOutputStream().write(body);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether something of an answer is there. */
    boolean answered() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the answer to its end: head and body as they came. */
    String answer() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resets the connection, as a machine does on which the client's process was killed with data unread. */
    void vanish() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
