package io.github.cqr.adapters.valkey;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.protocol.RedisProtocolException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What went wrong with Valkey, in words for an operator: half a sentence that goes after the server's address. */
final class PlainWords {
    /** No answer within the time-out. */
    static final String SILENT = "it does not answer in time";
    /** The connection ended. */
    static final String CLOSED = "it closed the connection";

    private static final Pattern SCRIPT = Pattern.compile("\\s+script: [0-9a-f]{40}.*");

    private PlainWords() {}

    /** The cause in plain words. */
    static String of(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String words = known(t);
            if (words != null) {
                return words;
            }
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : firstLine(message);
    }

    /** What one of the words means with which {@link Scripts} refuse. */
    static String ofRefusal(String word) {
        return switch (word) {
            case "lost" -> "the record of the run is gone: the server was restarted without its data, or flushed";
            case "replaced" ->
                "the lease of the run is not this process's: another process has taken the run over, or the server has"
                        + " lost its last writes";
            case "reset" -> "the run was reset by another process";
            case "expired" -> "the lease of the run has expired";
            default -> "the server answered: " + word;
        };
    }

    /** Whether the server said that the user may not use this command. */
    static boolean forbidden(@Nullable Throwable thrown) {
        return thrown instanceof RedisCommandExecutionException e
                && String.valueOf(e.getMessage()).startsWith("NOPERM");
    }

    /** Whether the server answered, with an error. */
    static boolean answered(@Nullable Throwable thrown) {
        return thrown instanceof RedisCommandExecutionException;
    }

    private static @Nullable String known(Throwable t) {
        return switch (t) {
            case RedisCommandExecutionException e -> server(String.valueOf(e.getMessage()));
            case UnknownHostException _ -> "there is no such host";
            case SSLException e -> tls(String.valueOf(e.getMessage()));
            case RedisCommandTimeoutException _,TimeoutException _ -> SILENT;
            case ConnectException e -> connect(String.valueOf(e.getMessage()));
            case ClosedChannelException _ -> CLOSED;
            case RedisProtocolException _ -> "what answers there is not a Valkey";
            default -> text(String.valueOf(t.getMessage()));
        };
    }

    private static String connect(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("timed out")) {
            return SILENT;
        }
        return lower.contains("refused") ? "the connection was refused; is it running?" : firstLine(message);
    }

    private static String tls(String message) {
        return message.contains("not an SSL/TLS record")
                ? "it does not speak TLS; use redis:// instead of rediss://"
                : "TLS failed: " + firstLine(message);
    }

    private static String server(String message) {
        String word = message.split(" ", 2)[0];
        return switch (word) {
            case "WRONGPASS" -> "wrong user or password";
            case "NOAUTH" -> "it asks for a password, and none was given";
            case "NOPERM" -> "the user lacks a permission: " + firstLine(message);
            case "READONLY" -> "it is a read-only replica: " + firstLine(message);
            case "OOM" -> "it is out of memory: " + firstLine(message);
            case "LOADING" -> "it is still loading its data: " + firstLine(message);
            case "MISCONF" -> "it cannot write its data to disk: " + firstLine(message);
            case "NOREPLICAS" -> "too few of its replicas are there: " + firstLine(message);
            default -> message.contains("invalid password")
                    ? "wrong user or password"
                    : "it answered: " + firstLine(message);
        };
    }

    /** What lettuce and Netty say in text only. */
    private static @Nullable String text(String message) {
        if (message.contains("RedisHandshakeHandler not registered")) {
            return CLOSED; // lettuce's words for a connection that ended before its handshake had begun
        }
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("connection closed") || lower.contains("connection reset")
                || lower.contains("broken pipe") || lower.contains("currently not connected")) {
            return CLOSED;
        }
        return null;
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("").strip();
        return SCRIPT.matcher(line).replaceFirst(""); // which of our scripts it was is of no use to an operator
    }
}
