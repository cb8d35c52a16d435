package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import java.time.Duration;

/**
 * What the executor tells the run about one attempt. Each dispatched attempt gets any number of {@link Progressed} and exactly one
 * of the others.
 */
public sealed interface ExecutionReport {
    /** The query id of the attempt. */
    String queryId();

    /** It runs; a later report of this kind replaces an earlier one. */
    record Progressed(String queryId, Counters counters, Duration elapsed) implements ExecutionReport {}

    /** The server answered to the end without an exception, or its query log says that the query finished. */
    record Succeeded(String queryId, Counters counters, Duration elapsed) implements ExecutionReport {}

    /** The server said that it failed, or it is known never to have begun. */
    record Failed(String queryId, Failure failure, Counters counters, Leftover left, Duration elapsed)
            implements
                ExecutionReport {}

    /** The server said that it was killed, and it was we who asked for that. */
    record Killed(String queryId, String message, Counters counters, Leftover left, Duration elapsed)
            implements
                ExecutionReport {}

    /**
     * It took no effect and never will: a cancel, a pause, a stop or a lost lease was seen right before the send, or there is proof that it
     * never started.
     */
    record NotSent(String queryId, String reason) implements ExecutionReport {}

    /** The connection broke and neither the server's processes nor its query log tell what became of it. */
    record OutcomeUnknown(String queryId, String reason, Duration elapsed) implements ExecutionReport {}
}
