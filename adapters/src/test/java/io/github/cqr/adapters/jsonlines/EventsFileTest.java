package io.github.cqr.adapters.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file of {@code --events} stays. */
class EventsFileTest {
    @TempDir
    Path directory = Path.of("");

    private String after(String before, String line) throws IOException {
        Path file = directory.resolve("events.jsonl");
        Files.writeString(file, before);
        try (OutputStream out = EventsFile.open(file)) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
        return Files.readString(file);
    }

    @Test
    void linesAreAddedToThoseThatAreThere() throws IOException {
        assertEquals("{}\n", after("", "{}\n"));
        assertEquals("{\"a\":1}\n{}\n", after("{\"a\":1}\n", "{}\n"));
    }

    @Test
    void aTornLineIsEndedFirst() throws IOException {
        assertEquals("{\"a\":1}\n{\"b\n{}\n", after("{\"a\":1}\n{\"b", "{}\n"));
    }

    @Test
    void aNewFileIsMadeAndADirectoryIsRefused() throws IOException {
        Path file = directory.resolve("new.jsonl");
        EventsFile.open(file).close();
        assertEquals(0, Files.size(file));
        assertThrows(IOException.class, () -> EventsFile.open(directory));
    }
}
