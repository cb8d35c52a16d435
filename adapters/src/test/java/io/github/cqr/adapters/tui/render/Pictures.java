package io.github.cqr.adapters.tui.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.buffer.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of the screen as text, and the files that they are compared with; {@code -Dcqr.golden=write} writes the files anew, to be looked at
 * before they are committed.
 */
public final class Pictures {
    private Pictures() {}

    /** What stands in the cells, without trailing blanks. */
    static String text(Buffer buffer) {
        var out = new StringBuilder();
        for (int y = 0; y < buffer.height(); y++) {
            var line = new StringBuilder();
            for (int x = 0; x < buffer.width(); x++) {
                Cell cell = buffer.get(x, y);
                line.append(cell.isContinuation() ? "" : cell.symbol());
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /** Holds a picture against its file. */
    public static void check(String name, String actual) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "."), "src/test/resources/io/github/cqr/adapters/tui/golden",
                name + ".txt");
        @Nullable
        Path folder = file.getParent();
        if ("write".equals(System.getProperty("cqr.golden")) && folder != null) {
            Files.createDirectories(folder);
            Files.writeString(file, actual);
        }
        String expected = Files.exists(file) ? Files.readString(file) : "";
        assertEquals(expected, actual, name + " looks different; write it anew with -Dcqr.golden=write");
    }
}
