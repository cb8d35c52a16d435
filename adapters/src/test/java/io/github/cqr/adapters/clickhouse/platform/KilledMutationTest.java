package io.github.cqr.adapters.clickhouse.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.server.Servers;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Why an ALTER is never repeated on the log's word. */
class KilledMutationTest {
    private final Servers servers = Servers.shared();

    @Test
    void killedUpdateFinishesThoughTheLogSaysThatItNeverStarted() {
        String id = "m-" + UUID.randomUUID();
        String table = servers.freshDatabase() + ".t";
        try (Http http = Http.to(servers.node())) {
            http.send("CREATE TABLE " + table + " (n UInt64, m UInt64) ENGINE = MergeTree ORDER BY n").good();
            try (Mutation mutation = Mutation.start(http, table, id)) {
                http.send("KILL QUERY WHERE query_id = '" + id + "'").good();
                assertTrue(mutation.answer().contains("X-ClickHouse-Exception-Code: 394"));
                http.awaitEnd(id);
                assertEquals("ExceptionBeforeStart 0", http.logged(id));
                assertEquals(0, mutation.updatedRows());
                mutation.goOn();
                Http.await(mutation::done, () -> "the mutation does not finish");
                assertEquals(Mutation.ROWS, mutation.updatedRows());
            }
        }
    }
}
