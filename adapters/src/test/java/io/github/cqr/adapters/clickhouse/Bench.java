package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.run.LeaseTrust;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.fixtures.server.ClickHouseNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A cluster with an executor and its inbox, for one test. */
final class Bench implements AutoCloseable {
    private static final String HASH = "a".repeat(64);
    final Reports reports = new Reports();
    final Registry registry = new Registry();
    final LeaseTrust lease = new LeaseTrust(LeaseTrust.TRUSTED);
    final ClickHouseCluster cluster;
    final QueryExecutor executor;
    private final List<NodeAddress> nodes;
    private final String instance = UUID.randomUUID().toString().substring(0, 8);
    private int ordinal;

    private Bench(ClickHouseSettings settings, boolean check, boolean fence, boolean waitForNode) {
        nodes = settings.nodes();
        cluster = ClickHouseCluster.open(settings);
        if (check) {
            ClusterCheck found = cluster.check();
            if (!found.unusable().isEmpty()) {
                throw new AssertionError(found);
            }
        }
        TimeSource time = () -> new TimeSource.Now(Instant.now(), System.nanoTime());
        lease.renewed(time.now());
        executor = cluster.executor(reports, new ExecutorOptions("gen-1", fence ? registry : null,
                new SessionIds(instance), lease, time, waitForNode));
    }

    /** Works with these nodes, checked at the start as the program does. */
    static Bench of(ClickHouseSettings settings) {
        return new Bench(settings, true, true, false);
    }

    /** As {@link #of}, without sessions ({@code --no-session-fence}). */
    static Bench unfenced(ClickHouseSettings settings) {
        return new Bench(settings, true, false, false);
    }

    /** As {@link #of}, waiting for silent nodes ({@code --on-node-loss continue}). */
    static Bench waiting(ClickHouseSettings settings) {
        return new Bench(settings, true, true, true);
    }

    /** Works with these nodes, whatever they are, and without sessions. */
    static Bench unchecked(ClickHouseSettings settings) {
        return new Bench(settings, false, false, false);
    }

    /** The default user on these nodes, in short intervals. */
    static ClickHouseSettings settings(ClickHouseNode... nodes) {
        return settings(String.join(",", List.of(nodes).stream().map(ClickHouseNode::address).toList()));
    }

    /** The default user on these nodes, in short intervals. */
    static ClickHouseSettings settings(String hosts) {
        return new ClickHouseSettings(NodeAddress.parseList(hosts, false), "default", Secret.EMPTY, null, false, null,
                null, null, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(10), "run-1", "inst",
                "1.2.3");
    }

    static ClickHouseSettings as(ClickHouseSettings s, String user, String password) {
        return new ClickHouseSettings(s.nodes(), user, Secret.of(password), s.database(), s.secure(), s.caCert(),
                s.clientCert(), s.clientKey(), s.pollInterval(), s.connectTimeout(), s.patience(), s.runId(),
                s.instance(), s.version());
    }

    static ClickHouseSettings in(ClickHouseSettings s, String database) {
        return new ClickHouseSettings(s.nodes(), s.user(), s.password(), database, s.secure(), s.caCert(),
                s.clientCert(), s.clientKey(), s.pollInterval(), s.connectTimeout(), s.patience(), s.runId(),
                s.instance(), s.version());
    }

    static ClickHouseSettings patient(ClickHouseSettings s, Duration patience) {
        return new ClickHouseSettings(s.nodes(), s.user(), s.password(), s.database(), s.secure(), s.caCert(),
                s.clientCert(), s.clientKey(), s.pollInterval(), s.connectTimeout(), patience, s.runId(), s.instance(),
                s.version());
    }

    /** A dispatch to the first node. */
    RunEvent.Dispatched dispatch(String sql) {
        return dispatch(sql, 0, SessionContext.EMPTY, null);
    }

    RunEvent.Dispatched dispatch(String sql, int node, SessionContext session, @Nullable Duration timeout) {
        int number = ordinal++;
        return new RunEvent.Dispatched(new StatementRef(number, number + 1, HASH, 1, kind(sql), null),
                new Attempt(1, nodes.get(node).name(), "cqr-test-" + instance + "-" + number + "-1"), sql, session,
                timeout, cluster.seen().get(nodes.get(node).name()), true);
    }

    private static StatementKind kind(String sql) {
        if (sql.startsWith("INSERT")) {
            return sql.contains("SELECT") ? StatementKind.INSERT_SELECT : StatementKind.INSERT_DATA;
        }
        return sql.startsWith("SELECT") ? StatementKind.SELECT : StatementKind.OTHER;
    }

    /** Follows, with another executor, what an earlier one has sent. */
    String adopt(RunEvent.Dispatched earlier) {
        executor.adopt(new RunEvent.Adopted(earlier.statement(), earlier.attempt(), Instant.now()));
        return earlier.attempt().queryId();
    }

    /** The first node as the never-twice protocol asks it. */
    NodeInspector inspector() {
        return cluster.inspectors().getFirst();
    }

    /** Starts a statement on the first node and returns its query id. */
    String start(String sql) {
        return start(dispatch(sql));
    }

    String start(RunEvent.Dispatched dispatched) {
        executor.start(dispatched);
        return dispatched.attempt().queryId();
    }

    /** Runs a statement to its end on the first node. */
    ExecutionReport run(String sql) {
        return reports.end(start(sql));
    }

    ExecutionReport run(String sql, SessionContext session) {
        return reports.end(start(dispatch(sql, 0, session, null)));
    }

    /** Runs a statement that must succeed. */
    ExecutionReport.Succeeded succeed(String sql) {
        return reports.end(start(sql), ExecutionReport.Succeeded.class);
    }

    ExecutionReport.Succeeded succeed(String sql, SessionContext session) {
        return reports.end(start(dispatch(sql, 0, session, null)), ExecutionReport.Succeeded.class);
    }

    void cancel(RunEvent.Dispatched dispatched) {
        executor.cancel(new RunEvent.CancelRequested(dispatched.statement(), dispatched.attempt(), "test"));
    }

    @Override
    public void close() {
        executor.close();
        cluster.close();
    }
}
