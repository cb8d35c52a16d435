package io.github.cqr.adapters.report;

import io.github.cqr.domain.event.Envelope;
import java.util.function.Consumer;

/** Gives the events of one process to a consumer, from the first to the last: a second reading of the log, for what tells of every statement. */
@FunctionalInterface
public interface Events {
    /** Gives them all, once each. */
    void each(Consumer<Envelope> consumer);
}
