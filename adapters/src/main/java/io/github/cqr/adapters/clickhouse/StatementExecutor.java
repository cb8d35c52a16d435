package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.execution.Courier;
import io.github.cqr.domain.execution.Ending;
import io.github.cqr.domain.execution.Inquest;
import io.github.cqr.domain.fence.Sessions;
import io.github.cqr.domain.port.Delivery;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.LeftoverFinder;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.SessionRegistry;
import io.github.cqr.domain.run.LeaseTrust;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** One virtual thread for each statement; a {@link NodeMonitor} and a {@link Courier} for each node. */
final class StatementExecutor implements QueryExecutor {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private final ClickHouseSettings settings;
    private final ExecutorOptions options;
    private final Census inbox;
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
    private record Node(NodeConnection connection, NodeProfile profile, NodeMonitor monitor,
            @Nullable Sessions sessions, Inquest inquest, Courier courier) {}

    /**
     * @param connections the nodes, with what their user's profile allows
     * @param seen the life of each node's server as far as it is known; kept up to date
     */
    StatementExecutor(ClickHouseSettings settings, ExecutorOptions options, Inbox inbox,
            Map<NodeConnection, NodeProfile> connections, ConcurrentMap<String, ServerBoot> seen) {
        this.settings = settings;
        this.options = options;
        List<ClickHouseInspector> inspectors = new ArrayList<>();
        Map<String, NodeBooks> books = new HashMap<>();
        connections.forEach((connection, profile) -> {
            inspectors.add(new ClickHouseInspector(connection, settings, profile));
            books.put(connection.address().name(), new NodeBooks(connection, settings, profile));
        });
        this.inbox = new Census(inspectors, seen, inbox, options.waitForNode());
        LeftoverFinder leftovers = new Leftovers(books, this::attempt);
        connections.forEach((connection, profile) -> {
            ClickHouseInspector inspector = inspectors.stream()
                    .filter(one -> one.node().equals(connection.address().name())).findFirst().orElseThrow();
            nodes.put(inspector.node(), node(connection, profile, inspector, leftovers));
        });
        this.inbox.begin(this::settled);
    }

    private Node node(NodeConnection connection, NodeProfile profile, ClickHouseInspector inspector,
            LeftoverFinder leftovers) {
        SessionRegistry registry = options.registry();
        Sessions sessions = registry == null
                ? null
                : new Sessions(inspector, registry, options.sessionIds(), Thread::sleep);
        Ending ending = new Ending(inspector.node(), leftovers);
        Inquest inquest = new Inquest(inspector, sessions, ending, Thread::sleep, inbox,
                new Inquest.Limits(settings.pollInterval(), settings.patience(), options.waitForNode()));
        return new Node(connection, profile, new NodeMonitor(connection, settings, profile.forQuestions(), inbox),
                sessions, inquest,
                new Courier(inspector.node(), sessions, this::closedGate, inquest, ending, inbox));
    }

    private boolean settled(String name) {
        Node node = nodes.get(name);
        return node == null || node.inquest().settled();
    }

    private @Nullable String closedGate() {
        String forbidden = sendingForbidden;
        if (forbidden != null) {
            return forbidden;
        }
        if (closed) {
            return "the connections are closed";
        }
        LeaseTrust lease = options.lease();
        return lease == null || lease.holds(options.time().now())
                ? null
                : "the run's lease was not renewed for too long, so it may be another process's";
    }

    private RunEvent.@Nullable Dispatched attempt(String queryId) {
        Flight flight = flights.get(queryId);
        return flight == null ? null : flight.dispatched();
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
        Flight flight = Flight.toSend(dispatched, session -> request(dispatched, node, session), node.monitor()::watch);
        fly(flight, node, () -> node.courier().carry(dispatched, flight));
    }

    @Override
    public void adopt(RunEvent.Adopted adopted) {
        Node node = nodes.get(adopted.attempt().node());
        if (closed || node == null) {
            report(new ExecutionReport.OutcomeUnknown(adopted.attempt().queryId(), closed
                    ? "the connections are closed"
                    : "no node is named " + adopted.attempt().node(), Duration.ZERO));
            return;
        }
        RunEvent.Dispatched earlier = new RunEvent.Dispatched(adopted.statement(), adopted.attempt(), null,
                SessionContext.EMPTY, null);
        Flight flight = Flight.underWay(earlier);
        node.monitor().watch(flight);
        fly(flight, node, () -> node.inquest().hold(earlier, flight, null, "it was sent by an earlier process"));
    }

    /** What is done for an attempt until its end is known. */
    @FunctionalInterface
    private interface Journey {
        ExecutionReport make() throws InterruptedException;
    }

    private void fly(Flight flight, Node node, Journey journey) {
        flights.put(flight.queryId(), flight);
        Thread thread = Thread.ofVirtual().name("statement " + flight.dispatched().statement().ordinal())
                .unstarted(() -> run(flight, node, journey));
        threads.add(thread);
        thread.start();
    }

    private void run(Flight flight, Node node, Journey journey) {
        ExecutionReport end;
        try {
            end = journey.make();
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
            end = null;
        } catch (RuntimeException | Error e) {
            end = new ExecutionReport.OutcomeUnknown(flight.queryId(), "an error of this program: " + e,
                    flight.elapsed());
        }
        node.monitor().unwatch(flight);
        flights.remove(flight.queryId());
        if (end != null && !closed) {
            report(end);
        }
        threads.remove(Thread.currentThread());
    }

    private NodeConnection.Call request(RunEvent.Dispatched dispatched, Node node, @Nullable String session) {
        String label = QueryLabel.write(dispatched, settings.runId(), options.generation(), settings.instance());
        return node.connection().call(Objects.requireNonNull(dispatched.sql()),
                RequestSettings.of(dispatched, settings, node.profile().without(), label, session),
                List.copyOf(dispatched.session().roles()), dispatched.attempt().queryId(), Duration.ZERO);
    }

    @Override
    public void cancel(RunEvent.CancelRequested request) {
        Flight flight = flights.get(request.attempt().queryId());
        Node node = nodes.get(request.attempt().node());
        if (flight != null && node != null) {
            flight.kill(new Delivery.Kill.Cancel());
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
        inbox.close();
        nodes.values().forEach(node -> node.monitor().close());
        flights.values().forEach(Flight::abandon);
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                boolean _ = thread.join(CLOSE_LIMIT);
            }
            closeSessions();
            for (Node node : nodes.values()) {
                boolean _ = node.monitor().ended(CLOSE_LIMIT);
            }
            boolean _ = inbox.ended(CLOSE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A session that stays, stays on record, and whoever takes over closes it. */
    private void closeSessions() throws InterruptedException {
        List<Thread> closing = nodes.values().stream().map(Node::sessions).filter(Objects::nonNull)
                .map(sessions -> Thread.ofVirtual().start(sessions::close)).toList();
        long until = System.nanoTime() + CLOSE_LIMIT.toNanos();
        for (Thread thread : closing) {
            boolean _ = thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
    }

    /** Whether no thread of it is left. */
    boolean idle() throws InterruptedException {
        for (Node node : nodes.values()) {
            if (!node.monitor().ended(Duration.ofMillis(1))) {
                return false;
            }
        }
        return threads.isEmpty() && inbox.ended(Duration.ofMillis(1));
    }

    private void report(ExecutionReport report) {
        inbox.put(new RunInput.Execution(report));
    }
}
