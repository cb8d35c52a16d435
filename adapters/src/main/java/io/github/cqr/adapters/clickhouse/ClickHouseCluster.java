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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /**
     * Asks every node, all at once, who it is. What a user's profile forbids to change is left out of later requests to that node, and
     * told in a warning.
     */
    public ClusterCheck check() {
        List<NodeProbe.Finding> findings = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<NodeProbe.Finding>> asked = nodes.stream()
                    .map(node -> threads.submit(() -> new NodeProbe(node, settings).ask()))
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
        List<RunInput.Notice> warnings = new ArrayList<>();
        Map<String, List<String>> versions = new TreeMap<>();
        Map<Set<String>, List<String>> forbidden = new LinkedHashMap<>();
        Map<Set<String>, List<String>> unknown = new LinkedHashMap<>();
        Map<Set<String>, List<String>> hidden = new LinkedHashMap<>();
        List<String> readOnly = new ArrayList<>();
        for (NodeProbe.Finding finding : findings) {
            String name = finding.check().node().name();
            if (finding.check() instanceof NodeCheck.Ready ready) {
                versions.computeIfAbsent(ready.version(), _ -> new ArrayList<>()).add(name);
                forbidden.computeIfAbsent(finding.forbidden(), _ -> new ArrayList<>()).add(name);
                unknown.computeIfAbsent(finding.unknown(), _ -> new ArrayList<>()).add(name);
                hidden.computeIfAbsent(finding.hidden(), _ -> new ArrayList<>()).add(name);
            }
            if (finding.readOnly()) {
                readOnly.add(name);
            }
        }
        if (versions.size() > 1) {
            warnings.add(new RunInput.Notice("versions_differ", "the nodes run different versions of ClickHouse: "
                    + versions.entrySet()
                            .stream()
                            .map(e -> e.getKey() + " on " + String.join(", ", e.getValue()))
                            .collect(Collectors.joining("; "))));
        }
        if (!readOnly.isEmpty()) {
            warnings.add(new RunInput.Notice("profile_readonly",
                    "the user's profile is read-only (readonly=1) on " + String.join(", ", readOnly)
                            + ": whatever writes will be refused"));
        }
        listWarning(warnings, "settings_forbidden", "the user's profile forbids to change ", forbidden,
                "statements go without");
        listWarning(warnings, "settings_unknown", "this version of ClickHouse does not know ", unknown,
                "statements go without");
        listWarning(warnings, "tables_hidden", "the user may not read ", hidden,
                "progress may be missing, and a statement whose connection breaks ends with an unknown outcome");
        return warnings;
    }

    private static void listWarning(List<RunInput.Notice> warnings, String code, String words,
            Map<Set<String>, List<String>> byNames, String consequence) {
        byNames.forEach((names, nodeNames) -> {
            if (!names.isEmpty()) {
                warnings.add(new RunInput.Notice(code, words + String.join(", ", names) + " (on "
                        + String.join(", ", nodeNames) + "); " + consequence));
            }
        });
    }
}
