package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.adapters.clickhouse.NodeCheck.Problem;
import io.github.cqr.adapters.clickhouse.NodeNote.Topic;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Asks one node at the start who it is and what the user's profile allows. */
final class NodeProbe {
    private static final Set<Integer> LOGIN_CODES = Set.of(516, 194, 193, 192);
    private static final int UNKNOWN_DATABASE = 81;
    private static final String SAMPLING = "log_queries_probability";
    private final NodeConnection node;
    private final ClickHouseSettings settings;
    private final @Nullable Supplier<String> sessionIds;

    /**
     * What was found.
     *
     * @param profile what follows for later requests
     */
    record Finding(NodeCheck check, NodeProfile profile) {}

    /** @param sessionIds for a session that is tried, null to try none */
    NodeProbe(NodeConnection node, ClickHouseSettings settings, @Nullable Supplier<String> sessionIds) {
        this.node = node;
        this.settings = settings;
        this.sessionIds = sessionIds;
    }

    Finding ask() {
        Map<String, String> parameters = settings.database() == null
                ? Map.of()
                : Map.of("database", settings.database());
        try {
            Instant asked = Instant.now();
            JsonNode row = node
                    .rows("SELECT version(), timezone(), uptime(), hostName(), " + ServerLife.COLUMNS
                            + ", toUnixTimestamp64Milli(now64(3))", parameters, settings.questionLimit())
                    .getFirst();
            Instant middle = asked.plus(Duration.between(asked, Instant.now()).dividedBy(2));
            NodeCheck.Ready check = new NodeCheck.Ready(node.address(), row.path(0).asText(), row.path(1).asText(),
                    Duration.ofSeconds(row.path(2).asLong()), row.path(3).asText(),
                    ServerLife.of(node.address(), row, 4),
                    Duration.between(middle, Instant.ofEpochMilli(row.path(6).asLong())), List.of());
            return profile(check);
        } catch (ServerError e) {
            return unusable(problem(e), refused(e));
        } catch (IOException e) {
            return broken(e);
        }
    }

    private Finding profile(NodeCheck.Ready check) throws ServerError, IOException {
        Set<String> forbidden = new TreeSet<>();
        Set<String> unknown = new TreeSet<>(RequestSettings.ALWAYS.keySet());
        unknown.add("log_comment");
        boolean readOnly = false;
        boolean quiet = true;
        List<JsonNode> rows = node.rows("SELECT name, value, readonly FROM system.settings WHERE name IN ('readonly','"
                + String.join("','", unknown) + "')", Map.of(), settings.questionLimit());
        for (JsonNode row : rows) {
            String name = row.path(0).asText();
            String value = row.path(1).asText();
            unknown.remove(name);
            if (name.equals("readonly")) {
                readOnly = value.equals("1");
            } else if (name.equals("log_queries") && row.path(2).asInt() == 1) {
                quiet = false;
                if (!value.equals("1")) {
                    forbidden.add(name);
                }
            } else if (row.path(2).asInt() == 1
                    && (name.equals(SAMPLING) ? samples() : !value.equals(RequestSettings.ALWAYS.get(name)))) {
                forbidden.add(name);
            }
        }
        Set<String> without = new TreeSet<>(forbidden);
        without.addAll(unknown);
        NodeProfile profile = new NodeProfile(without, quiet, logDoubt(forbidden));
        return whole(check.with(notes(readOnly, forbidden, unknown)), profile);
    }

    /** The server draws before it runs a query, and shows 1 to the query that asks: only a try tells. */
    private boolean samples() throws IOException {
        try {
            node.rows("SELECT 1", Map.of(SAMPLING, "1"), settings.questionLimit());
            return false;
        } catch (ServerError refused) {
            return true;
        }
    }

    private Finding whole(NodeCheck.Ready check, NodeProfile profile) throws IOException {
        Supplier<String> ids = sessionIds;
        String doubt = ids == null ? null : new FenceProbe(node, settings, profile).doubt(ids.get());
        return doubt == null
                ? new Finding(check.with(new LogCheck(node, settings, profile).notes()), profile)
                : unusable(Problem.SESSIONS, "node " + node.address() + " cannot fence off late statements: " + doubt
                        + "; name the servers themselves, make the load balancer sticky, or go without the fence"
                        + " (--no-session-fence)");
    }

    private static @Nullable String logDoubt(Set<String> forbidden) {
        List<String> logging = forbidden.stream().filter(name -> name.startsWith("log_queries")).toList();
        return logging.isEmpty() ? null : "the user's profile forbids to change " + String.join(", ", logging);
    }

    private static List<NodeNote> notes(boolean readOnly, Set<String> forbidden, Set<String> unknown) {
        List<NodeNote> notes = new ArrayList<>();
        if (readOnly) {
            notes.add(new NodeNote(Topic.READ_ONLY, "the user's profile is read-only (readonly=1): whatever writes will"
                    + " be refused", "use another user for statements that write"));
        }
        if (!forbidden.isEmpty()) {
            notes.add(new NodeNote(Topic.FORBIDDEN_SETTING, "the user's profile forbids to change "
                    + String.join(", ", forbidden) + "; statements go without", "let the profile allow it"));
        }
        if (!unknown.isEmpty()) {
            notes.add(new NodeNote(Topic.UNKNOWN_SETTING, "this version of ClickHouse does not know "
                    + String.join(", ", unknown) + "; statements go without", "none but an upgrade"));
        }
        return notes;
    }

    private Finding unusable(Problem problem, String message) {
        return new Finding(new NodeCheck.Unusable(node.address(), problem, message), NodeProfile.UNKNOWN);
    }

    private static Problem problem(ServerError e) {
        if (LOGIN_CODES.contains(e.code())) {
            return Problem.LOGIN;
        }
        return e.code() == UNKNOWN_DATABASE ? Problem.DATABASE : Problem.REFUSED;
    }

    private String refused(ServerError e) {
        return switch (problem(e)) {
            case LOGIN -> "node " + node.address() + " does not let user '" + settings.user()
                    + "' in; check user and password";
            case DATABASE -> "node " + node.address() + " has no database '" + settings.database() + "'";
            default -> "node " + node.address() + " refuses: " + e.text();
        };
    }

    private Finding broken(IOException e) {
        String name = "node " + node.address();
        if (e instanceof ForeignAnswer foreign) {
            return foreign(name, foreign);
        }
        if (e instanceof SSLException) {
            boolean plain = String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message");
            return plain
                    ? unusable(Problem.TLS_MISMATCH, name
                            + " does not speak TLS on that port; name its HTTPS port (usually 8443) or switch TLS off (--no-secure)")
                    : unusable(Problem.CERTIFICATE,
                            "no TLS connection to " + name + ": " + Explain.why(e) + "; " + certificateHint(e));
        }
        if (settings.secure() && e.getClass() == SocketException.class) {
            // With TLS 1.3 a server refuses a missing client certificate after the client thinks that all is well; the reason that it
            // sends can be overtaken by the reset.
            return unusable(Problem.CERTIFICATE, "no TLS connection to " + name + ": it broke off after the handshake ("
                    + Explain.why(e) + "); " + certificateHint(e));
        }
        boolean noHttp = e instanceof NoHttpResponseException || e.getCause() instanceof ProtocolException
                || String.valueOf(e.getMessage()).contains("valid HTTP response");
        if (noHttp && !settings.secure()) {
            return unusable(Problem.TLS_MISMATCH, name
                    + " does not answer in HTTP on that port; if it speaks TLS there, leave --no-secure out, else name its HTTP port (usually 8123)");
        }
        return unusable(Problem.UNREACHABLE, name + " cannot be reached: " + Explain.why(e));
    }

    private Finding foreign(String name, ForeignAnswer foreign) {
        if (foreign.body().contains("clickhouse-client program")) {
            return unusable(Problem.NATIVE_PORT, name
                    + " speaks ClickHouse's native protocol on that port; name its HTTP port (usually 8443, or 8123 with --no-secure)");
        }
        if (foreign.body().contains("HTTPS") || foreign.body().contains("TLS")) {
            return unusable(Problem.TLS_MISMATCH, name + " wants TLS on that port; leave --no-secure out");
        }
        return unusable(Problem.NOT_CLICKHOUSE, name + ": " + Explain.why(foreign));
    }

    private String certificateHint(IOException e) {
        String why = Explain.why(e);
        if (why.contains("trusted authority")) {
            return settings.caCert() == null
                    ? "name the authority's certificate with --ca-cert"
                    : "check --ca-cert (" + settings.caCert() + ")";
        }
        if (why.contains("host name")) {
            return "use the name that the certificate is for";
        }
        return settings.clientCert() == null
                ? "it may want a client certificate"
                : "check the client certificate (" + settings.clientCert() + ")";
    }
}
