package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import io.github.cqr.fixtures.server.ClickHouseNode;
import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The driver hands a session's parameters on as they are, and a refusal back as what it is. */
class DriverSessionTest {
    private static final int NOT_FOUND = 372;
    private final ClickHouseNode node = Servers.shared().node();
    private final String session = "s-" + UUID.randomUUID();

    @Test
    void closedSessionIsAServerException() throws Exception {
        try (Client client = new Client.Builder().addEndpoint(node.url().toString())
                .setUsername(node.user())
                .setPassword(node.password())
                .build()) {
            send(client,
                    new QuerySettings().serverSetting("session_id", session).serverSetting("session_timeout", "60"));
            send(client, inSession());
            send(client, inSession().serverSetting("close_session", "1"));
            ServerException refused = assertThrows(ServerException.class, () -> send(client, inSession()));
            assertEquals(NOT_FOUND, refused.getCode());
        }
    }

    private QuerySettings inSession() {
        return new QuerySettings().serverSetting("session_id", session).serverSetting("session_check", "1");
    }

    private static void send(Client client, QuerySettings settings) throws Exception {
        QueryResponse answer = client.query("SELECT 1", settings).get(Http.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        try {
            assertEquals(1, answer.getReadRows());
        } finally {
            answer.close();
        }
    }
}
