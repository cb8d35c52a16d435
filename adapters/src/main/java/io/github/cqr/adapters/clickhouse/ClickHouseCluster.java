package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.LeftoverFinder;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.RunInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes that statements run on. Opening it connects to nothing; {@link #check()} does. */
public final class ClickHouseCluster implements AutoCloseable {
    private final ClickHouseSettings settings;
    private final DriverTransport transport;
    private final List<NodeConnection> nodes;
    private final Map<NodeConnection, NodeProfile> profiles = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ServerBoot> seen = new ConcurrentHashMap<>();

    private ClickHouseCluster(ClickHouseSettings settings) {
        this.settings = settings;
        this.transport = DriverTransport.of(settings);
        Map<String, Object> base = DriverTransport.configuration(settings);
        this.nodes = settings.nodes()
                .stream()
                .map(node -> new NodeConnection(node, settings.secure(), transport, base))
                .toList();
    }

    /**
     * Prepares connections.
     *
     * @throws IllegalArgumentException if a certificate file cannot be used; the message names it
     */
    public static ClickHouseCluster open(ClickHouseSettings settings) {
        return new ClickHouseCluster(settings);
    }

    /** As {@link #check(boolean)}, with sessions. */
    public ClusterCheck check() {
        return check(true);
    }

    /**
     * Asks every node, all at once, who it is and whether it has what a run needs. What a user's profile forbids to change is left out of
     * later requests to that node, and told in a warning.
     *
     * @param sessionFence whether sessions are tried: a node on which they do not work is unusable then
     */
    public ClusterCheck check(boolean sessionFence) {
        Supplier<String> ids = sessionFence ? new SessionIds(settings.instance()) : null;
        List<NodeProbe.Finding> findings = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<NodeProbe.Finding>> asked = nodes.stream()
                    .map(node -> threads.submit(() -> new NodeProbe(node, settings, ids).ask()))
                    .toList();
            for (int i = 0; i < asked.size(); i++) {
                NodeProbe.Finding finding = result(asked.get(i));
                profiles.put(nodes.get(i), finding.profile());
                if (finding.check() instanceof NodeCheck.Ready ready) {
                    seen.put(ready.node().name(), ready.server());
                }
                findings.add(finding);
            }
        }
        return new ClusterCheck(findings.stream().map(NodeProbe.Finding::check).toList(), warnings(findings));
    }

    /**
     * The executor of one run. What it learns goes to {@code inbox}: first of all which lives of which servers the check found. Close it
     * before the registry that it was given.
     */
    public QueryExecutor executor(Inbox inbox, ExecutorOptions options) {
        Map<NodeConnection, NodeProfile> all = new LinkedHashMap<>();
        nodes.forEach(node -> all.put(node, profile(node)));
        return new StatementExecutor(settings, options, inbox, all, seen);
    }

    /** The nodes as the never-twice protocol asks them; to be called after the check. */
    public List<NodeInspector> inspectors() {
        return nodes.stream().<NodeInspector>map(node -> new ClickHouseInspector(node, settings, profile(node)))
                .toList();
    }

    /** Finds out what INSERTs of an earlier process left; to be called after the check. */
    public LeftoverFinder leftovers() {
        return new Leftovers(nodes.stream().collect(Collectors.toMap(node -> node.address().name(),
                node -> new NodeBooks(node, settings, profile(node)))), _ -> null);
    }

    /** The life of each node's server as last seen, by the node's name: at first by the check, then every few seconds. */
    public Map<String, ServerBoot> seen() {
        return Map.copyOf(seen);
    }

    private NodeProfile profile(NodeConnection node) {
        return profiles.getOrDefault(node, NodeProfile.UNKNOWN);
    }

    /**
     * What the user lacks on a node: each right is tried without an effect.
     *
     * @throws IllegalArgumentException if it is none of this cluster's nodes
     */
    public NodeGrants grants(NodeAddress node) {
        return new GrantProbe(connection(node), settings.questionLimit()).ask();
    }

    /**
     * Why a node's sessions cannot keep late statements off, null when they can: a load balancer that is not sticky answers there, or the
     * server does not close sessions. To be called after the check.
     *
     * @param prefix what nobody else's session ids begin with
     * @throws IllegalArgumentException if it is none of this cluster's nodes
     */
    public @Nullable String fenceDoubt(NodeAddress node, String prefix) {
        NodeConnection connection = connection(node);
        return new FenceProbe(connection, settings, profile(connection)).doubt(prefix);
    }

    private NodeConnection connection(NodeAddress node) {
        return nodes.stream().filter(each -> each.address().equals(node)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(node + " is no node of this cluster"));
    }

    /** Closes the connections. The executor is closed first. */
    @Override
    public void close() {
        transport.close();
    }

    private static NodeProbe.Finding result(Future<NodeProbe.Finding> asked) {
        try {
            return asked.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("the check of a node failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the nodes were asked", e);
        }
    }

    private static List<RunInput.Notice> warnings(List<NodeProbe.Finding> findings) {
        Map<String, List<String>> versions = new TreeMap<>();
        Map<NodeNote, List<String>> notes = new LinkedHashMap<>();
        for (NodeProbe.Finding finding : findings) {
            if (finding.check() instanceof NodeCheck.Ready ready) {
                String name = ready.node().name();
                versions.computeIfAbsent(ready.version(), _ -> new ArrayList<>()).add(name);
                ready.notes().forEach(note -> notes.computeIfAbsent(note, _ -> new ArrayList<>()).add(name));
            }
        }
        List<RunInput.Notice> warnings = new ArrayList<>();
        if (versions.size() > 1) {
            warnings.add(new RunInput.Notice("versions_differ", "the nodes run different versions of ClickHouse: "
                    + versions.entrySet()
                            .stream()
                            .map(e -> e.getKey() + " on " + String.join(", ", e.getValue()))
                            .collect(Collectors.joining("; "))));
        }
        notes.forEach((note, names) -> warnings.add(new RunInput.Notice(note.topic().code(),
                note.says() + " (on " + String.join(", ", names) + "); remedy: " + note.remedy())));
        return warnings;
    }
}
