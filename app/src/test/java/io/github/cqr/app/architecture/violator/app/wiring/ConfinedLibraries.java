package io.github.cqr.app.architecture.violator.app.wiring;

import com.clickhouse.client.api.Client;
import com.lmax.disruptor.RingBuffer;
import dev.tamboui.buffer.Buffer;
import io.lettuce.core.RedisClient;
import java.sql.Connection;
import org.apache.hc.core5.util.Timeout;
import org.jline.terminal.Terminal;
import picocli.CommandLine;

/** Uses every library that is confined to one adapter, outside of it. */
public final class ConfinedLibraries {
    private ConfinedLibraries() {}

    /** The libraries' types. */
    public static Class<?>[] types() {
        return new Class<?>[]{Client.class, Connection.class, RedisClient.class, RingBuffer.class, CommandLine.class,
                Timeout.class, Buffer.class, Terminal.class};
    }
}
