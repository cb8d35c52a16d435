package io.github.cqr.app;

import io.github.cqr.app.cli.Cqr;
import io.github.cqr.app.cli.Streams;
import io.github.cqr.app.cli.Surroundings;
import io.github.cqr.app.terminal.Tty;
import io.github.cqr.app.wiring.RehearsedLog;
import io.github.cqr.app.wiring.RunnerProgram;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Goes through the program's commands in one process, with no server and no output, so that Java can record which classes their start needs and
 * which methods they spend their time in ({@code -XX:AOTCacheOutput}). The build does this once; every later start of the program is
 * faster by it.
 */
final class Rehearsal {
    private static final int STATEMENTS = 3000;
    private static final int REPORTS = 8;
    /** Nothing listens there. */
    private static final String NOBODY = "127.0.0.1:1";

    private final Path directory;

    private Rehearsal(Path directory) {
        this.directory = directory;
    }

    /**
     * Rehearses.
     *
     * @param args the directory in which a new one is made for what is written on the way; it is left there
     * @throws IOException if nothing can be written there
     */
    public static void main(String[] args) throws IOException {
        LogManager.getLogManager().reset();
        new Rehearsal(Files.createTempDirectory(Files.createDirectories(Path.of(args[0])), "of")).play();
    }

    private void play() throws IOException {
        Path script = Files.writeString(directory.resolve("rehearsal.sql"), IntStream.range(0, STATEMENTS)
                .mapToObj(i -> "INSERT INTO t SELECT " + i + ";\n").collect(Collectors.joining()));
        Path logs = Files.createDirectories(directory.resolve("logs"));
        String whole = RehearsedLog.write(script, logs, NOBODY, "whole", STATEMENTS).toString();
        String half = RehearsedLog.write(script, logs, NOBODY, "half", STATEMENTS / 2).toString();
        String file = script.toString();
        cqr("--help");
        cqr("run", "--dry-run", file);
        cqr("run", file);
        cqr("doctor", file);
        cqr("run", "--from-log", whole, "--verbose", file);
        cqr("run", "--from-log", half, "--output", "json", file);
        for (int i = 0; i < REPORTS; i++) {
            cqr("report", whole);
        }
        for (String format : List.of("json", "markdown", "junit", "html")) {
            cqr("report", "--format", format, half);
        }
        cqr("diff", whole, half);
        int _ = Tty.columns(Tty.STDERR);
        meetTheOthers();
    }

    /** Loads the classes of the program which only the answer of a server would bring in. */
    private static void meetTheOthers() throws IOException {
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Path.of(element).getFileName().toString().startsWith("cqr-")) {
                try (JarFile jar = new JarFile(element)) {
                    jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class"))
                            .forEach(Rehearsal::meet);
                }
            }
        }
    }

    private static void meet(String file) {
        try {
            var _ = Class.forName(file.replace(".class", "").replace('/', '.'), false,
                    Rehearsal.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError _) {
            // then it is none that a start needs
        }
    }

    private void cqr(String... words) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var surroundings = new Surroundings(
                Map.of("CLICKHOUSE_HOST", NOBODY, "CLICKHOUSE_SECURE", "false", "VALKEY_URL", "redis://" + NOBODY,
                        "XDG_STATE_HOME", directory.resolve("state").toString()),
                new Streams(nowhere, nowhere, () -> false, () -> false), _ -> Optional.empty(), InstantSource.system(),
                ZoneOffset.UTC);
        var program = new RunnerProgram(_ -> {}, InputStream.nullInputStream());
        int _ = new Cqr(program, surroundings).execute(words);
    }
}
