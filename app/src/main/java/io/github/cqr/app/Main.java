package io.github.cqr.app;

import io.github.cqr.app.cli.Cqr;
import io.github.cqr.app.cli.Streams;
import io.github.cqr.app.cli.Surroundings;
import io.github.cqr.app.cli.TerminalPasswordPrompt;
import io.github.cqr.app.terminal.Tty;
import io.github.cqr.app.wiring.RunnerProgram;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.logging.LogManager;

/** Starts the program. The only class that ends the process and that takes its streams. */
public final class Main {
    private Main() {}

    /** Runs the command given by {@code args}. */
    public static void main(String[] args) {
        // The libraries' own logging, with its stack traces, is not for operators; what matters is told by events.
        LogManager.getLogManager().reset();
        var program = new RunnerProgram(code -> Runtime.getRuntime().halt(code), System.in);
        System.exit(new Cqr(program, surroundings()).execute(args));
    }

    private static Surroundings surroundings() {
        var streams = new Streams(stream(FileDescriptor.out, false), stream(FileDescriptor.err, true),
                () -> Tty.isTerminal(Tty.STDOUT), () -> Tty.isTerminal(Tty.STDERR));
        return new Surroundings(System.getenv(), streams, new TerminalPasswordPrompt(), InstantSource.system(),
                ZoneId.systemDefault());
    }

    /** UTF-8 whatever the locale says: JSON lines are UTF-8, and a script's text should come out as it went in. */
    private static PrintStream stream(FileDescriptor descriptor, boolean flushEachLine) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor)), flushEachLine,
                StandardCharsets.UTF_8);
    }
}
