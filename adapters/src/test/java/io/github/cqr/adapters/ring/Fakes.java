package io.github.cqr.adapters.ring;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.run.RunSettings;
import io.github.cqr.domain.script.Directives;
import io.github.cqr.domain.script.Position;
import io.github.cqr.domain.script.ScriptIndex;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sinks, executors and scripts that behave, or misbehave as they are told. */
final class Fakes {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    private Fakes() {}

    static Statement statement(int ordinal, String text) {
        return new Statement(ordinal, new Position(ordinal + 1L, 1, 0), text,
                new StatementId(StatementId.hashOf(text), 1), StatementKind.INSERT_SELECT, Directives.NONE);
    }

    static List<Statement> statements(int count) {
        List<Statement> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(statement(i, "INSERT INTO t SELECT " + i));
        }
        return all;
    }

    static ScriptIndex index(List<Statement> statements) {
        ScriptIndex.Builder builder = new ScriptIndex.Builder();
        statements.forEach(builder::add);
        return builder.build();
    }

    static RunSettings settings(int total, int skipped, int concurrency) {
        return new RunSettings("run", "inst", "gen", "1.0", "a.sql", total, skipped, List.of("n1", "n2"), concurrency,
                concurrency, SessionContext.EMPTY, RunSettings.Barriers.SCHEMA, false, RunSettings.OnInterrupt.CANCEL,
                null, Duration.ofSeconds(30), RunSettings.Resilience.PLAIN);
    }

    static Envelope event(long seq, RunEvent event) {
        return new Envelope(seq, AT, "run", event);
    }

    static StatementRef ref(int ordinal) {
        return StatementRef.of(statement(ordinal, "SELECT " + ordinal));
    }

    static Attempt attempt(int ordinal) {
        return new Attempt(1, "n1", "q" + ordinal);
    }

    static RunEvent.Dispatched dispatched(int ordinal) {
        return new RunEvent.Dispatched(ref(ordinal), attempt(ordinal), "SELECT " + ordinal, SessionContext.EMPTY, null);
    }

    /** Waits for a thing that must happen; a minute means never. */
    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not happen within a minute");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A script's second reading. */
    static final class Source implements StatementSource {
        private final Iterator<Statement> statements;
        private final @Nullable RuntimeException atEnd;
        final CountDownLatch closed = new CountDownLatch(1);

        Source(List<Statement> statements) {
            this(statements, null);
        }

        Source(List<Statement> statements, @Nullable RuntimeException atEnd) {
            this.statements = statements.iterator();
            this.atEnd = atEnd;
        }

        @Override
        public @Nullable Statement next() {
            if (!statements.hasNext() && atEnd != null) {
                throw atEnd;
            }
            return statements.hasNext() ? statements.next() : null;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** Notes all events, checks their order, and may do something with each first. */
    static class Sink implements EventSink {
        private final Consumer<Envelope> first;
        final List<Envelope> events = new ArrayList<>();
        final AtomicLong acknowledged = new AtomicLong();
        final CountDownLatch closed = new CountDownLatch(1);
        long outOfOrder;
        private long last;

        Sink() {
            this(_ -> {});
        }

        Sink(Consumer<Envelope> first) {
            this.first = first;
        }

        @Override
        public void onEvent(Envelope envelope, boolean endOfBatch) {
            first.accept(envelope);
            outOfOrder += envelope.seq() == last + 1 ? 0 : 1;
            last = envelope.seq();
            keep(envelope);
            if (endOfBatch) {
                acknowledged.set(last);
            }
        }

        void keep(Envelope envelope) {
            events.add(envelope);
        }

        long last() {
            return last;
        }

        List<RunEvent> seen() {
            return events.stream().map(Envelope::event).toList();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** Completes each statement on a thread of its own; can be told to hold them, and to look at something when one starts. */
    static final class Executor implements QueryExecutor {
        private final Inbox inbox;
        private final Predicate<RunEvent.Dispatched> completes;
        final ConcurrentHashMap<String, String> started = new ConcurrentHashMap<>();
        final Semaphore starts = new Semaphore(0);
        final Semaphore cancels = new Semaphore(0);
        private volatile boolean allowed = true;

        Executor(Inbox inbox) {
            this(inbox, _ -> true);
        }

        Executor(Inbox inbox, Predicate<RunEvent.Dispatched> completes) {
            this.inbox = inbox;
            this.completes = completes;
        }

        @Override
        public void start(RunEvent.Dispatched dispatched) {
            String queryId = dispatched.attempt().queryId();
            boolean again = started.put(queryId, queryId) != null;
            boolean complete = completes.test(dispatched);
            starts.release();
            if (again) {
                throw new AssertionError(queryId + " started twice");
            }
            Thread.startVirtualThread(() -> {
                if (!allowed) {
                    report(new ExecutionReport.NotSent(queryId, "held back"));
                } else if (complete) {
                    report(new ExecutionReport.Progressed(queryId, Counters.NONE, Duration.ofMillis(1)));
                    report(new ExecutionReport.Succeeded(queryId, Counters.NONE, Duration.ofMillis(2)));
                }
            });
        }

        @Override
        public void adopt(RunEvent.Adopted adopted) {
            report(new ExecutionReport.Succeeded(adopted.attempt().queryId(), Counters.NONE, Duration.ofMillis(2)));
        }

        @Override
        public void cancel(RunEvent.CancelRequested request) {
            String queryId = request.attempt().queryId();
            cancels.release();
            report(new ExecutionReport.Killed(queryId, request.reason(), Counters.NONE,
                    Leftover.nothing(), Duration.ofMillis(3)));
        }

        @Override
        public void allowSending(boolean allowed, String why) {
            this.allowed = allowed;
        }

        private void report(ExecutionReport report) {
            inbox.put(new RunInput.Execution(report));
        }

        @Override
        public void close() {}
    }
}
