package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration out of examples/shippers, with the paths and the destination of a test in place of its own and nothing else changed. */
record ShipperSample(String name, String text) {
    static ShipperSample of(String name) throws IOException {
        return new ShipperSample(name, Files.readString(Path.of("..", "examples", "shippers", name)));
    }

    /** The same with other words in that place. A sample without the place has changed, and so must the test. */
    ShipperSample with(String there, String instead) {
        assertTrue(text.contains(there), () -> name + " has no " + there);
        return new ShipperSample(name, text.replace(there, instead));
    }

    Path writeTo(Path directory) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
