package io.github.cqr.domain.run;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.RunInput.Operator;
import io.github.cqr.domain.port.TimeSource.Now;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The run itself: one input in, the events that follow from it out. Pure and single-threaded: it does no I/O, reads no clock and draws no
 * random number, so the same inputs at the same times always give the same events.
 *
 * <p>Each decision becomes an event, and each event changes {@link RunState} before the next decision is made. What is not state is the
 * {@link Lookahead}: the statements that were read from the script and not dispatched yet.
 */
public final class Run {
    private final RunSettings settings;
    private final RunState state = new RunState();
    private final Lookahead lookahead;
    private final List<Envelope> out = new ArrayList<>();

    private long lastSeq;
    private long startedNanos;
    private long degradedSinceNanos;
    private boolean finished;
    private Now now = new Now(java.time.Instant.EPOCH, 0);

    public Run(RunSettings settings) {
        this.settings = settings;
        this.lookahead = new Lookahead(settings);
    }

    /**
     * Takes one input and returns the events that follow from it, in order. After {@link #finished()} there are none.
     *
     * @param at the time of the input
     */
    public List<Envelope> handle(RunInput input, Now at) {
        out.clear();
        if (finished) {
            return List.of();
        }
        now = at;
        switch (input) {
            case RunInput.Begin _ -> begin();
            case RunInput.Offer offer -> lookahead.add(offer.statement(), offer.done());
            case RunInput.ScriptEnded _ -> lookahead.end();
            case RunInput.ScriptBroken broken -> stop(StopReason.SCRIPT_CHANGED, broken.message());
            case RunInput.Execution execution -> execution(execution.report());
            case RunInput.NodeDown down -> nodeDown(down.node(), down.message());
            case RunInput.CheckpointsDown down -> checkpointsDown(down.message());
            case RunInput.CheckpointsUp _ -> checkpointsUp();
            case RunInput.EventLogDown down -> eventLogDown(down.message());
            case RunInput.Notice notice -> emit(new RunEvent.Warning(notice.code(), notice.message(), null));
            case RunInput.Tick _ -> {
            }
            case RunInput.Settled _ -> finishIfSettled();
            case Operator operator -> operator(operator);
        }
        checkOutage();
        dispatch();
        return List.copyOf(out);
    }

    /** True while the run can take further {@link RunInput.Offer}s without holding too much of the script in memory. */
    public boolean wantsStatements() {
        return !finished && state.stopReason() == null && lookahead.hasRoom();
    }

    /** True when nothing runs and nothing more will be dispatched, so that {@link RunInput.Settled} would end the run. */
    public boolean readyToFinish() {
        boolean nothingMore = state.stopReason() != null || lookahead.exhausted();
        boolean nothingOwed = !state.checkpointDegraded() || state.stopReason() == StopReason.CHECKPOINT_STORE_LOST;
        return !finished && nothingMore && state.running() == 0 && nothingOwed;
    }

    /** True once the last event is out. */
    public boolean finished() {
        return finished;
    }

    /** The live state. Read it on the thread that calls {@link #handle}. */
    public RunState state() {
        return state;
    }

    private void begin() {
        startedNanos = now.nanos();
        emit(new RunEvent.RunStarted(RunEvent.SCHEMA_VERSION, settings.version(), settings.instance(),
                settings.generation(), settings.file(),
                settings.total(), settings.skipped(), settings.nodes(), settings.concurrency(),
                Math.min(settings.perNode(), settings.concurrency()),
                settings.session().database()));
    }

    /** Dispatches, in file order, all that may run now. */
    private void dispatch() {
        while (state.stopReason() == null) {
            Lookahead.Next next = lookahead.next(state);
            switch (next) {
                case null -> {
                    return;
                }
                case Lookahead.Next.Skip skip -> emit(new RunEvent.Skipped(StatementRef.of(skip.statement())));
                case Lookahead.Next.Send send -> emit(dispatched(send));
            }
        }
    }

    private RunEvent.Dispatched dispatched(Lookahead.Next.Send send) {
        var statement = send.statement();
        String queryId = QueryIds.of(settings.runId(), settings.instance(), statement.ordinal(), send.attempt());
        Duration timeout = statement.directives().timeout();
        return new RunEvent.Dispatched(StatementRef.of(statement), new Attempt(send.attempt(), send.node(), queryId),
                statement.text(), lookahead.session(), timeout == null ? settings.statementTimeout() : timeout);
    }

    private void execution(ExecutionReport report) {
        RunState.InFlight flight = state.inFlight(report.queryId());
        if (flight == null) {
            return; // a late or repeated report of an attempt that has ended
        }
        StatementRef statement = flight.statement();
        Attempt attempt = flight.attempt();
        switch (report) {
            case ExecutionReport.Progressed r ->
                emit(new RunEvent.Progress(statement, attempt, r.counters(), r.elapsed()));
            case ExecutionReport.Succeeded r -> {
                lookahead.completed(statement);
                emit(new RunEvent.Completed(statement, attempt, r.counters(), flight.dispatchedAt(), r.elapsed()));
            }
            case ExecutionReport.Failed r -> {
                emit(new RunEvent.Failed(statement, attempt, r.failure(), r.counters(), flight.dispatchedAt(),
                        r.elapsed()));
                stopAfterFailure(statement, attempt, r.failure());
            }
            case ExecutionReport.Killed r -> {
                emit(new RunEvent.Cancelled(statement, attempt, r.message(), r.counters(), flight.dispatchedAt(),
                        r.elapsed()));
                stop(StopReason.OPERATOR_CANCEL, "statement " + statement.ordinal() + " was cancelled");
            }
            case ExecutionReport.NotSent r -> {
                lookahead.takeBack(statement, attempt.number());
                emit(new RunEvent.Withdrawn(statement, attempt, r.reason()));
            }
            case ExecutionReport.OutcomeUnknown r -> {
                emit(new RunEvent.OutcomeUnknown(statement, attempt, r.reason(), flight.dispatchedAt(), r.elapsed()));
                stop(StopReason.OUTCOME_UNKNOWN, "nobody can say whether statement " + statement.ordinal() + " (line "
                        + statement.line() + ") took effect on " + attempt.node() + ": " + r.reason());
            }
        }
    }

    private void stopAfterFailure(StatementRef statement, Attempt attempt, Failure failure) {
        boolean first = state.stopReason() == null;
        stop(StopReason.STATEMENT_FAILED,
                "statement " + statement.ordinal() + " (line " + statement.line() + ") failed on "
                        + attempt.node() + ": " + failure.name());
        if (first && settings.cancelOnFailure()) {
            cancelAll("another statement failed (--cancel-on-failure)");
        }
    }

    private void nodeDown(String node, String message) {
        if (!state.lostNodes().containsKey(node)) {
            emit(new RunEvent.NodeLost(node, message));
        }
        stop(StopReason.NODE_LOST, "node " + node + " is lost: " + message);
    }

    private void checkpointsDown(String message) {
        if (!state.checkpointDegraded()) {
            degradedSinceNanos = now.nanos();
            emit(new RunEvent.CheckpointDegraded(message));
        }
    }

    private void checkpointsUp() {
        if (state.checkpointDegraded()) {
            emit(new RunEvent.CheckpointRestored(Duration.ofNanos(now.nanos() - degradedSinceNanos)));
        }
    }

    private void eventLogDown(String message) {
        if (!state.eventLogDegraded()) {
            emit(new RunEvent.EventLogDegraded(message));
        }
    }

    /** PRD, Error Handling: a checkpoint store that stays away for 30 s stops the run. */
    private void checkOutage() {
        Duration limit = settings.checkpointOutageLimit();
        if (state.checkpointDegraded() && now.nanos() - degradedSinceNanos >= limit.toNanos()) {
            stop(StopReason.CHECKPOINT_STORE_LOST,
                    "the checkpoint store has been away for " + limit.toSeconds() + " s; outcomes cannot be recorded");
        }
    }

    private void operator(Operator input) {
        switch (input) {
            case RunInput.Pause p -> {
                if (!state.paused()) {
                    emit(new RunEvent.Paused(p.by()));
                }
            }
            case RunInput.Resume r -> {
                if (state.paused()) {
                    emit(new RunEvent.Resumed(r.by()));
                }
            }
            case RunInput.SetConcurrency c -> {
                int wanted = Math.max(1, c.concurrency());
                if (wanted != state.concurrency()) {
                    emit(new RunEvent.ConcurrencyChanged(wanted, c.by()));
                }
            }
            case RunInput.CancelStatement c -> state.inFlight().stream()
                    .filter(flight -> flight.statement().ordinal() == c.ordinal())
                    .forEach(flight -> cancel(flight, "cancelled by " + c.by()));
            case RunInput.DrainAndStop d ->
                stop(StopReason.OPERATOR_DRAIN, d.by() + " asked to finish what runs and stop");
            case RunInput.CancelAndStop c -> {
                stop(StopReason.OPERATOR_CANCEL, c.by() + " asked to cancel what runs and stop");
                cancelAll("cancelled by " + c.by());
            }
            case RunInput.Interrupt i -> {
                stop(i.terminate() ? StopReason.TERMINATED : StopReason.INTERRUPTED, "stopped by " + i.by());
                if (settings.onInterrupt() == RunSettings.OnInterrupt.CANCEL) {
                    cancelAll("stopped by " + i.by());
                }
            }
        }
    }

    private void cancelAll(String reason) {
        state.inFlight().forEach(flight -> cancel(flight, reason));
    }

    private void cancel(RunState.InFlight flight, String reason) {
        if (!flight.cancelling()) {
            emit(new RunEvent.CancelRequested(flight.statement(), flight.attempt(), reason));
        }
    }

    /** Stops dispatching. A second reason is recorded only when it is graver; see {@link RunState#stopReason()}. */
    private void stop(StopReason reason, String message) {
        @Nullable
        StopReason before = state.stopReason();
        boolean graver = reason == StopReason.CHECKPOINT_STORE_LOST && before != reason;
        if (before == null || graver) {
            emit(new RunEvent.StopRequested(reason, message));
        }
    }

    private void finishIfSettled() {
        if (readyToFinish()) {
            StopReason reason = state.stopReason();
            emit(new RunEvent.RunFinished(ExitCodes.outcome(reason), state.counts(),
                    Duration.ofNanos(now.nanos() - startedNanos), ExitCodes.of(reason)));
            finished = true;
        }
    }

    private void emit(RunEvent event) {
        lastSeq++;
        var envelope = new Envelope(lastSeq, now.wall().truncatedTo(ChronoUnit.MILLIS), settings.runId(), event);
        state.apply(envelope);
        out.add(envelope);
    }
}
