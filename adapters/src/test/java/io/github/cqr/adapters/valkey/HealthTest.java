package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.port.RunInput.Notice;
import io.github.cqr.fixtures.server.Servers;
import io.github.cqr.fixtures.server.ValkeyServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HealthTest {
    @RegisterExtension
    static final Servers servers = Servers.with().nodes(0)
            .valkeyOption("user noconfig on >p ~* &* +@all -config").build();

    private final ValkeyServer valkey = servers.valkey();

    private List<Notice> health(String login) {
        String url = "redis://" + login + valkey.host() + ":" + valkey.port();
        try (var store = ValkeyCheckpointStore.connect(ValkeySettings.of(url, "r", Duration.ofDays(7)))) {
            return store.health();
        }
    }

    private void assertSays(String code, String... words) {
        assertSaysTo("", code, words);
    }

    private void assertSaysTo(String login, String code, String... words) {
        List<Notice> notices = health(login);
        assertEquals(List.of(code), notices.stream().map(Notice::code).toList());
        String message = notices.getFirst().message();
        assertEquals(1, message.lines().count());
        assertTrue(message.startsWith("Valkey at redis://" + valkey.host() + ":" + valkey.port()), message);
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private void set(String name, String value) {
        valkey.command("CONFIG", "SET", name, value);
    }

    @Test
    void aServerThatKeepsEverythingHasNoNotice() {
        assertEquals(List.of(), health(""));
    }

    @Test
    void evictionIsSaidWhereThereIsALimit() {
        set("maxmemory-policy", "allkeys-lru");
        try {
            assertEquals(List.of(), health(""), "without a limit nothing is evicted");
            set("maxmemory", "1gb");
            assertSays("valkey_eviction", "allkeys-lru", "set maxmemory-policy noeviction");
            set("maxmemory-policy", "noeviction");
            assertEquals(List.of(), health(""));
            String used = String.valueOf(valkey.text("INFO", "memory")).replaceAll("(?s).*\\bused_memory:(\\d+).*",
                    "$1");
            set("maxmemory", Long.toString(Long.parseLong(used) * 105 / 100));
            assertSays("valkey_memory", "nearly full", "raise maxmemory");
        } finally {
            set("maxmemory", "0");
            set("maxmemory-policy", "noeviction");
        }
    }

    @Test
    void whatIsNotWrittenToDiskIsSaid() {
        set("appendonly", "no");
        try {
            assertSays("valkey_persistence", "does not write its data to disk", "set appendonly yes");
            assertSaysTo("noconfig:p@", "valkey_persistence", "may not ask whether it saves snapshots");
            set("save", "900 1");
            assertSays("valkey_persistence", "only snapshots", "900 1");
        } finally {
            set("save", "");
            set("appendonly", "yes");
        }
    }

    @Test
    void aReplicaIsSaid() {
        valkey.command("REPLICAOF", "127.0.0.1", "1");
        try {
            assertSays("valkey_replica", "takes no writes");
        } finally {
            valkey.promote();
        }
    }
}
