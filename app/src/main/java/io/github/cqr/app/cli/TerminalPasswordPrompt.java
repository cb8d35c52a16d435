package io.github.cqr.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks on the terminal that the process belongs to, as ssh and psql do: also when standard input and output are files. The JDK's own
 * console asks only when both are the terminal.
 *
 * <p>Echo is switched off by {@code stty} and on again whatever happens, Ctrl-C included.
 */
public final class TerminalPasswordPrompt implements PasswordPrompt {
    private static final File TERMINAL = new File("/dev/tty");

    /** Makes a prompt. */
    public TerminalPasswordPrompt() {}

    @Override
    public Optional<Secret> ask(String question) {
        try (var in = new FileInputStream(TERMINAL); var out = new FileOutputStream(TERMINAL)) {
            String modes = stty("-g");
            var restore = new Thread(() -> restore(modes), "cqr-echo");
            Runtime.getRuntime().addShutdownHook(restore);
            try {
                stty("-echo");
                out.write(question.getBytes(StandardCharsets.UTF_8));
                out.flush();
                Optional<Secret> answer = line(in);
                out.write('\n');
                return answer;
            } finally {
                restore(modes);
                Runtime.getRuntime().removeShutdownHook(restore);
            }
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Optional<Secret> line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return Optional.empty();
            }
            bytes.write(next);
        }
        return Optional.of(new Secret(bytes.toString(StandardCharsets.UTF_8)));
    }

    private static void restore(String modes) {
        try {
            stty(modes);
        } catch (IOException _) {
            // the terminal is gone: nobody sees it
        }
    }

    private static String stty(String argument) throws IOException {
        Process process = new ProcessBuilder("stty", argument).redirectInput(Redirect.from(TERMINAL))
                .redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("stty " + argument + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for stty", e);
        }
        return output;
    }
}
