package io.github.cqr.adapters.scriptfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.Statement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptFileTest {
    private static final InputStream NO_STDIN = InputStream.nullInputStream();

    @TempDir
    private Path dir;

    private static String script(int statements) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < statements; i++) {
            text.append("-- number ").append(i).append("\nINSERT INTO t SELECT ").append(i).append(", 'é;'\n;\n");
        }
        return text.toString();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] zstd(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes).toString();
    }

    private static List<Statement> scan(ScriptFile file) {
        List<Statement> all = new ArrayList<>();
        file.scan(all::add);
        return all;
    }

    private static List<Statement> pull(ScriptFile file) {
        List<Statement> all = new ArrayList<>();
        try (StatementSource source = file.source()) {
            for (Statement s = source.next(); s != null; s = source.next()) {
                all.add(s);
            }
        }
        return all;
    }

    private static String messageOf(org.junit.jupiter.api.function.Executable action) {
        return Objects.requireNonNull(assertThrows(ScriptFileException.class, action).getMessage());
    }

    @Test
    void plainAndPackedScriptsGiveTheSameStatementsInBothPasses() throws IOException {
        String text = script(5_000);
        List<Statement> plain = scan(ScriptFile.open(write("a.sql", text.getBytes(StandardCharsets.UTF_8)), NO_STDIN));
        assertEquals(5_000, plain.size());
        byte[] first = gzip(text.substring(0, 1000));
        byte[] second = gzip(text.substring(1000));
        byte[] members = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, members, first.length, second.length);
        for (String path : List.of(write("a.sql.gz", gzip(text)), write("a.sql.zst", zstd(text)),
                write("misnamed.sql", zstd(text)), write("members.gz", members), dir.resolve("a.sql").toString())) {
            try (ScriptFile file = ScriptFile.open(path, NO_STDIN)) {
                assertEquals(plain, scan(file), path);
                assertEquals(plain, pull(file), path);
            }
        }
    }

    @Test
    void standardInputIsCopiedReadTwiceAndDeleted() throws IOException {
        String text = script(100);
        ScriptFile file = ScriptFile.open("-", new ByteArrayInputStream(gzip(text)));
        Path copy = file.path();
        assertTrue(Files.exists(copy));
        assertEquals(100, scan(file).size());
        assertEquals(100, pull(file).size());
        file.close();
        assertFalse(Files.exists(copy));
    }

    @Test
    void whatCannotBeOpenedIsSaidInOneSentence() throws IOException {
        String missing = dir.resolve("none.sql").toString();
        assertEquals("cannot read the script " + missing + ": it does not exist",
                messageOf(() -> ScriptFile.open(missing, NO_STDIN)));
        assertEquals("cannot read the script " + dir + ": it is a directory",
                messageOf(() -> ScriptFile.open(dir.toString(), NO_STDIN)));
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("Input/output error");
            }
        };
        assertEquals("cannot read the script standard input: Input/output error",
                messageOf(() -> ScriptFile.open("-", broken)));
    }

    @Test
    void packedDataThatIsCutOrDamagedIsSaidWithItsPath() throws IOException {
        String text = script(20_000);
        for (boolean zstd : List.of(true, false)) {
            byte[] packed = zstd ? zstd(text) : gzip(text);
            String cut = write("cut" + zstd, Arrays.copyOf(packed, packed.length / 2));
            String tooEarly = "cannot read the script " + cut + ": its compressed data ends too early";
            assertEquals(tooEarly, messageOf(() -> scan(ScriptFile.open(cut, NO_STDIN))));
            assertEquals(tooEarly, messageOf(() -> pull(ScriptFile.open(cut, NO_STDIN))));
            byte[] bad = packed.clone();
            Arrays.fill(bad, bad.length / 2, bad.length / 2 + 64, (byte) 0xff);
            String damaged = write("damaged" + zstd, bad);
            String message = messageOf(() -> scan(ScriptFile.open(damaged, NO_STDIN)));
            assertTrue(message.startsWith("cannot read the script " + damaged + ": its compressed data "), message);
        }
    }

    @Test
    void aTextThatIsNoScriptFailsAtItsPlaceInBothPasses() throws IOException {
        String path = write("open.sql", "SELECT 1;\nSELECT 'open".getBytes(StandardCharsets.UTF_8));
        ScriptFile file = ScriptFile.open(path, NO_STDIN);
        assertEquals(2, assertThrows(ScriptException.class, () -> scan(file)).line());
        assertEquals(2, assertThrows(ScriptException.class, () -> pull(file)).line());
    }

    @Test
    void anEmptyFileHasNoStatement() throws IOException {
        ScriptFile file = ScriptFile.open(write("empty.sql", new byte[0]), NO_STDIN);
        assertEquals(List.of(), scan(file));
        assertEquals(List.of(), pull(file));
    }
}
