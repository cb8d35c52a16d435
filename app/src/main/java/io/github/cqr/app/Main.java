package io.github.cqr.app;

import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.Cqr;
import io.github.cqr.app.cli.Program;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.Streams;
import io.github.cqr.app.cli.Surroundings;
import io.github.cqr.app.cli.TerminalPasswordPrompt;
import io.github.cqr.app.terminal.Tty;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;

/** Starts the program. The only class that ends the process and that takes its streams. */
public final class Main {
    private Main() {}

    /** Runs the command given by {@code args}. */
    public static void main(String[] args) {
        System.exit(new Cqr(new Unwired(), surroundings()).execute(args));
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

    /** Stands where the wiring goes, until it is there. */
    private static final class Unwired implements Program {
        @Override
        public int run(RunOptions options, Console console) {
            throw new UnsupportedOperationException("no wiring");
        }

        @Override
        public int dryRun(RunOptions options, Console console) {
            throw new UnsupportedOperationException("no wiring");
        }

        @Override
        public int reset(RunOptions options, Console console) {
            throw new UnsupportedOperationException("no wiring");
        }
    }
}
