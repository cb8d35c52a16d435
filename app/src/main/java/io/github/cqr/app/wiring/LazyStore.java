package io.github.cqr.app.wiring;

import io.github.cqr.domain.port.CheckpointStore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The checkpoint store, connected at the first use: an empty script, or one with a mistake at its start, needs none. */
final class LazyStore implements Supplier<CheckpointStore>, AutoCloseable {
    private final Supplier<? extends CheckpointStore> connect;
    private @Nullable CheckpointStore store;

    LazyStore(Supplier<? extends CheckpointStore> connect) {
        this.connect = connect;
    }

    @Override
    public CheckpointStore get() {
        CheckpointStore connected = store;
        if (connected == null) {
            connected = connect.get();
            store = connected;
        }
        return connected;
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
