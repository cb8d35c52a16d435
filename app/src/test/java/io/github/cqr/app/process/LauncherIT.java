package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.app.process.Cqr.Result;
import io.github.cqr.fixtures.process.CliProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code bin/cqr}, and what the build recorded for a faster start. */
class LauncherIT {
    private static Result start(String javaOptions) {
        try (CliProcess process = CliProcess
                .command(Path.of("..", "bin", "cqr").toAbsolutePath().normalize().toString(), "--version")
                .env("CQR_NO_BUILD", "1").env("CQR_JAVA_HOME", System.getProperty("java.home"))
                .env("CQR_JAVA_OPTS", javaOptions).withoutEnv("JAVA_TOOL_OPTIONS").start()) {
            return Cqr.finish(process);
        }
    }

    @Test
    void theProgramsClassesComeOutOfWhatWasRecorded() {
        Result loaded = start("-Xlog:class+load");
        assertEquals(0, loaded.exitCode(), loaded.err());
        assertTrue(loaded.stdout().stream()
                .anyMatch(line -> line.contains("io.github.cqr.app.cli.Cqr ") && line.contains("shared objects file")),
                loaded.out());
    }

    @Test
    void whatWasRecordedForAnotherJavaIsPassedOverInSilence() {
        Result start = start("-XX:+UseCompactObjectHeaders");
        assertEquals(0, start.exitCode(), start.err());
        assertEquals(1, start.stdout().size(), start.out());
        assertTrue(start.stdout().getFirst().startsWith("cqr "), start.out());
        assertEquals("", start.err());
    }
}
