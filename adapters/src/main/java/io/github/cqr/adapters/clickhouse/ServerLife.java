package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.domain.event.ServerBoot;
import java.time.Instant;

/** How a server tells which life of which server it is. */
final class ServerLife {
    /** Two columns. The boot instant is read whole on the server: its clock and its uptime, and no clock of ours. */
    static final String COLUMNS = "toString(serverUUID()), toUnixTimestamp64Milli(now64(3)) - uptime() * 1000";

    private static final String NO_IDENTITY = "00000000-0000-0000-0000-000000000000";

    private ServerLife() {}

    /** What those columns say, the first of them being the {@code at}-th of the row. */
    static ServerBoot of(NodeAddress node, JsonNode row, int at) {
        String uuid = row.path(at).asText();
        return new ServerBoot(uuid.equals(NO_IDENTITY) ? node.address() : uuid,
                Instant.ofEpochMilli(row.path(at + 1).asLong()));
    }
}
