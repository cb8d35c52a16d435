package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.RunInput.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server says of itself, as far as checkpoints depend on it. A user who may not ask is no error. */
final class ServerHealth {
    private static final int NEARLY_FULL_PERCENT = 90;

    private final Calls calls;

    ServerHealth(Calls calls) {
        this.calls = calls;
    }

    /** Whether the server is part of a Valkey Cluster; false where it may not be asked, as a cluster would refuse the first script. */
    boolean isCluster() {
        Map<String, String> info = info("cluster");
        return info != null && "1".equals(info.get("cluster_enabled"));
    }

    /** Version, age and memory. */
    ValkeyFacts facts() {
        Map<String, String> server = info("server");
        Map<String, String> memory = info("memory");
        String version = server == null
                ? ""
                : server.getOrDefault("valkey_version", server.getOrDefault("redis_version", ""));
        String uptime = server == null ? null : server.get("uptime_in_seconds");
        return new ValkeyFacts(calls.server(), version,
                uptime == null ? null : Duration.ofSeconds(Long.parseLong(uptime)),
                memory == null ? -1 : number(memory.get("used_memory")),
                memory == null ? -1 : number(memory.get("maxmemory")));
    }

    /** What an operator should know. */
    List<Notice> notices() {
        List<Notice> notices = new ArrayList<>();
        Map<String, String> memory = info("memory");
        Map<String, String> persistence = info("persistence");
        Map<String, String> replication = info("replication");
        if (memory == null || persistence == null || replication == null) {
            notices.add(notice("valkey_unchecked", "cannot be asked how it keeps its data (the user may not use INFO):"
                    + " make sure that it persists and that its maxmemory-policy is noeviction"));
        }
        if (memory != null) {
            memory(memory, notices);
        }
        if (persistence != null) {
            persistence(persistence, notices);
        }
        if (replication != null && "slave".equals(replication.get("role"))) {
            notices.add(notice("valkey_replica", "is a replica, which takes no writes: name the primary"));
        }
        return List.copyOf(notices);
    }

    private void memory(Map<String, String> info, List<Notice> notices) {
        long limit = number(info.get("maxmemory"));
        if (limit == 0) {
            return;
        }
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        if (!policy.equals("noeviction")) {
            notices.add(notice("valkey_eviction", "deletes keys when its memory is full (maxmemory-policy " + policy
                    + "), checkpoints too: set maxmemory-policy noeviction"));
        } else if (number(info.get("used_memory")) * 100 >= limit * NEARLY_FULL_PERCENT) {
            notices.add(notice("valkey_memory", "is nearly full (" + info.get("used_memory") + " of " + limit
                    + " bytes) and will then refuse checkpoints: raise maxmemory"));
        }
    }

    private void persistence(Map<String, String> info, List<Notice> notices) {
        if ("1".equals(info.get("aof_enabled"))) {
            if ("err".equals(info.get("aof_last_write_status"))) {
                notices.add(notice("valkey_disk", "cannot write its append-only file"));
            }
            return;
        }
        String save = saves();
        if (save == null) {
            notices.add(notice("valkey_persistence", "keeps no append-only file (appendonly no), and the user may not"
                    + " ask whether it saves snapshots: a restart may lose checkpoints; set appendonly yes"));
        } else if (save.isBlank()) {
            notices.add(notice("valkey_persistence", "does not write its data to disk (appendonly no, no save): a"
                    + " restart loses every checkpoint; set appendonly yes"));
        } else {
            notices.add(notice("valkey_persistence", "writes only snapshots to disk (save " + save + "): a restart"
                    + " loses the checkpoints since the last one; set appendonly yes"));
        }
        if ("err".equals(info.get("rdb_last_bgsave_status"))) {
            notices.add(notice("valkey_disk", "cannot write its snapshots"));
        }
    }

    private Notice notice(String code, String words) {
        return new Notice(code, "Valkey at " + calls.server() + " " + words);
    }

    private static long number(@Nullable String value) {
        return value == null ? 0 : Long.parseLong(value);
    }

    /** The server's {@code save} rules; null where it may not be asked. */
    private @Nullable String saves() {
        try {
            return calls.await(calls.commands().configGet("save")).get("save");
        } catch (CheckpointStoreException e) {
            // Forbidden, or no such command, as with some hosted servers: any answer of the server is a no.
            if (PlainWords.answered(e.getCause())) {
                return null;
            }
            throw e;
        }
    }

    /** A section of INFO, null where it may not be asked. */
    private @Nullable Map<String, String> info(String section) {
        String text;
        try {
            text = calls.await(calls.commands().info(section));
        } catch (CheckpointStoreException e) {
            if (PlainWords.forbidden(e.getCause())) {
                return null;
            }
            throw e;
        }
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return values;
    }
}
