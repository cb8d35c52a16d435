package io.github.cqr.app.process;

import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A backfill that every kind of {@link Disaster} befalls once: in the end each fingerprint is there exactly once. {@link Chaos} is longer. */
class ChaosIT {
    private static final int SEED = 20;
    private static final int STATEMENTS = 150;
    private static final int BEAT_MILLIS = 400;

    @RegisterExtension
    final Servers servers = Servers.with().nodes(2).valkey().build();

    @TempDir
    Path directory = Path.of("");

    @Test
    void everyKindOfDisasterOnceAndEveryFingerprintOnce() throws InterruptedException {
        try (Havoc havoc = new Havoc(servers, directory, SEED, STATEMENTS, BEAT_MILLIS)) {
            havoc.play(Havoc.in(0), true);
            System.out.println(havoc.figures());
        }
    }
}
