package io.github.cqr.domain.run;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.RunInput.Operator;
import io.github.cqr.domain.port.TimeSource.Now;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The run itself: one input in, the events that follow from it out. Pure and single-threaded: it does no I/O, reads no clock and draws no
 * random number, so the same inputs at the same times always give the same events.
 *
 * <p>Each decision becomes an event, and each event changes {@link RunState} before the next decision is made. What is not state is the
 * {@link Lookahead}: the statements that were read from the script and not dispatched yet.
 */
public final class Run {
    /** An attempt that could not be sent is followed by a pause, unless it is the first: else one that never can would spin. */
    private static final Duration AFTER_UNSENT = Duration.ofMillis(500);
    /** How long what was killed may take to end before it is left to its node, when nothing but that keeps the process from its end. */
    static final Duration KILL_PATIENCE = Duration.ofSeconds(60);
    /** What the names of all settings begin with that rule whether the query log tells of a statement. */
    private static final String LOG_SETTINGS = "log_queries";

    private final RunSettings settings;
    private final RunState state = new RunState();
    private final Lookahead lookahead;
    private final Vigil vigil;
    private final @Nullable LeaseTrust lease;
    private final List<Envelope> out = new ArrayList<>();

    private long lastSeq;
    private long startedNanos;
    private long degradedSinceNanos;
    private boolean finished;
    private boolean saidOverdue;
    private boolean killing;
    private long killingSinceNanos;
    /** How many statements that run still are to be offered yet. */
    private int awaited;
    /** How many attempts in a row were not sent. */
    private int unsent;
    private long quietUntilNanos;
    private Now now = new Now(java.time.Instant.EPOCH, 0);

    public Run(RunSettings settings) {
        this.settings = settings;
        this.lookahead = new Lookahead(settings);
        var resilience = settings.resilience();
        this.vigil = new Vigil(resilience.slowAfter(), resilience.stuckAfter());
        this.lease = resilience.leaseTrusted() == null ? null : new LeaseTrust(resilience.leaseTrusted());
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
            case RunInput.Begin begin -> begin(begin.running());
            case RunInput.Offer offer -> offer(offer);
            case RunInput.ScriptEnded _ -> {
                lookahead.end();
                awaited = 0;
            }
            case RunInput.ScriptBroken broken -> stop(StopReason.SCRIPT_CHANGED, broken.message());
            case RunInput.Execution execution -> execution(execution.report());
            case RunInput.NodeDown down -> nodeDown(down.node(), down.message());
            case RunInput.NodeUp up -> nodeUp(up.node());
            case RunInput.NodeSeen seen -> nodeSeen(seen.node(), seen.server());
            case RunInput.LeaseRenewed renewed -> leaseRenewed(renewed.sentAt());
            case RunInput.LeaseLost lost -> leaseLost(lost.message());
            case RunInput.CheckpointsDown down -> checkpointsDown(down.message());
            case RunInput.CheckpointsUp _ -> checkpointsUp();
            case RunInput.EventLogDown down -> eventLogDown(down);
            case RunInput.Notice notice -> emit(new RunEvent.Warning(notice.code(), notice.message(), null));
            case RunInput.Tick _ -> {
                vigil.look(state, now.nanos()).forEach(this::emit);
                leaveWhatDoesNotDie();
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
        return !finished && state.stopReason() == null && (awaited > 0 || lookahead.hasRoom());
    }

    /** True when nothing runs and nothing more will be dispatched, so that {@link RunInput.Settled} would end the run. */
    public boolean readyToFinish() {
        boolean nothingMore = state.stopReason() != null || lookahead.exhausted();
        boolean nothingOwed = !state.checkpointDegraded() || state.stopReason() == StopReason.CHECKPOINT_STORE_LOST
                || state.stopReason() == StopReason.LEASE_LOST;
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

    private void begin(int running) {
        startedNanos = now.nanos();
        awaited = running;
        emit(new RunEvent.RunStarted(RunEvent.SCHEMA_VERSION, settings.version(), settings.instance(),
                settings.generation(), settings.file(),
                settings.total(), settings.skipped(), settings.nodes(), settings.concurrency(),
                Math.min(settings.perNode(), settings.concurrency()),
                settings.session().database(), settings.fromLog()));
    }

    private void offer(RunInput.Offer offer) {
        if (offer.remains() instanceof RunInput.Remains.Running running) {
            awaited--;
            lookahead.adopt(offer.statement(), running.attempt());
            emit(new RunEvent.Adopted(StatementRef.of(offer.statement()), running.attempt(), running.startedAt()));
        } else {
            lookahead.add(offer.statement(), offer.done(), offer.remains());
        }
    }

    /** Dispatches, in file order, all that may run now. */
    private void dispatch() {
        while (state.stopReason() == null && awaited <= 0 && !quiet() && leaseHolds()) {
            Lookahead.Next next = lookahead.next(state, now.nanos());
            switch (next) {
                case null -> {
                    return;
                }
                case Lookahead.Next.Skip skip -> emit(new RunEvent.Skipped(StatementRef.of(skip.statement())));
                case Lookahead.Next.Send send -> emit(dispatched(send));
            }
        }
    }

    private boolean quiet() {
        return unsent > 1 && quietUntilNanos - now.nanos() > 0;
    }

    private RunEvent.Dispatched dispatched(Lookahead.Next.Send send) {
        Statement statement = send.statement();
        int undo = send.undo();
        String sql = undo == 0 ? statement.text() : statement.directives().beforeRetry().get(undo - 1);
        String queryId = undo == 0
                ? QueryIds.of(settings.runId(), settings.instance(), statement.ordinal(), send.attempt())
                : QueryIds.ofUndo(settings.runId(), settings.instance(), statement.ordinal(), send.attempt(), undo);
        Duration timeout = statement.directives().timeout();
        return new RunEvent.Dispatched(StatementRef.of(statement),
                new Attempt(send.attempt(), send.node(), queryId, undo), sql, send.session(),
                timeout == null ? settings.statementTimeout() : timeout,
                settings.resilience().fenced() ? state.server(send.node()) : null,
                isTraced(sql, send.session()));
    }

    /** Whether a statement leaves its line in the query log: unless it, or a SET before it, touches one of the settings that rule that. */
    private static boolean isTraced(String sql, SessionContext session) {
        return !sql.toLowerCase(Locale.ROOT).contains(LOG_SETTINGS)
                && session.settings().keySet().stream().noneMatch(name -> name.startsWith(LOG_SETTINGS));
    }

    private boolean leaseHolds() {
        if (lease == null || lease.holds(now)) {
            return true;
        }
        if (!saidOverdue && state.running() > 0) {
            saidOverdue = true;
            emit(new RunEvent.Warning("lease_overdue",
                    "the run's lease was not renewed for too long; nothing is dispatched until it is", null));
        }
        return false;
    }

    private void leaseRenewed(Now sentAt) {
        if (lease != null) {
            lease.renewed(sentAt);
        }
        if (saidOverdue) {
            saidOverdue = false;
            emit(new RunEvent.Warning("lease_renewed", "the run's lease is renewed; dispatching goes on", null));
        }
    }

    private void leaseLost(String message) {
        if (lease != null) {
            lease.lost();
        }
        stop(StopReason.LEASE_LOST, message);
    }

    private void execution(ExecutionReport report) {
        RunState.InFlight flight = state.inFlight(report.queryId());
        if (flight == null) {
            return; // a late or repeated report of an attempt that has ended
        }
        StatementRef statement = flight.statement();
        Attempt attempt = flight.attempt();
        if (!(report instanceof ExecutionReport.Progressed)) {
            unsent = report instanceof ExecutionReport.NotSent ? unsent + 1 : 0;
            quietUntilNanos = now.nanos() + AFTER_UNSENT.toNanos();
        }
        switch (report) {
            case ExecutionReport.Progressed r ->
                emit(new RunEvent.Progress(statement, attempt, r.counters(), r.elapsed()));
            case ExecutionReport.Succeeded r -> {
                lookahead.completed(statement, attempt);
                emit(new RunEvent.Completed(statement, attempt, r.counters(), flight.dispatchedAt(), r.elapsed()));
            }
            case ExecutionReport.Failed r -> failed(flight, r);
            case ExecutionReport.Killed r -> {
                emit(new RunEvent.Cancelled(statement, attempt, r.message(), r.counters(), r.left(),
                        flight.dispatchedAt(), r.elapsed()));
                stop(StopReason.OPERATOR_CANCEL, "statement " + statement.ordinal() + " was cancelled");
            }
            case ExecutionReport.NotSent r -> {
                lookahead.takeBack(statement);
                emit(new RunEvent.Withdrawn(statement, attempt, r.reason()));
            }
            case ExecutionReport.OutcomeUnknown r -> unknown(flight, r);
        }
    }

    /** What only reads has no effect that could be there twice: without an answer it has failed, and may be tried again. */
    private void unknown(RunState.InFlight flight, ExecutionReport.OutcomeUnknown r) {
        StatementRef statement = flight.statement();
        Attempt attempt = flight.attempt();
        Pending entry = lookahead.onItsWay(statement);
        var lost = new ExecutionReport.Failed(r.queryId(), new Failure.Connection(r.reason()), Counters.NONE,
                Leftover.nothing(), r.elapsed());
        if (statement.kind() == StatementKind.SELECT && entry != null && !attempt.undoes()
                && state.stopReason() == null && mayTryAgain(entry, lost)) {
            failed(flight, lost);
            return;
        }
        emit(new RunEvent.OutcomeUnknown(statement, attempt, r.reason(), flight.dispatchedAt(), r.elapsed()));
        stop(StopReason.OUTCOME_UNKNOWN, "nobody can say whether statement " + statement.ordinal() + " (line "
                + statement.line() + ") took effect on " + attempt.node() + ": " + r.reason());
    }

    private void failed(RunState.InFlight flight, ExecutionReport.Failed r) {
        StatementRef statement = flight.statement();
        Attempt attempt = flight.attempt();
        Pending entry = lookahead.onItsWay(statement);
        if (entry == null || attempt.undoes() || state.stopReason() != null || !mayTryAgain(entry, r)) {
            emit(new RunEvent.Failed(statement, attempt, r.failure(), r.counters(), r.left(), flight.dispatchedAt(),
                    r.elapsed()));
            stopAfterFailure(statement, attempt, r);
            return;
        }
        Duration pause = settings.resilience().retries().pause(statement.ordinal(), entry.failures() + 1);
        boolean undo = r.left().mayHaveLeft() && statement.kind() != StatementKind.SELECT;
        lookahead.retry(statement, attempt, now.nanos() + pause.toNanos(), undo);
        emit(new RunEvent.RetryScheduled(statement, attempt, r.failure(), r.counters(), r.left(),
                flight.dispatchedAt(), r.elapsed(), pause));
    }

    private boolean mayTryAgain(Pending entry, ExecutionReport.Failed r) {
        boolean undoable = !entry.statement().directives().beforeRetry().isEmpty();
        return settings.resilience().retries().allows(entry.statement().kind(), entry.failures() + 1, r.failure(),
                r.left(), undoable);
    }

    private void stopAfterFailure(StatementRef statement, Attempt attempt, ExecutionReport.Failed report) {
        boolean first = state.stopReason() == null;
        String what = attempt.undoes() ? "what undoes an earlier try of statement " : "statement ";
        String left = report.left().mayHaveLeft() && statement.kind() != StatementKind.SELECT
                ? "; it left " + report.left().words()
                : "";
        stop(StopReason.STATEMENT_FAILED, what + statement.ordinal() + " (line " + statement.line() + ") failed on "
                + attempt.node() + ": " + report.failure().name() + left);
        if (first && settings.cancelOnFailure()) {
            cancelAll("another statement failed (--cancel-on-failure)");
        }
    }

    private void nodeDown(String node, String message) {
        if (!state.lostNodes().containsKey(node)) {
            emit(new RunEvent.NodeLost(node, message));
        }
        if (settings.resilience().onNodeLoss() == RunSettings.OnNodeLoss.STOP) {
            stop(StopReason.NODE_LOST, "node " + node + " is lost: " + message);
        } else if (settings.nodes().stream().allMatch(state::isLost)) {
            emit(new RunEvent.Warning("no_node_left", "no node answers; the run waits until one does", null));
        }
    }

    private void nodeUp(String node) {
        if (state.isLost(node)) {
            emit(new RunEvent.NodeReturned(node));
        }
    }

    private void nodeSeen(String node, ServerBoot server) {
        ServerBoot before = state.server(node);
        if (before == null || !before.sameLife(server)) {
            emit(new RunEvent.NodeIdentified(node, server));
        }
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

    private void eventLogDown(RunInput.EventLogDown down) {
        if (!state.eventLogDegraded()) {
            emit(new RunEvent.EventLogDegraded(down.message()));
        }
        if (down.required()) {
            stop(StopReason.EVENT_LOG_LOST, down.message() + " (--require-event-log)");
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
                switch (settings.onInterrupt()) {
                    case CANCEL -> cancelAll("stopped by " + i.by());
                    case DETACH -> detachAll("left running by " + i.by());
                    case DRAIN -> {
                    }
                }
            }
        }
    }

    /** Leaves running what the server can finish by itself; an upload that is cut leaves a part, so it is waited for. */
    private void detachAll(String reason) {
        for (RunState.InFlight flight : state.inFlight()) {
            if (flight.statement().kind() != StatementKind.INSERT_DATA) {
                emit(new RunEvent.Detached(flight.statement(), flight.attempt(), reason));
            }
        }
    }

    /** A query that does not react to being killed must not keep the process: the next run finds out what becomes of it. */
    private void leaveWhatDoesNotDie() {
        if (killing && now.nanos() - killingSinceNanos >= KILL_PATIENCE.toNanos()) {
            state.inFlight().stream().filter(RunState.InFlight::cancelling)
                    .forEach(flight -> emit(new RunEvent.Detached(flight.statement(), flight.attempt(),
                            "it was killed and has not ended within " + KILL_PATIENCE.toSeconds() + " s")));
        }
    }

    private void cancelAll(String reason) {
        if (!killing) {
            killing = true;
            killingSinceNanos = now.nanos();
        }
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
        boolean graver = before != reason && before != StopReason.LEASE_LOST
                && (reason == StopReason.CHECKPOINT_STORE_LOST || reason == StopReason.LEASE_LOST);
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
