package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a text with a file of the project; {@code -Dcqr.golden=write} writes the file instead, to be looked at before it is committed. */
final class Golden {
    private Golden() {}

    /** A file of the project; {@code path} is relative to the module. */
    static Path file(String path) {
        return Path.of(System.getProperty("basedir", "."), path);
    }

    static void check(String path, String actual) throws IOException {
        Path file = file(path);
        if ("write".equals(System.getProperty("cqr.golden"))) {
            Files.createDirectories(file.resolve("..").normalize());
            Files.writeString(file, actual);
        }
        String expected = Files.exists(file) ? Files.readString(file) : "";
        assertEquals(expected, actual, path + " has fallen behind; write it anew with -Dcqr.golden=write");
    }
}
