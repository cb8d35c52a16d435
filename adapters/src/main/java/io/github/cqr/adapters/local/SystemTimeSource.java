package io.github.cqr.adapters.local;

import io.github.cqr.domain.port.TimeSource;
import java.time.Instant;

/** The machine's two clocks. Thread-safe. */
public final class SystemTimeSource implements TimeSource {
    /** Makes a reader of the machine's clocks. */
    public SystemTimeSource() {}

    @Override
    public Now now() {
        return new Now(Instant.now(), System.nanoTime());
    }
}
