package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.fixtures.process.Reaper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the password comes from, and that it is shown nowhere. */
class PasswordTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void withoutAValueItIsAskedFor() {
        var run = new CommandLineRun().answering("geheim");
        var result = run.runOn(CommandLineRun.script(directory), "--user", "loader", "--password");
        assertEquals("geheim", result.options().connection().password().reveal());
        assertEquals(List.of("ClickHouse password for loader: "), run.questions());
        assertEquals(CommandLineRun.script(directory).toString(), result.options().queryFile());
        assertFalse((result.out() + result.err() + result.options()).contains("geheim"));
    }

    @Test
    void onlyARunAsksForIt() {
        var dryRun = new CommandLineRun();
        assertEquals(0, dryRun.runOn(CommandLineRun.script(directory), "--dry-run", "--password").exitCode());
        assertEquals(List.of(), dryRun.questions());
    }

    @Test
    void nobodyIsAskedBeforeAllElseIsRight() {
        var run = new CommandLineRun().answering("geheim");
        assertEquals(2, run.runOn(CommandLineRun.script(directory), "--password", "--port=x").exitCode());
        assertEquals(List.of(), run.questions());
    }

    @Test
    void onTheCommandLineItIsWarnedOf() {
        var result = new CommandLineRun().runOn(CommandLineRun.script(directory), "--password=geheim");
        assertEquals("geheim", result.options().connection().password().reveal());
        assertEquals(List.of("14:30:00 WARN  --password on the command line shows the password to every user of this "
                + "machine; use --password-file or CLICKHOUSE_PASSWORD"), result.err().lines().toList());
        var empty = new CommandLineRun().env("CH_PASSWORD", "x").runOn(CommandLineRun.script(directory), "--password=");
        assertTrue(empty.options().connection().password().isEmpty());
        assertEquals("", empty.err());
    }

    @Test
    void aFileLosesOneLineEnd() throws IOException {
        for (var each : List.of(List.of("a b", "a b"), List.of("a\n", "a"), List.of("a\r\n", "a"),
                List.of("a\n\n", "a\n"), List.of("", ""))) {
            var result = new CommandLineRun().runOn(CommandLineRun.script(directory), "--password-file",
                    passwordFile("rw-------", each.getFirst()).toString());
            assertEquals(each.getLast(), result.options().connection().password().reveal());
            assertEquals("", result.err());
        }
    }

    @Test
    void aFileThatAllCanReadIsWarnedOf() throws IOException {
        Path file = passwordFile("rw-r--r--", "geheim");
        var result = new CommandLineRun().runOn(CommandLineRun.script(directory), "--password-file", file.toString());
        assertEquals(List.of("14:30:00 WARN  the password in '" + file + "' can be read by every user of this machine; "
                + "chmod 600 it"), result.err().lines().toList());
        Path config = passwordFile("rw-r--r--", "password=geheim\n");
        var configured = new CommandLineRun().runOn(CommandLineRun.script(directory), "--config", config.toString());
        assertTrue(configured.err().contains("chmod 600 it"), configured.err());
    }

    @Test
    void theStrongerSourceWins() throws IOException {
        Path file = passwordFile("rw-------", "of the file");
        Path script = CommandLineRun.script(directory);
        assertEquals("of the file", new CommandLineRun().env("CLICKHOUSE_PASSWORD", "of the environment")
                .runOn(script, "--password-file", file.toString()).options().connection().password().reveal());
        Path config = CommandLineRun.file(directory, "cqr.properties", "password-file=" + file);
        assertEquals("of the environment", new CommandLineRun().env("CH_PASSWORD", "of the environment")
                .runOn(script, "--config", config.toString()).options().connection().password().reveal());
    }

    @Test
    void secretsAreMaskedWhereverTheyArePrinted() {
        RunOptions options = new CommandLineRun().env("CLICKHOUSE_PASSWORD", "geheim")
                .runOn(CommandLineRun.script(directory), "--valkey-url", "rediss://u:p@ss@valkey:6380/1").options();
        assertFalse(options.toString().contains("geheim"), options.toString());
        assertFalse(options.toString().contains("p@ss"), options.toString());
        assertEquals("rediss://***@valkey:6380/1", options.checkpoints().shownUrl());
    }

    /** Asks on the terminal that {@code script} makes, with standard input and output elsewhere, as in {@code cqr ... > log}. */
    public static final class AskOnTerminal {
        private AskOnTerminal() {}

        /** Writes what was typed, in hexadecimal, to the file given. */
        public static void main(String[] args) throws IOException {
            String typed = new TerminalPasswordPrompt().ask("Password, please: ").map(Secret::reveal).orElse("nothing");
            Files.writeString(Path.of(args[0]), typed);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void theTerminalDoesNotShowWhatIsTyped() throws IOException, InterruptedException {
        Path typed = directory.resolve("typed");
        String java = "exec " + quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()) + " -cp "
                + quoted(System.getProperty("java.class.path")) + " '" + AskOnTerminal.class.getName() + "' "
                + quoted(typed.toString());
        String inside = java + " </dev/null >/dev/null; stty -a";
        Process process = new ProcessBuilder("script", "-q", "-e", "-c", inside.replace("exec ", ""), "/dev/null")
                .redirectErrorStream(true).start();
        Reaper.watch(process);
        try (InputStream screen = process.getInputStream(); var keyboard = process.getOutputStream()) {
            String before = readUntil(screen, "Password, please: ");
            keyboard.write("gehe\u00efm\n".getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            String after = new String(screen.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), before + after);
            assertEquals("gehe\u00efm", Files.readString(typed));
            assertFalse((before + after).contains("gehe"), before + after);
            assertTrue(after.contains(" echo "), "echo is on again: " + after);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void withoutATerminalThereIsNoPassword() throws IOException, InterruptedException {
        Path typed = directory.resolve("typed");
        Process process = new ProcessBuilder("setsid", "--wait",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), AskOnTerminal.class.getName(), typed.toString())
                .redirectInput(new File("/dev/null")).redirectErrorStream(true).start();
        Reaper.watch(process);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("nothing", Files.readString(typed));
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        var read = new StringBuilder();
        while (!read.toString().endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("the terminal ended after: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    private static String quoted(String word) {
        return "'" + word + "'";
    }

    private Path passwordFile(String permissions, String content) throws IOException {
        Path file = CommandLineRun.file(directory, "password", content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }
}
