package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.ServerBoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a node said when it was asked at the start. */
public sealed interface NodeCheck {
    /** The node. */
    NodeAddress node();

    /**
     * It can be worked with.
     *
     * @param version of the server, {@code 26.7.3.1}
     * @param timeZone of the server
     * @param uptime how long it has been up
     * @param hostName what it calls itself
     * @param server which life of which server it is
     * @param clockSkew how far its clock is ahead of this machine's, to within half of the time that the question took
     * @param notes what it, or the user on it, lacks
     */
    record Ready(
            NodeAddress node,
            String version,
            String timeZone,
            Duration uptime,
            String hostName,
            ServerBoot server,
            Duration clockSkew,
            List<NodeNote> notes) implements NodeCheck {
        /** Copies the notes. */
        public Ready {
            notes = List.copyOf(notes);
        }

        /** The same with more notes. */
        Ready with(List<NodeNote> more) {
            List<NodeNote> all = new ArrayList<>(notes);
            all.addAll(more);
            return new Ready(node, version, timeZone, uptime, hostName, server, clockSkew, all);
        }
    }

    /**
     * It cannot.
     *
     * @param problem what kind of problem
     * @param message one sentence that names the node, says what is wrong and what to do
     */
    record Unusable(NodeAddress node, Problem problem, String message) implements NodeCheck {}

    /** Why a node cannot be used. */
    enum Problem {
        /** No connection, or no answer in time. */
        UNREACHABLE,
        /** User or password is wrong. */
        LOGIN,
        /** The default database does not exist. */
        DATABASE,
        /** Its certificate or ours is not accepted. */
        CERTIFICATE,
        /** We speak TLS and it does not, or the other way round. */
        TLS_MISMATCH,
        /** The port is that of ClickHouse's native protocol. */
        NATIVE_PORT,
        /** Sessions cannot be made, found again or closed there, so that late requests cannot be fenced off. */
        SESSIONS,
        /** Something else answers there. */
        NOT_CLICKHOUSE,
        /** ClickHouse refuses for another reason; its message says which. */
        REFUSED
    }
}
