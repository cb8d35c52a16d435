package io.github.cqr.adapters.ring;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.RunInput;
import java.time.Duration;

/** The two lines from the ring to the executor: starts, which wait for the write-ahead sinks, and orders, which wait for nobody. */
final class ExecutorLines {
    private ExecutorLines() {}

    /**
     * Hands over {@code Dispatched}. It stands behind the write-ahead sinks. When by then neither of them can write, the statement is
     * not sent: the run holds dispatch in that state, and this catches what it had dispatched just before.
     */
    record Starts(QueryExecutor executor, RunInbox inbox) implements EventSink {
        @Override
        public void onEvent(Envelope envelope, boolean endOfBatch) {
            if (envelope.event() instanceof RunEvent.Dispatched dispatched) {
                start(dispatched);
            } else if (envelope.event() instanceof RunEvent.Adopted adopted) {
                adopt(adopted);
            }
        }

        private void adopt(RunEvent.Adopted adopted) {
            try {
                executor.adopt(adopted);
            } catch (Throwable e) { // its intent stays open
                report(new ExecutionReport.OutcomeUnknown(adopted.attempt().queryId(),
                        "it could not be followed: " + Station.oneLine(e), Duration.ZERO));
            }
        }

        private void start(RunEvent.Dispatched dispatched) {
            String queryId = dispatched.attempt().queryId();
            if (!inbox.recordable()) {
                report(new ExecutionReport.NotSent(queryId,
                        "neither the event log nor the checkpoints can be written"));
                return;
            }
            try {
                executor.start(dispatched);
            } catch (Throwable e) { // it may have been sent or not: never run it again unasked
                report(new ExecutionReport.OutcomeUnknown(queryId, "it could not be started: " + Station.oneLine(e),
                        Duration.ZERO));
            }
        }

        private void report(ExecutionReport report) {
            inbox.put(new RunInput.Execution(report));
        }

        @Override
        public void close() {}
    }

    /**
     * Hands over cancels at once, and says whether anything may be sent: not while paused, and never again after a stop. These overtake
     * starts that wait at the gate; the executor answers a start of a cancelled attempt, or of any attempt while nothing may be sent,
     * with not-sent.
     */
    static final class Orders implements EventSink {
        private final QueryExecutor executor;
        private final RunInbox inbox;
        private boolean stopped;

        Orders(QueryExecutor executor, RunInbox inbox) {
            this.executor = executor;
            this.inbox = inbox;
        }

        @Override
        public void onEvent(Envelope envelope, boolean endOfBatch) {
            try {
                give(envelope.event());
            } catch (Throwable e) { // the next order must still get through
                inbox.put(new RunInput.Notice("order_failed",
                        "an order to cancel or hold back failed: " + Station.oneLine(e)));
            }
        }

        private void give(RunEvent event) {
            if (event instanceof RunEvent.CancelRequested request) {
                executor.cancel(request);
            } else if (event instanceof RunEvent.StopRequested stop) {
                stopped = true;
                executor.allowSending(false, stop.message());
            } else if (event instanceof RunEvent.Paused paused && !stopped) {
                executor.allowSending(false, "paused by " + paused.by());
            } else if (event instanceof RunEvent.Resumed resumed && !stopped) {
                executor.allowSending(true, "resumed by " + resumed.by());
            }
        }

        @Override
        public void close() {}
    }
}
