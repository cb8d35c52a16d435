package io.github.cqr.adapters.valkey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.LeaseStore.Holder;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The values of the control hash that are about the lease: its holder, what that has seen of the nodes, its sessions. */
final class LeaseJson {
    private LeaseJson() {}

    /** One life of a server. */
    static ObjectNode boot(ServerBoot boot) {
        return Json.object().put("id", boot.serverId()).put("boot", boot.bootedAt().toString());
    }

    /**
     * Reads what {@link #boot(ServerBoot)} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static ServerBoot boot(JsonNode node) {
        try {
            return new ServerBoot(node.required("id").textValue(), Instant.parse(node.required("boot").textValue()));
        } catch (DateTimeException | NullPointerException e) {
            throw new IllegalArgumentException("not the life of a server", e);
        }
    }

    /** The lives of the nodes' servers by node. */
    static String seen(Map<String, ServerBoot> seen) {
        ObjectNode node = Json.object();
        new TreeMap<>(seen).forEach((name, boot) -> node.set(name, boot(boot)));
        return Json.text(node);
    }

    /**
     * Reads what {@link #seen(Map)} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static Map<String, ServerBoot> seen(String value) {
        Map<String, ServerBoot> seen = new HashMap<>();
        Json.read(value).properties().forEach(e -> seen.put(e.getKey(), boot(e.getValue())));
        return Map.copyOf(seen);
    }

    /** Who holds the lease. */
    static String holder(Holder holder) {
        return Json.text(Json.object().put("instance", holder.instance()).put("host", holder.host())
                .put("boot_id", holder.bootId()).put("pid_namespace", holder.pidNamespace()).put("pid", holder.pid())
                .put("process_start", holder.processStart().toString()).put("since", holder.since().toString()));
    }

    /**
     * Reads what {@link #holder(Holder)} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static Holder holder(String value) {
        JsonNode node = Json.read(value);
        try {
            return new Holder(node.required("instance").textValue(), node.required("host").textValue(),
                    node.path("boot_id").asText(), node.path("pid_namespace").asText(),
                    node.required("pid").longValue(), Instant.parse(node.required("process_start").textValue()),
                    Instant.parse(node.required("since").textValue()));
        } catch (DateTimeException | NullPointerException e) {
            throw new IllegalArgumentException("not a holder", e);
        }
    }

    /** A session. */
    static String session(Registered session) {
        return Json.text(Json.object().put("node", session.node()).set("server", boot(session.server())));
    }

    /**
     * Reads what {@link #session(Registered)} wrote.
     *
     * @throws IllegalArgumentException if it is not that
     */
    static Registered session(String sessionId, String value) {
        JsonNode node = Json.read(value);
        try {
            return new Registered(sessionId, node.required("node").textValue(), boot(node.required("server")));
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("not a session", e);
        }
    }
}
