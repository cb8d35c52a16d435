package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The statements of which a try failed and that wait for the next one ({@code --retries}). A fold of events. */
public final class WaitingView {
    private final Map<Integer, Waiting> waiting = new TreeMap<>();

    /**
     * A statement that waits.
     *
     * @param last the try that failed
     * @param message what the server said to it
     * @param since when that was
     * @param delay the pause from then on
     */
    public record Waiting(StatementRef statement, Attempt last, String message, Instant since, Duration delay) {
        /** What is left of the pause, never negative. */
        public Duration left(Instant now) {
            Duration waited = now.isBefore(since) ? Duration.ZERO : Duration.between(since, now);
            return waited.compareTo(delay) >= 0 ? Duration.ZERO : delay.minus(waited);
        }
    }

    /** Makes an empty view. */
    public WaitingView() {}

    /** Makes one that goes on from where {@code other} stands. */
    WaitingView(WaitingView other) {
        waiting.putAll(other.waiting);
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        RunEvent event = envelope.event();
        if (event instanceof RunEvent.RetryScheduled e) {
            waiting.put(e.statement().ordinal(),
                    new Waiting(e.statement(), e.attempt(), e.failure().message(), envelope.at(), e.delay()));
        } else if (event instanceof RunEvent.RunStarted || event instanceof RunEvent.StopRequested
                || event instanceof RunEvent.RunFinished) {
            waiting.clear(); // a run that stops tries nothing again
        } else if (event instanceof RunEvent.OfAttempt e && endsTheWait(e)) {
            waiting.remove(e.statement().ordinal());
        }
    }

    /** What is done to undo the failed try does not end the wait, unless it goes wrong. */
    private static boolean endsTheWait(RunEvent.OfAttempt event) {
        boolean goesOn = event instanceof RunEvent.Dispatched || event instanceof RunEvent.Adopted
                || event instanceof RunEvent.Completed;
        return (goesOn && !event.attempt().undoes()) || (!goesOn && event instanceof RunEvent.OfEnd);
    }

    /** Those that wait, in file order. */
    public List<Waiting> all() {
        return List.copyOf(waiting.values());
    }
}
