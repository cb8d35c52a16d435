package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.domain.port.Delivery;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Follows what runs on one node, on a thread of its own: one question to {@code system.processes} for all statements at a time, kills
 * until they are answered, time-outs, and answers that got lost on a connection that nobody closed. Idle while nothing runs.
 */
final class NodeMonitor implements AutoCloseable {
    private static final long KILL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private final NodeConnection node;
    private final ClickHouseSettings settings;
    private final Map<String, String> questionSettings;
    private final Inbox inbox;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Flight> flights = new LinkedHashMap<>();
    private long nextNanos;
    private boolean urgent;
    private boolean closed;
    private boolean saidUnreadable;
    private boolean saidKillRefused;
    private @Nullable Long silentSinceNanos;

    /** What became of a question to the node's processes. */
    sealed interface Look {}

    /** It answered; each flight knows whether it was seen. */
    record Answered() implements Look {}

    /** It answered that it does not say. */
    record Refused() implements Look {}

    /** No answer. */
    record Silent(String why) implements Look {}

    NodeMonitor(NodeConnection node, ClickHouseSettings settings, Map<String, String> questionSettings, Inbox inbox) {
        this.node = node;
        this.settings = settings;
        this.questionSettings = questionSettings;
        this.inbox = inbox;
        this.thread = Thread.ofVirtual().name("monitor of " + node.address().name()).start(this::work);
    }

    /** Begins to follow a statement. */
    void watch(Flight flight) {
        lock.lock();
        try {
            if (flights.isEmpty() || flight.deadlineNanos() != null) {
                if (flights.isEmpty()) {
                    nextNanos = System.nanoTime() + settings.pollInterval().toNanos();
                }
                changed.signalAll();
            }
            flights.put(flight.queryId(), flight);
        } finally {
            lock.unlock();
        }
    }

    /** The statement is over. */
    void unwatch(Flight flight) {
        lock.lock();
        try {
            flights.remove(flight.queryId());
        } finally {
            lock.unlock();
        }
    }

    /** Asks at once, and kills at once what is to be killed. */
    void hurry() {
        lock.lock();
        try {
            urgent = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    /** Waits for the thread to end. */
    boolean ended(Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    private void work() {
        try {
            while (true) {
                List<Flight> round = awaitRound();
                if (round == null) {
                    return;
                }
                timeOut(round);
                Look look = kill(round);
                if (look == null) {
                    look = ask(round);
                }
                finish(look);
                loseHope(round, look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable List<Flight> awaitRound() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                if (flights.isEmpty()) {
                    urgent = false;
                    changed.await();
                    continue;
                }
                long wait = urgent ? 0 : wakeAt() - System.nanoTime();
                if (wait <= 0) {
                    urgent = false;
                    return new ArrayList<>(flights.values());
                }
                changed.awaitNanos(wait);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private long wakeAt() {
        long at = nextNanos;
        for (Flight flight : flights.values()) {
            Long deadline = flight.deadlineNanos();
            if (deadline != null && flight.kill() == null && deadline - at < 0) {
                at = deadline;
            }
        }
        return at;
    }

    private void timeOut(List<Flight> round) {
        long now = System.nanoTime();
        for (Flight flight : round) {
            Long deadline = flight.deadlineNanos();
            Duration limit = flight.dispatched().timeout();
            if (deadline != null && limit != null && deadline - now <= 0) {
                flight.kill(new Delivery.Kill.Timeout(limit));
            }
        }
    }

    /** Kills our own query ids and nothing else. The server's answer to the statement decides what it was. Null: go on. */
    private @Nullable Silent kill(List<Flight> round) {
        List<Flight> victims = round.stream().filter(f -> f.kill() != null && f.sent()).toList();
        if (victims.isEmpty()) {
            return null;
        }
        try {
            node.rows("KILL QUERY WHERE query_id IN (" + ids(victims) + ") ASYNC", questionSettings,
                    settings.questionLimit());
        } catch (ServerError e) {
            if (!saidKillRefused) {
                saidKillRefused = true;
                inbox.put(new RunInput.Notice("kill_refused",
                        node.address().name() + " refuses to kill: " + e.failure().message()));
            }
        } catch (IOException e) {
            return new Silent(Explain.why(e));
        }
        return null;
    }

    private Look ask(List<Flight> round) {
        try {
            List<JsonNode> rows = node.rows("SELECT query_id, read_rows, total_rows_approx, read_bytes, written_rows,"
                    + " memory_usage, elapsed FROM system.processes WHERE query_id IN (" + ids(round) + ")",
                    questionSettings, settings.questionLimit());
            Map<String, JsonNode> byId = new HashMap<>();
            rows.forEach(row -> byId.put(row.path(0).asText(), row));
            long now = System.nanoTime();
            for (Flight flight : round) {
                JsonNode row = byId.get(flight.queryId());
                flight.seen(row != null, now);
                if (row != null) {
                    report(flight, row);
                }
            }
            return new Answered();
        } catch (ServerError e) {
            if (!saidUnreadable) {
                saidUnreadable = true;
                inbox.put(new RunInput.Notice("progress_unavailable",
                        node.address().name() + " does not show what runs there: " + e.failure().message()));
            }
            return new Refused();
        } catch (IOException e) {
            return new Silent(Explain.why(e));
        }
    }

    /** Under the lock, so that no progress comes after the end. */
    private void report(Flight flight, JsonNode row) {
        lock.lock();
        try {
            if (flights.containsKey(flight.queryId())) {
                inbox.put(new RunInput.Execution(progress(flight, row)));
            }
        } finally {
            lock.unlock();
        }
    }

    private static ExecutionReport progress(Flight flight, JsonNode row) {
        return new ExecutionReport.Progressed(flight.queryId(), ClickHouseInspector.counters(row),
                Duration.ofMillis(Math.round(row.path(6).asDouble() * TimeUnit.SECONDS.toMillis(1))));
    }

    private void finish(Look look) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (look instanceof Silent) {
                silentSinceNanos = silentSinceNanos == null ? now : silentSinceNanos;
            } else {
                silentSinceNanos = null;
            }
            boolean killing = flights.values().stream().anyMatch(f -> f.kill() != null);
            long interval = settings.pollInterval().toNanos();
            nextNanos = now + (killing ? Math.min(interval, KILL_EVERY_NANOS) : interval);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait where no answer can be hoped for any more. */
    private void loseHope(List<Flight> round, Look look) {
        long now = System.nanoTime();
        long patience = settings.patience().toNanos();
        Long silent = silentSinceNanos;
        for (Flight flight : round) {
            if (look instanceof Answered && flight.absentNanos(now) > patience) {
                // It is over at the server, and the answer is lost: the connection looks open only from here.
                flight.breakOff();
            } else if (flight.killPendingNanos(now) > patience) {
                if (look instanceof Silent s && silent != null && now - silent > patience) {
                    inbox.put(new RunInput.NodeDown(node.address().name(), s.why()));
                    flight.giveUp("it was to be killed, and the node does not answer: " + s.why());
                } else if (flight.kill() instanceof Delivery.Kill.Timeout) {
                    flight.giveUp("its time-out is over, and it does not end although it was killed");
                }
            }
        }
    }

    private static String ids(List<Flight> round) {
        return Sql.list(round.stream().map(Flight::queryId).toList());
    }
}
