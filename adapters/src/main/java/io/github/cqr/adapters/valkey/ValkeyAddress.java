package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStoreException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.Transports;
import java.time.Duration;

/** Where Valkey is: for lettuce, and in words that hold no password. */
record ValkeyAddress(RedisURI uri, String display) {
    /**
     * Reads a URL.
     *
     * @throws CheckpointStoreException if it is none that lettuce can use
     */
    static ValkeyAddress of(String url, Duration timeout) {
        RedisURI uri;
        try {
            uri = RedisURI.create(url);
        } catch (RuntimeException e) {
            // The cause is left out: its message may quote the URL, and with it the password.
            throw new CheckpointStoreException("the Valkey URL is not valid: it must be"
                    + " redis://[user:password@]host[:port][/db], or rediss://... for TLS", null);
        }
        if (uri.getSocket() != null && !Transports.NativeTransports.isDomainSocketSupported()) {
            throw new CheckpointStoreException("Unix sockets (redis-socket://) need a native library of Netty's that is"
                    + " not part of this program: use redis://", null);
        }
        uri.setTimeout(timeout);
        uri.setClientName("cqr");
        return new ValkeyAddress(uri, display(uri));
    }

    private static String display(RedisURI uri) {
        if (uri.getSocket() != null) {
            return "redis-socket://" + uri.getSocket();
        }
        if (!uri.getSentinels().isEmpty()) {
            return "redis-sentinel://" + uri.getSentinels().getFirst().getHost() + "/" + uri.getSentinelMasterId();
        }
        String host = uri.getHost().contains(":") ? "[" + uri.getHost() + "]" : uri.getHost();
        return (uri.isSsl() ? "rediss://" : "redis://") + host + ":" + uri.getPort() + "/" + uri.getDatabase();
    }

    /** What may help with a server that does not speak as expected, or nothing. */
    String hint(String trouble) {
        if (uri.isSsl() && trouble.equals(PlainWords.SILENT)) {
            return " (if it does not speak TLS, use redis:// instead of rediss://)";
        }
        return !uri.isSsl() && trouble.equals(PlainWords.CLOSED) ? " (if it wants TLS, use rediss://)" : "";
    }

    @Override
    public String toString() {
        return display;
    }
}
