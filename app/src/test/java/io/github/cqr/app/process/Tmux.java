package io.github.cqr.app.process;

import io.github.cqr.fixtures.process.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A real terminal with a shell in it, made by tmux: keys are typed into it, and what stands on its screen is read back. */
final class Tmux implements AutoCloseable {
    private static final long LOOK_NANOS = 50_000_000;

    private final String socket;
    private final Map<String, String> environment;

    /** Opens a terminal of this size with an interactive shell that has these variables. */
    Tmux(int columns, int rows, Map<String, String> environment, String directory) {
        this.socket = "cqr-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        this.environment = environment;
        var command = new ArrayList<String>(List.of("-u", "-f", "/dev/null", "new-session", "-d", "-x",
                Integer.toString(columns), "-y", Integer.toString(rows), "-c", directory));
        environment.forEach((name, value) -> command.addAll(List.of("-e", name + "=" + value)));
        command.addAll(List.of("env", "-u", "NO_COLOR", "-u", "JAVA_TOOL_OPTIONS", "PS1=ready> ", "LANG=C.UTF-8",
                "LC_ALL=C.UTF-8", "bash", "--norc", "--noprofile", "-i"));
        var _ = tmux(command.toArray(String[]::new));
    }

    private String tmux(String... arguments) {
        List<String> command = new ArrayList<>(List.of("tmux", "-L", socket));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("TMUX");
        builder.environment().keySet().removeAll(environment.keySet());
        try {
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? out : "(tmux: " + out + ")";
        } catch (IOException e) {
            throw new UncheckedIOException("tmux is needed for these tests", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Types keys, each by tmux's name for it ({@code Enter}, {@code C-z}) or as text. */
    void type(String... keys) {
        for (String key : keys) {
            var _ = tmux("send-keys", key);
        }
    }

    /** Types a shell command and Enter. */
    void command(List<String> words) {
        line(quoted(words));
    }

    /** A shell command of these words. */
    static String quoted(List<String> words) {
        return String.join(" ", words.stream().map(w -> "'" + w + "'").toList());
    }

    /** Types a line for the shell, as it is, and Enter. */
    void line(String line) {
        var _ = tmux("send-keys", "-l", line);
        type("Enter");
    }

    /** Sends bytes to the program as if the terminal did: what a mouse says, for instance. */
    void bytes(String ascii) {
        List<String> command = new ArrayList<>(List.of("send-keys", "-H"));
        ascii.chars().mapToObj(Integer::toHexString).forEach(command::add);
        var _ = tmux(command.toArray(String[]::new));
    }

    void resize(int columns, int rows) {
        var _ = tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    }

    /** What stands on the screen. */
    String screen() {
        return tmux("capture-pane", "-p");
    }

    /** What stands on the screen and what scrolled off it. */
    String history() {
        return tmux("capture-pane", "-p", "-J", "-S", "-");
    }

    /** What is drawn, with its colours. */
    String coloured() {
        return tmux("capture-pane", "-p", "-e");
    }

    /** Waits until the screen shows what the regular expression finds, and returns the screen. */
    String await(String regex) {
        return await(Pattern.compile(regex, Pattern.DOTALL).asPredicate(), this::screen, "/" + regex + "/");
    }

    /** Waits until the screen is as wanted, and returns it. */
    String await(Predicate<String> wanted) {
        return await(wanted, this::screen, "what is wanted");
    }

    /** Waits until the screen with its colours is as wanted, and returns it. */
    String awaitColoured(Predicate<String> wanted) {
        return await(wanted, this::coloured, "what is wanted");
    }

    private static String await(Predicate<String> wanted, Supplier<String> screen, String what) {
        long end = System.nanoTime() + Cqr.LIMIT.toNanos();
        while (true) {
            String shown = screen.get();
            if (wanted.test(shown)) {
                return shown;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("the screen does not show " + what + " but\n" + shown);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Number of the process that the pane's shell started last, by a part of its command line. */
    long childNamed(String part) {
        String shell = tmux("display-message", "-p", "#{pane_pid}").strip();
        return ProcessHandle.of(Long.parseLong(shell)).orElseThrow().descendants()
                .filter(p -> p.info().commandLine().orElse("").contains(part)).findFirst().orElseThrow().pid();
    }

    /** Sends a signal to the program that runs in it. */
    void signal(String name) {
        Signals.send(ProcessHandle.of(childNamed("io.github.cqr.app.Main")).orElseThrow(), name);
    }

    /** Ends the terminal and all in it, as when its window is closed. */
    @Override
    public void close() {
        var _ = tmux("kill-server");
    }
}
