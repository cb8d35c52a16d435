package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.adapters.clickhouse.NodeCheck.Problem;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ProtocolException;

/** Asks one node at the start who it is and what the user's profile allows. */
final class NodeProbe {
    private static final Set<Integer> LOGIN_CODES = Set.of(516, 194, 193, 192);
    private static final int UNKNOWN_DATABASE = 81;
    private final NodeConnection node;
    private final ClickHouseSettings settings;

    /**
     * What was found.
     *
     * @param forbidden always-sent settings whose value is another and cannot be changed
     * @param unknown always-sent settings that this server does not have
     * @param readOnly the profile lets the user read only
     * @param quiet {@code log_queries} may be changed
     * @param hidden tables that the user may not read although outcomes and progress are read there
     */
    record Finding(NodeCheck check, Set<String> forbidden, Set<String> unknown, boolean readOnly, boolean quiet,
            Set<String> hidden) {
        /** What follows for later requests. */
        NodeProfile profile() {
            Set<String> all = new LinkedHashSet<>(forbidden);
            all.addAll(unknown);
            Set<String> logging = new TreeSet<>(forbidden);
            logging.removeIf(name -> !name.startsWith("log_queries"));
            return new NodeProfile(all, quiet, logging.isEmpty()
                    ? null
                    : "the user's profile forbids to change " + String.join(", ", logging));
        }
    }

    NodeProbe(NodeConnection node, ClickHouseSettings settings) {
        this.node = node;
        this.settings = settings;
    }

    Finding ask() {
        Map<String, String> parameters = settings.database() == null
                ? Map.of()
                : Map.of("database", settings.database());
        try {
            JsonNode row = node
                    .rows("SELECT version(), timezone(), uptime(), hostName(), " + ServerLife.COLUMNS, parameters,
                            settings.questionLimit())
                    .getFirst();
            NodeCheck check = new NodeCheck.Ready(node.address(), row.path(0).asText(), row.path(1).asText(),
                    Duration.ofSeconds(row.path(2).asLong()), row.path(3).asText(),
                    ServerLife.of(node.address(), row, 4));
            return profile(check);
        } catch (ServerError e) {
            return unusable(problem(e), refused(e));
        } catch (IOException e) {
            return broken(e);
        }
    }

    private Finding profile(NodeCheck check) throws ServerError, IOException {
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
            } else if (row.path(2).asInt() == 1 && !value.equals(RequestSettings.ALWAYS.get(name))) {
                forbidden.add(name);
            }
        }
        return new Finding(check, forbidden, unknown, readOnly, quiet, hidden());
    }

    private Set<String> hidden() throws IOException {
        Set<String> hidden = new TreeSet<>();
        for (String table : List.of("system.processes", "system.query_log")) {
            try {
                node.rows("SELECT query_id FROM " + table + " LIMIT 0", Map.of(), settings.questionLimit());
            } catch (ServerError e) {
                // A log that has nothing to hold yet does not exist.
                if (e.code() == ServerError.ACCESS_DENIED) {
                    hidden.add(table);
                }
            }
        }
        return hidden;
    }

    private Finding unusable(Problem problem, String message) {
        return new Finding(new NodeCheck.Unusable(node.address(), problem, message), Set.of(), Set.of(), false, false,
                Set.of());
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
