package io.github.cqr.adapters.clickhouse;

import io.github.cqr.adapters.clickhouse.NodeNote.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tries at the start what the never-twice protocol needs of a node: its processes, its logs, and what this user may do with them. */
final class LogCheck {
    private static final String UNPROVEN = ": a statement whose connection breaks ends with an unknown outcome";
    private final NodeConnection node;
    private final ClickHouseSettings settings;
    private final NodeProfile profile;

    LogCheck(NodeConnection node, ClickHouseSettings settings, NodeProfile profile) {
        this.node = node;
        this.settings = settings;
        this.profile = profile;
    }

    /** What is lacking. */
    List<NodeNote> notes() throws IOException {
        NodeGrants grants = new GrantProbe(node, settings.patience()).ask();
        List<NodeNote> notes = new ArrayList<>();
        if (!grants.trouble().isEmpty()) {
            notes.add(new NodeNote(Topic.QUERY_LOG, "the logs could not be looked at (" + grants.trouble() + ")",
                    "ask cqr doctor"));
        }
        for (NodeGrants.Missing missing : grants.missing()) {
            notes.add(new NodeNote(Topic.GRANT,
                    "the user lacks " + missing.grant() + ": without it " + missing.consequence(),
                    "GRANT " + missing.grant() + " TO " + settings.user()));
        }
        boolean flushed = grants.missing().stream().noneMatch(missing -> missing.grant().startsWith("SYSTEM FLUSH"));
        // A log that holds nothing yet does not exist; a flush makes it.
        if (flushed && grants.absent().contains("system.query_log")) {
            notes.add(new NodeNote(Topic.QUERY_LOG, "there is no query log, so nothing can be proved" + UNPROVEN,
                    "configure <query_log> on the server"));
        } else if (grants.missing().stream().noneMatch(NodeGrants.Missing::grave)) {
            proof(flushed, notes);
        }
        if (flushed && grants.absent().contains("system.part_log")) {
            notes.add(new NodeNote(Topic.PART_LOG,
                    "there is no part log: what a failed INSERT left is said as \"up to\" a number",
                    "configure <part_log> on the server"));
        }
        return notes;
    }

    /** Without a flush our own probe shows only after some seconds; that the grant is missing is said already. */
    private void proof(boolean flushed, List<NodeNote> notes) throws IOException {
        String doubt = flushed
                ? new QueryLog(node, profile, settings.patience()).read("0", Duration.ofHours(1)).doubt()
                : profile.logDoubt();
        if (doubt != null) {
            notes.add(new NodeNote(Topic.QUERY_LOG, "the query log proves nothing (" + doubt + ")" + UNPROVEN,
                    "let the user's profile log all queries (log_queries=1, log_queries_probability=1,"
                            + " log_queries_min_type=QUERY_START, log_queries_min_query_duration_ms=0)"));
        }
    }
}
