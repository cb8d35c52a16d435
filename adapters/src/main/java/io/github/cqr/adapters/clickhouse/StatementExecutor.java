package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.RunInput;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One virtual thread for each statement, and one {@link NodeMonitor} for each node. */
final class StatementExecutor implements QueryExecutor {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private final ClickHouseSettings settings;
    private final Inbox inbox;
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Flight> flights = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String sendingForbidden;
    private volatile boolean closed;

    /**
     * A node as the executor uses it.
     *
     * @param profile what its user's profile allows
     */
    record Node(NodeConnection connection, NodeMonitor monitor, QueryLog log, NodeProfile profile) {}

    StatementExecutor(ClickHouseSettings settings, Inbox inbox, Map<NodeConnection, NodeProfile> connections) {
        this.settings = settings;
        this.inbox = inbox;
        connections.forEach((connection, profile) -> {
            Map<String, String> questionSettings = profile.quiet() ? Map.of("log_queries", "0") : Map.of();
            nodes.put(connection.address().name(),
                    new Node(connection, new NodeMonitor(connection, settings, questionSettings, inbox),
                            new QueryLog(connection, settings.patience()), profile));
        });
    }

    @Override
    public void start(RunEvent.Dispatched dispatched) {
        String queryId = dispatched.attempt().queryId();
        Node node = nodes.get(dispatched.attempt().node());
        if (closed || node == null || dispatched.sql() == null) {
            report(new ExecutionReport.NotSent(queryId, closed
                    ? "the connections are closed"
                    : node == null ? "no node is named " + dispatched.attempt().node() : "its text is missing"));
            return;
        }
        Flight flight = new Flight(dispatched, System.nanoTime());
        flights.put(queryId, flight);
        Thread thread = Thread.ofVirtual().name("statement " + dispatched.statement().ordinal())
                .unstarted(() -> run(flight, node));
        threads.add(thread);
        thread.start();
    }

    @Override
    public void adopt(RunEvent.Adopted adopted) {
        report(new ExecutionReport.OutcomeUnknown(adopted.attempt().queryId(), "it cannot be followed yet",
                Duration.ZERO));
    }

    @Override
    public void cancel(RunEvent.CancelRequested request) {
        Flight flight = flights.get(request.attempt().queryId());
        Node node = nodes.get(request.attempt().node());
        if (flight != null && node != null) {
            flight.kill(Flight.Kill.CANCEL, System.nanoTime());
            node.monitor().hurry();
        }
    }

    @Override
    public void allowSending(boolean allowed, String why) {
        sendingForbidden = allowed ? null : why;
    }

    @Override
    public void close() {
        closed = true;
        nodes.values().forEach(node -> node.monitor().close());
        flights.values().forEach(Flight::breakOff);
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(CLOSE_LIMIT);
            }
            for (Node node : nodes.values()) {
                node.monitor().ended(CLOSE_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether no thread of it is left. */
    boolean idle() throws InterruptedException {
        for (Node node : nodes.values()) {
            if (!node.monitor().ended(Duration.ofMillis(1))) {
                return false;
            }
        }
        return threads.isEmpty();
    }

    private void run(Flight flight, Node node) {
        ExecutionReport end;
        try {
            end = attempt(flight, node);
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
            end = null;
        } catch (RuntimeException | Error e) {
            end = new ExecutionReport.OutcomeUnknown(flight.queryId(), "an error of this program: " + e,
                    elapsed(flight));
        }
        node.monitor().unwatch(flight);
        flights.remove(flight.queryId());
        if (end != null && !closed) {
            report(end);
        }
        threads.remove(Thread.currentThread());
    }

    private ExecutionReport attempt(Flight flight, Node node) throws InterruptedException {
        NodeConnection.Call call = node.connection()
                .call(flight.sql(), RequestSettings.of(flight.dispatched(), settings, node.profile().without()),
                        List.copyOf(flight.dispatched().session().roles()), flight.queryId(), Duration.ZERO);
        String forbidden = sendingForbidden;
        if (forbidden != null) {
            return new ExecutionReport.NotSent(flight.queryId(), forbidden);
        }
        if (!flight.beginSend(call)) {
            return new ExecutionReport.NotSent(flight.queryId(), "it was cancelled before it was sent");
        }
        node.monitor().watch(flight);
        try {
            Counters counters = call.execute().counters();
            return new ExecutionReport.Succeeded(flight.queryId(), counters, elapsed(flight));
        } catch (ServerError e) {
            if (e.code() == ServerError.SAME_ID_RUNS) {
                return aftermath(flight, node, "the server says that it runs already");
            }
            return Aftermath.failed(flight, e, e.counters(), elapsed(flight));
        } catch (IOException e) {
            return unanswered(flight, node, call, e);
        }
    }

    private ExecutionReport unanswered(Flight flight, Node node, NodeConnection.Call call, IOException e)
            throws InterruptedException {
        String why = Explain.why(e);
        if (closed) {
            throw new InterruptedException("closed");
        }
        if (!call.begun()) {
            node.monitor().down(why);
            return new ExecutionReport.NotSent(flight.queryId(),
                    "there is no connection to " + node.connection().address().name() + ": " + why);
        }
        if (e instanceof ForeignAnswer foreign && foreign.refusal()) {
            return new ExecutionReport.Failed(flight.queryId(), new Failure.Connection(
                    node.connection().address().name() + " did not take it: " + why), Counters.NONE, Leftover.nothing(),
                    elapsed(flight));
        }
        return aftermath(flight, node, "the connection broke: " + why);
    }

    private ExecutionReport aftermath(Flight flight, Node node, String broken) throws InterruptedException {
        return new Aftermath(flight, node.monitor(), node.log(), settings).await(broken);
    }

    private static Duration elapsed(Flight flight) {
        return Duration.ofNanos(System.nanoTime() - flight.startedNanos());
    }

    private void report(ExecutionReport report) {
        inbox.put(new RunInput.Execution(report));
    }
}
