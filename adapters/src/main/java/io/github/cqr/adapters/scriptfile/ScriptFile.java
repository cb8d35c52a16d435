package io.github.cqr.adapters.scriptfile;

import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementSplitter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/**
 * A script that is read twice: once to plan the run, once to run it. A regular file is opened anew each time; standard input is copied to
 * a temporary file first, which is deleted at {@link #close()}. {@code .gz} and {@code .zst} are unpacked on the way. However large the
 * script, one buffer and one statement of it are in memory.
 */
public final class ScriptFile implements AutoCloseable {
    /** The name that stands for standard input. */
    public static final String STDIN = "-";

    private static final int BUFFER = 1 << 16;

    private final String name;
    private final Path path;
    private final boolean spooled;
    private final Compression compression;

    private ScriptFile(String name, Path path, boolean spooled) {
        this.name = name;
        this.path = path;
        this.spooled = spooled;
        this.compression = head();
    }

    /**
     * Opens the script that the operator named, and makes sure that it can be read.
     *
     * @param file its path, or {@value #STDIN}
     * @param stdin where standard input comes from; read to its end when it is asked for
     * @throws ScriptFileException if it is missing, a directory or unreadable; the message says which
     */
    public static ScriptFile open(String file, InputStream stdin) {
        if (file.equals(STDIN)) {
            return new ScriptFile("standard input", spool(stdin), true);
        }
        Path path;
        try {
            path = Path.of(file);
        } catch (java.nio.file.InvalidPathException e) {
            throw new ScriptFileException("cannot read the script " + file + ": this is no path", e);
        }
        if (Files.isDirectory(path)) {
            throw new ScriptFileException("cannot read the script " + file + ": it is a directory");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new ScriptFileException("cannot read the script " + file
                    + ": it is no regular file, and a script is read twice; give it on standard input, as -");
        }
        return new ScriptFile(file, path, false);
    }

    private static Path spool(InputStream stdin) {
        Path spool = null;
        try {
            spool = Files.createTempFile("cqr-", ".sql"); // readable for its owner alone
            Files.copy(stdin, spool, StandardCopyOption.REPLACE_EXISTING);
            return spool;
        } catch (IOException e) {
            ScriptFileException failure = failure("standard input", e);
            delete(spool, failure);
            throw failure;
        }
    }

    /** The file that is read: what the operator named, or the copy of standard input. */
    public Path path() {
        return path;
    }

    /**
     * Reads the whole script and gives each statement to {@code sink}, in order.
     *
     * @throws ScriptException if the text is not a script
     * @throws ScriptFileException if the file cannot be read to its end
     */
    public void scan(Consumer<Statement> sink) {
        try (InputStream in = unpacked()) {
            StatementSplitter splitter = new StatementSplitter();
            byte[] buffer = new byte[BUFFER];
            int length = in.read(buffer);
            while (length >= 0) {
                splitter.feed(buffer, 0, length, sink);
                length = in.read(buffer);
            }
            splitter.finish(sink);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /**
     * Begins to read the script from its start, statement by statement. An error in the middle is thrown by {@code next()}.
     *
     * @throws ScriptFileException if the file cannot be opened
     */
    public StatementSource source() {
        try {
            return new PulledStatements(name, unpacked());
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Deletes the copy of standard input, if there is one. */
    @Override
    public void close() {
        if (spooled) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new ScriptFileException("cannot delete the temporary file " + path + ": " + reason(e), e);
            }
        }
    }

    private Compression head() {
        try (InputStream in = Files.newInputStream(path)) {
            return Compression.of(in.readNBytes(Compression.MAGIC_LENGTH));
        } catch (IOException e) {
            ScriptFileException failure = failure(name, e);
            if (spooled) {
                delete(path, failure);
            }
            throw failure;
        }
    }

    private InputStream unpacked() throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            return compression.unpack(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    static ScriptFileException failure(String name, IOException e) {
        return new ScriptFileException("cannot read the script " + name + ": " + reason(e), e);
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case NoSuchFileException _ -> "it does not exist";
            case AccessDeniedException _ -> "permission denied";
            case EOFException _ -> "its compressed data ends too early";
            case ZipException _ -> "its compressed data is damaged: " + message;
            case com.github.luben.zstd.ZstdIOException _ -> message.contains("Truncated")
                    ? "its compressed data ends too early"
                    : "its compressed data is damaged: " + message;
            default -> message.contains("Truncated") ? "its compressed data ends too early" : message;
        };
    }

    private static void delete(@org.jspecify.annotations.Nullable Path spool, ScriptFileException failure) {
        try {
            if (spool != null) {
                Files.deleteIfExists(spool);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
