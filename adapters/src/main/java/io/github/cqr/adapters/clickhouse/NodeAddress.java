package io.github.cqr.adapters.clickhouse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the HTTP interface of a node is.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param name what the node is called in events: the host when it stands for this node alone and the port is the default one, else
 *     {@code host:port}; unique in its list
 */
public record NodeAddress(String host, int port, String name) {
    /** ClickHouse's {@code https_port}. */
    public static final int SECURE_PORT = 8443;

    /** ClickHouse's {@code http_port}. */
    public static final int PLAIN_PORT = 8123;

    private static final Set<Integer> NATIVE_PORTS = Set.of(9000, 9440);
    private static final int LAST_PORT = 65535;
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.%\\w]+)](?::(.*))?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?");

    /** {@code host:port} as a URL has it. */
    public String address() {
        return display(host) + ":" + port;
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * Reads {@code a,b:8124,[::1]:8123}.
     *
     * @param secure whether nodes speak TLS, which decides the default port
     * @throws IllegalArgumentException if it cannot be read; the message is one sentence that says what is wrong and what to write
     */
    public static List<NodeAddress> parseList(String text, boolean secure) {
        return parseList(text, secure ? SECURE_PORT : PLAIN_PORT, secure);
    }

    /**
     * As {@link #parseList(String, boolean)}, with another port for nodes that name none.
     *
     * @param defaultPort 1 to 65535
     * @throws IllegalArgumentException if it cannot be read; the message is one sentence that says what is wrong and what to write
     */
    public static List<NodeAddress> parseList(String text, int defaultPort, boolean secure) {
        port(Integer.toString(defaultPort), Integer.toString(defaultPort), secure);
        List<NodeAddress> read = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Map<String, Integer> perHost = new HashMap<>();
        for (String part : text.split(",", -1)) {
            NodeAddress node = parse(part.strip(), text, defaultPort, secure);
            if (!seen.add(node.address())) {
                throw new IllegalArgumentException("node " + node.address() + " is named twice in '" + text + "'");
            }
            perHost.merge(node.host(), 1, Integer::sum);
            read.add(node);
        }
        return read.stream()
                .map(node -> new NodeAddress(node.host(), node.port(),
                        node.port() == defaultPort && perHost.getOrDefault(node.host(), 0) == 1
                                ? node.host()
                                : node.address()))
                .toList();
    }

    private static NodeAddress parse(String part, String whole, int defaultPort, boolean secure) {
        if (part.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is an empty node name in '" + whole + "'; write host or host:port, separated by commas");
        }
        if (part.contains("://") || part.contains("/")) {
            throw new IllegalArgumentException("'" + part + "' is a URL; write host or host:port");
        }
        Matcher bracketed = BRACKETED.matcher(part);
        if (bracketed.matches()) {
            String port = bracketed.group(2);
            return node(bracketed.group(1), port == null ? defaultPort : port(port, part, secure));
        }
        int colon = part.indexOf(':');
        if (colon >= 0 && part.indexOf(':', colon + 1) >= 0) {
            throw new IllegalArgumentException(
                    "'" + part + "' looks like an IPv6 address; write it in brackets: [" + part + "]");
        }
        String host = colon < 0 ? part : part.substring(0, colon);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("'" + part + "' is no host name; write host or host:port");
        }
        return node(host, colon < 0 ? defaultPort : port(part.substring(colon + 1), part, secure));
    }

    private static NodeAddress node(String host, int port) {
        return new NodeAddress(host, port, host);
    }

    private static int port(String digits, String part, boolean secure) {
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException(
                    "'" + digits + "' in '" + part + "' is no port; a port is a number from 1 to " + LAST_PORT);
        }
        if (NATIVE_PORTS.contains(port)) {
            throw new IllegalArgumentException("port " + port + " in '" + part
                    + "' is ClickHouse's native protocol, and this program speaks HTTP; use port "
                    + (secure ? SECURE_PORT : PLAIN_PORT) + (secure ? " (HTTPS)" : " (HTTP)"));
        }
        return port;
    }

    /** The host as a URL has it: IPv6 in brackets. */
    static String display(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
