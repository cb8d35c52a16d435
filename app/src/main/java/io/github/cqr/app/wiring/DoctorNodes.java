package io.github.cqr.app.wiring;

import io.github.cqr.adapters.clickhouse.ClickHouseCluster;
import io.github.cqr.adapters.clickhouse.ClickHouseSettings;
import io.github.cqr.adapters.clickhouse.ClusterCheck;
import io.github.cqr.adapters.clickhouse.NodeAddress;
import io.github.cqr.adapters.clickhouse.NodeCheck;
import io.github.cqr.adapters.clickhouse.NodeGrants;
import io.github.cqr.adapters.clickhouse.NodeNote.Topic;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.Version;
import io.github.cqr.domain.port.NodeException;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.NodeInspector.Search;
import io.github.cqr.domain.port.NodeInspector.Sightings;
import io.github.cqr.domain.port.RunInput.Notice;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at the nodes: who answers, its clock, its logs, the user's rights, and whether sessions can fence. */
final class DoctorNodes {
    private static final Duration SKEW_TOLERATED = Duration.ofSeconds(5);
    private static final int ID_BYTES = 8;
    /** Warnings of a run's start that are said here for each node by itself. */
    private static final Set<String> SAID_BY_NODE = Set.of(Topic.GRANT.code(), Topic.QUERY_LOG.code(),
            Topic.PART_LOG.code());

    private final RunOptions options;
    private final SecureRandom random = new SecureRandom();

    DoctorNodes(RunOptions options) {
        this.options = options;
    }

    void examine(Consumer<Finding> show) {
        try (ClickHouseCluster cluster = ClickHouseCluster.open(settings())) {
            ClusterCheck check = cluster.check(false);
            Map<String, NodeInspector> inspectors = cluster.inspectors().stream()
                    .collect(Collectors.toMap(NodeInspector::node, Function.identity()));
            for (NodeCheck node : check.nodes()) {
                switch (node) {
                    case NodeCheck.Ready ready -> {
                        ready(ready, show);
                        rights(cluster.grants(ready.node()), show);
                        NodeInspector inspector = inspectors.get(ready.node().name());
                        if (inspector != null) {
                            log(inspector, show);
                        }
                        fence(cluster, ready.node(), show);
                    }
                    case NodeCheck.Unusable unusable -> {
                        String subject = "node " + unusable.node().name();
                        show.accept(Finding.fail(subject, unusable.message().replace(subject + " ", "it "), null));
                    }
                }
            }
            for (Notice notice : check.warnings()) {
                if (!SAID_BY_NODE.contains(notice.code())) {
                    show.accept(Finding.warn("nodes", notice.message(), null));
                }
            }
        }
    }

    private static void ready(NodeCheck.Ready ready, Consumer<Finding> show) {
        String subject = "node " + ready.node().name();
        show.accept(Finding.ok(subject, "ClickHouse " + ready.version() + ", up " + spoken(ready.uptime())
                + ", calls itself " + ready.hostName()));
        Duration skew = ready.clockSkew();
        if (skew.abs().compareTo(SKEW_TOLERATED) > 0) {
            show.accept(Finding.warn(subject, "its clock is " + spoken(skew.abs())
                    + (skew.isNegative() ? " behind" : " ahead of") + " this machine's",
                    "no decision depends on it, but times in logs do not match: set the clocks by NTP"));
        } else {
            show.accept(Finding.ok(subject, "its clock agrees with this machine's"));
        }
    }

    private void rights(NodeGrants grants, Consumer<Finding> show) {
        String subject = "node " + grants.node();
        if (!grants.trouble().isEmpty()) {
            show.accept(Finding.warn(subject, "the user's rights could not be looked at: " + grants.trouble(), null));
            return;
        }
        for (NodeGrants.Missing missing : grants.missing()) {
            String message = "the user lacks " + missing.grant() + ": without it " + missing.consequence();
            String remedy = "GRANT " + missing.grant() + " TO " + options.connection().user();
            show.accept(missing.grave()
                    ? Finding.fail(subject, message, remedy)
                    : Finding.warn(subject, message, remedy));
        }
        for (String table : grants.absent()) {
            show.accept(table.endsWith("part_log")
                    ? Finding.warn(subject, "there is no " + table
                            + ": the rows that a failed INSERT left cannot be counted exactly",
                            "configure <part_log>; it appears with the first part")
                    : Finding.fail(subject, "there is no " + table + ": nothing can be proved of a statement",
                            "configure <query_log>"));
        }
        if (grants.missing().isEmpty()) {
            show.accept(Finding.ok(subject, "the user has all grants that the runner uses"));
        }
    }

    /** Absence from the log must be able to prove something: asked for an id that nobody has used. */
    private void log(NodeInspector node, Consumer<Finding> show) {
        String subject = "node " + node.node();
        try {
            Sightings seen = node.look(new Search(Set.of(id()), Set.of(id()), Duration.ofHours(1)));
            String doubt = seen.logDoubt();
            show.accept(doubt == null
                    ? Finding.ok(subject, "its query log holds what was just run")
                    : Finding.fail(subject, "its query log proves nothing: " + doubt,
                            "see docs/operations.md, What counts as proof"));
        } catch (NodeException e) {
            show.accept(Finding.fail(subject, "its processes and query log cannot be read: " + e.why(), null));
        }
    }

    private void fence(ClickHouseCluster cluster, NodeAddress node, Consumer<Finding> show) {
        String subject = "node " + node.name();
        if (!options.safety().sessionFence()) {
            show.accept(Finding.warn(subject, "statements are not fenced (--no-session-fence)",
                    "what was on its way when a runner dies stays in doubt"));
            return;
        }
        String doubt = cluster.fenceDoubt(node, id());
        show.accept(doubt == null
                ? Finding.ok(subject, "a late statement can be fenced off by its session")
                : Finding.fail(subject, "a late statement cannot be fenced off by its session: " + doubt,
                        "name the servers themselves in --host, make the load balancer sticky, or give "
                                + "--no-session-fence"));
    }

    private ClickHouseSettings settings() {
        var c = options.connection();
        try {
            return new ClickHouseSettings(NodeAddress.parseList(c.hosts(), c.port(), c.secure()), c.user(),
                    io.github.cqr.adapters.clickhouse.Secret.of(c.password().reveal()), c.database(), c.secure(),
                    c.caCert(), c.clientCert(), c.clientKey(), options.execution().pollInterval(),
                    ClickHouseSettings.DEFAULT_CONNECT_TIMEOUT, ClickHouseSettings.DEFAULT_PATIENCE, "doctor",
                    id(), Version.current());
        } catch (IllegalArgumentException e) {
            throw options.usageError("--host", String.valueOf(e.getMessage()));
        }
    }

    private String id() {
        byte[] drawn = new byte[ID_BYTES];
        random.nextBytes(drawn);
        return "cqr-doctor-" + HexFormat.of().formatHex(drawn);
    }

    /** The two greatest units of a time. */
    static String spoken(Duration time) {
        if (time.toDays() > 0) {
            return String.format(Locale.ROOT, "%d d %d h", time.toDays(), time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %d min", time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? String.format(Locale.ROOT, "%d min %d s", time.toMinutes(), time.toSecondsPart())
                : time.toSeconds() + " s";
    }
}
