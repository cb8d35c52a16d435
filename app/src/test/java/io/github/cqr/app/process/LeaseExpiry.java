package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@link FrozenRunnerIT} without a person who says that the first runner is gone. A lease takes a minute to expire: not part of the ordinary build. */
class LeaseExpiry {
    /** The connection on which an INSERT is held back must still be there when it arrives. */
    @RegisterExtension
    final Servers servers = Servers.with().nodes(2).valkey().serverSetting("keep_alive_timeout", "600").build();

    @TempDir
    Path directory = Path.of("");

    @Test
    void aFrozenRunnerIsReplacedWhenItsLeaseHasExpired() {
        Result second = FrozenRunnerIT.frozenAndReplaced(servers, directory);
        assertTrue(second.err().contains("its lease expires in"), second.err());
    }
}
