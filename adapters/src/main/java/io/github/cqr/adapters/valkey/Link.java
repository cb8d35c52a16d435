package io.github.cqr.adapters.valkey;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server. lettuce's own reconnection is off on purpose: it sends commands again that were under way when the
 * connection broke. Here a connection that broke or stalled is thrown away with all that was under way on it, and the next use makes a
 * new one. Each user of a connection has a {@link Slot} of its own.
 */
final class Link implements AutoCloseable {
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);
    private static final int THREADS = 2;

    private final ValkeyAddress address;
    private final ClientResources resources;
    private final RedisClient client;

    Link(ValkeyAddress address, Duration timeout) {
        this.address = address;
        this.resources = ClientResources.builder().ioThreadPoolSize(THREADS).computationThreadPoolSize(THREADS).build();
        this.client = RedisClient.create(resources, address.uri());
        client.setOptions(ClientOptions.builder().autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(_ -> true)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .socketOptions(SocketOptions.builder().connectTimeout(timeout).keepAlive(true).build()).build());
    }

    /** The server, for messages. */
    ValkeyAddress address() {
        return address;
    }

    /** A place for one connection. */
    Slot slot() {
        return new Slot();
    }

    /** Closes all connections. Takes two seconds at most. */
    @Override
    public void close() {
        try {
            client.shutdown(Duration.ZERO, SHUTDOWN_LIMIT);
        } catch (RedisException late) {
            // Its threads are daemons; nothing depends on their end.
        }
        boolean _ = resources.shutdown(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN_LIMIT.toMillis());
    }

    /** One connection, made anew when it is needed and broken. */
    final class Slot {
        private @Nullable StatefulRedisConnection<String, String> current;

        private Slot() {}

        /**
         * The connection.
         *
         * @param limit how long making one may take
         * @throws RedisException if there is none to be had
         * @throws TimeoutException if it takes longer
         */
        synchronized StatefulRedisConnection<String, String> connection(Duration limit)
                throws TimeoutException, InterruptedException {
            StatefulRedisConnection<String, String> connection = current;
            if (connection != null && connection.isOpen()) {
                return connection;
            }
            discard();
            ConnectionFuture<StatefulRedisConnection<String, String>> future = client.connectAsync(StringCodec.UTF8,
                    address.uri());
            try {
                connection = future.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RedisException cause ? cause : new RedisException(e.getCause());
            } catch (TimeoutException | InterruptedException e) {
                var _ = future.thenAccept(late -> {
                    var _ = late.closeAsync();
                });
                throw e;
            }
            current = connection;
            return connection;
        }

        /** Throws the connection away; what was under way on it fails and is not sent again. Does not wait. */
        synchronized void discard() {
            StatefulRedisConnection<String, String> connection = current;
            current = null;
            if (connection != null && connection.isOpen()) {
                var _ = connection.closeAsync();
            }
        }
    }
}
