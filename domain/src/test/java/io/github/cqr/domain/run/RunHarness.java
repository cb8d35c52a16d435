package io.github.cqr.domain.run;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.TimeSource.Now;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** Drives a run by hand: feeds the script as the run wants it, keeps every event, and answers for attempts. */
final class RunHarness {
    static final Instant START = Instant.parse("2026-02-09T14:30:00Z");

    final Run run;
    final List<Envelope> log = new ArrayList<>();
    private final Script script;
    private final BitSet done;
    private int offered;
    private boolean ended;
    private Duration clock = Duration.ZERO;

    RunHarness(Script script, BitSet done, UnaryOperator<RunSettings> adjust) {
        this.script = script;
        this.done = done;
        this.run = new Run(adjust.apply(settings(script.size(), done.cardinality())));
        put(new RunInput.Begin());
    }

    static RunHarness of(Script script) {
        return new RunHarness(script, new BitSet(), UnaryOperator.identity());
    }

    static RunSettings settings(int total, int skipped) {
        return new RunSettings("run", "i1", "g1", "test", "backfill.sql", total, skipped, List.of("a", "b"), 2,
                Integer.MAX_VALUE,
                SessionContext.EMPTY, RunSettings.Barriers.SCHEMA, false, RunSettings.OnInterrupt.CANCEL, null,
                Duration.ofSeconds(30), RunSettings.Resilience.PLAIN);
    }

    static RunSettings with(RunSettings s, RunSettings.Resilience resilience) {
        return new RunSettings(s.runId(), s.instance(), s.generation(), s.version(), s.file(), s.total(), s.skipped(),
                s.nodes(), s.concurrency(), s.perNode(), s.session(), s.barriers(), s.cancelOnFailure(),
                s.onInterrupt(), s.statementTimeout(), s.checkpointOutageLimit(), resilience);
    }

    static RunSettings with(RunSettings s, int concurrency, int perNode, boolean cancelOnFailure,
            RunSettings.OnInterrupt onInterrupt, RunSettings.Barriers barriers) {
        return new RunSettings(s.runId(), s.instance(), s.generation(), s.version(), s.file(), s.total(), s.skipped(),
                s.nodes(),
                concurrency,
                perNode, s.session(), barriers, cancelOnFailure, onInterrupt, s.statementTimeout(),
                s.checkpointOutageLimit(), s.resilience());
    }

    /** Gives one input and then as much of the script as the run wants; returns the events of both. */
    List<RunEvent> put(RunInput input) {
        int before = log.size();
        log.addAll(run.handle(input, now()));
        while (run.wantsStatements() && !ended) {
            if (offered < script.size()) {
                log.addAll(run.handle(new RunInput.Offer(script.get(offered), done.get(offered)), now()));
                offered++;
            } else {
                ended = true;
                log.addAll(run.handle(new RunInput.ScriptEnded(), now()));
            }
        }
        return log.subList(before, log.size()).stream().map(Envelope::event).toList();
    }

    void pass(Duration time) {
        clock = clock.plus(time);
    }

    Now now() {
        return new Now(START.plus(clock), clock.toNanos());
    }

    List<RunEvent> succeed(int ordinal) {
        return put(new RunInput.Execution(
                new ExecutionReport.Succeeded(queryId(ordinal), Counters.NONE, Duration.ofMillis(5))));
    }

    List<RunEvent> fail(int ordinal) {
        return put(new RunInput.Execution(new ExecutionReport.Failed(queryId(ordinal),
                new Failure.Server(395, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", "no"), Counters.NONE,
                Leftover.nothing(), Duration.ofMillis(5))));
    }

    List<RunEvent> notSent(int ordinal) {
        return put(new RunInput.Execution(new ExecutionReport.NotSent(queryId(ordinal), "paused")));
    }

    List<RunEvent> killed(int ordinal) {
        return put(new RunInput.Execution(
                new ExecutionReport.Killed(queryId(ordinal), "killed", Counters.NONE,
                        Leftover.nothing(), Duration.ofMillis(5))));
    }

    List<RunEvent> unknown(int ordinal) {
        return put(new RunInput.Execution(
                new ExecutionReport.OutcomeUnknown(queryId(ordinal), "connection lost", Duration.ofMillis(5))));
    }

    List<RunEvent> settle() {
        return put(new RunInput.Settled());
    }

    /** The query id of the attempt of {@code ordinal} that is in flight. */
    String queryId(int ordinal) {
        return run.state().inFlight().stream().filter(f -> f.statement().ordinal() == ordinal).findFirst()
                .orElseThrow(() -> new AssertionError("statement " + ordinal + " is not in flight")).attempt()
                .queryId();
    }

    List<Integer> running() {
        return run.state().inFlight().stream().map(f -> f.statement().ordinal()).toList();
    }

    List<String> nodes() {
        return run.state().inFlight().stream().map(f -> f.attempt().node()).toList();
    }

    <E extends RunEvent> List<E> events(Class<E> type) {
        return log.stream().map(Envelope::event).filter(type::isInstance).map(type::cast).toList();
    }

    RunEvent last() {
        return log.getLast().event();
    }

    /** The state that folding the log from the beginning gives. */
    RunState.Snapshot folded() {
        var state = new RunState();
        log.forEach(state::apply);
        return state.snapshot();
    }
}
