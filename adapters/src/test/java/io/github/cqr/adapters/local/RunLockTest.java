package io.github.cqr.adapters.local;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One holder at a time. */
class RunLockTest {
    @Test
    void isHeldByOneAndFreeWhenItIsClosed(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("runs").resolve("a.lock");
        RunLock first = RunLock.tryTake(file);
        assertNotNull(first);
        assertNull(RunLock.tryTake(file));
        first.close();
        RunLock second = RunLock.tryTake(file);
        assertNotNull(second);
        second.close();
    }
}
