package io.github.cqr.adapters.clickhouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAddressTest {
    private static List<String> names(String list, boolean secure) {
        return NodeAddress.parseList(list, secure).stream().map(n -> n.name() + " at " + n.address()).toList();
    }

    @Test
    void defaultPortsFollowTls() {
        assertEquals(List.of("a at a:8443", "b:8124 at b:8124", "c at c:8443"), names("a, b:8124 ,c:8443", true));
        assertEquals(List.of("a at a:8123"), names("a", false));
    }

    @Test
    void ipv6HasBrackets() {
        assertEquals(List.of("[::1]:8124 at [::1]:8124", "fe80::1 at [fe80::1]:8123"),
                names("[::1]:8124,[fe80::1]", false));
    }

    @Test
    void namesAreUnique() {
        assertEquals(List.of("a:8123 at a:8123", "a:8124 at a:8124"), names("a,a:8124", false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "a,,b | there is an empty node name in 'a,,b'; write host or host:port, separated by commas",
            "\"\" | there is an empty node name in ''; write host or host:port, separated by commas",
            "a:x | 'x' in 'a:x' is no port; a port is a number from 1 to 65535",
            "a:0 | '0' in 'a:0' is no port; a port is a number from 1 to 65535",
            "a:65536 | '65536' in 'a:65536' is no port; a port is a number from 1 to 65535",
            "a: | '' in 'a:' is no port; a port is a number from 1 to 65535",
            "a:9440 | port 9440 in 'a:9440' is ClickHouse's native protocol, and this program speaks HTTP; use port 8443 (HTTPS)",
            "[::1]:9000 | port 9000 in '[::1]:9000' is ClickHouse's native protocol, and this program speaks HTTP; use port 8443 (HTTPS)",
            "a,b,a:8443 | node a:8443 is named twice in 'a,b,a:8443'",
            "::1 | '::1' looks like an IPv6 address; write it in brackets: [::1]",
            "http://a | 'http://a' is a URL; write host or host:port",
            "a b | 'a b' is no host name; write host or host:port"})
    void whatCannotBeReadIsExplained(String list, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> NodeAddress.parseList(list, true)).getMessage());
    }

    @Test
    void secretsDoNotShow() {
        ClickHouseSettings settings = Bench.as(Bench.settings("a"), "u", "hunter2");
        assertFalse(settings.toString().contains("hunter2"), settings.toString());
    }
}
