package io.github.cqr.app.process;

import io.github.cqr.fixtures.server.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link ChaosIT} for as long as one likes.
 *
 * <p>Not part of the ordinary build: {@code ./mvnw verify -Dit.test=Chaos -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false}.
 * {@code -Dcqr.chaos.seconds=300} plays for longer, {@code -Dcqr.chaos.seed=N} plays the same disasters again, as far as real time allows.
 */
class Chaos {
    private static final int STATEMENTS_PER_SECOND = 4;
    private static final int BEAT_MILLIS = 1_200;

    @RegisterExtension
    final Servers servers = Servers.with().nodes(2).valkey().build();

    @TempDir
    Path directory = Path.of("");

    @Test
    void everyFingerprintIsThereExactlyOnce() throws InterruptedException {
        long seconds = Long.getLong("cqr.chaos.seconds", 60);
        long seed = Long.getLong("cqr.chaos.seed", System.nanoTime());
        try (Havoc havoc = new Havoc(servers, directory, seed, (int) (seconds * STATEMENTS_PER_SECOND), BEAT_MILLIS)) {
            havoc.play(Havoc.in(seconds), false);
            System.out.println(havoc.figures());
        }
    }
}
