package io.github.cqr.app.wiring;

import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.terminal.Tty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.Consumer;

/** Looks at this machine: where event logs go, and the terminal. */
final class DoctorHost {
    private static final long LITTLE_SPACE = 1L << 30;

    private final RunOptions options;
    private final Console console;

    DoctorHost(RunOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    void examine(Consumer<Finding> show) {
        stateDirectory(show);
        terminal(show);
    }

    private void stateDirectory(Consumer<Finding> show) {
        Path logs = RunnerProgram.logDirectory(options);
        String subject = "state directory " + options.output().stateDir();
        try {
            Files.createDirectories(logs,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path probe = Files.createTempFile(logs, "doctor", ".tmp");
            Files.delete(probe);
            long free = Files.getFileStore(logs).getUsableSpace();
            show.accept(free < LITTLE_SPACE
                    ? Finding.warn(subject, "only " + size(free) + " are free",
                            "an event log takes about 1 kB for each statement: free space or give --state-dir")
                    : Finding.ok(subject, "it can be written, " + size(free) + " are free"));
        } catch (IOException e) {
            show.accept(Finding.fail(subject, "it cannot be written (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "): without event logs, outcomes are lost when Valkey is away",
                    "mend it or give --state-dir"));
        }
    }

    private void terminal(Consumer<Finding> show) {
        boolean out = console.streams().outIsTerminal().getAsBoolean();
        boolean err = console.streams().errIsTerminal().getAsBoolean();
        if (!err) {
            show.accept(Finding.ok("terminal", "standard error is none: a run writes log lines"
                    + (out ? "" : ", nor is standard output")));
            return;
        }
        boolean unicode = Tty.showsUnicode(System.getenv());
        String facts = Tty.columns(Tty.STDERR) + " columns, " + (console.colourOnErr() ? "colours" : "no colours")
                + ", " + (unicode ? "Unicode" : "no Unicode");
        show.accept(unicode
                ? Finding.ok("terminal", facts)
                : Finding.warn("terminal", facts, "set LANG to a UTF-8 locale, like C.UTF-8, for a better picture"));
    }

    /** Bytes for people: {@code 12.3 GiB}. */
    static String size(long bytes) {
        double amount = bytes;
        String unit = "B";
        for (String next : new String[]{"KiB", "MiB", "GiB", "TiB"}) {
            if (amount >= 1024) {
                amount /= 1024;
                unit = next;
            }
        }
        return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", amount, unit);
    }
}
