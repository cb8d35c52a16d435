package io.github.cqr.domain.fence;

import org.jspecify.annotations.Nullable;

/** Whether statements may be sent at this moment: looked at right before each send, when all else is ready. Thread-safe. */
@FunctionalInterface
public interface Gate {
    /** Why nothing may be sent now (a pause, a stop, a lease in doubt), null when it may. */
    @Nullable
    String closed();
}
