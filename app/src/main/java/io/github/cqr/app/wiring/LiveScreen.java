package io.github.cqr.app.wiring;

import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.adapters.tui.Tui;
import io.github.cqr.adapters.tui.TuiSettings;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.RunOptions.Format;
import io.github.cqr.app.terminal.Tty;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides whether a run has a live screen, and opens it. */
final class LiveScreen {
    private final RunOptions options;
    private final Console console;
    private final InputStream in;
    private final Inbox inbox;
    private final TimeSource time;

    LiveScreen(RunOptions options, Console console, InputStream in, Inbox inbox, TimeSource time) {
        this.options = options;
        this.console = console;
        this.in = in;
        this.inbox = inbox;
        this.time = time;
    }

    /** Refuses {@code --output tui} where there is no terminal, before anything runs. */
    static void check(RunOptions options, Console console) {
        if (options.output().format() == Format.TUI && !possible(options, console)) {
            throw options.usageError("--output",
                    "tui needs a terminal for input and output that can move its cursor, and "
                            + "a script that is not read from it; leave it out for plain output");
        }
    }

    private static boolean possible(RunOptions options, Console console) {
        return console.streams().outIsTerminal().getAsBoolean() && Tty.isTerminal(Tty.STDIN)
                && !options.queryFile().equals(RunOptions.STDIN) && !"dumb".equals(System.getenv("TERM"));
    }

    /** The screen of this run, drawn from now on; null when there is to be none. */
    @Nullable
    Tui open(ScriptFile script, Plan plan) {
        Format format = options.output().format();
        boolean wanted = format == Format.TUI
                || (format == Format.AUTO && !plan.nothingToDo() && Tty.isForeground());
        if (!wanted || !possible(options, console)) {
            return null;
        }
        Map<String, String> environment = System.getenv();
        var settings = new TuiSettings(
                options.output().ui() == RunOptions.Ui.INLINE ? TuiSettings.Mode.INLINE : TuiSettings.Mode.FULL,
                Theme.of(environment, console.colourOnOut(), Tty.showsUnicode(environment)), console.zone(),
                options.command(), plan.done()::get, Path.of(""), Tty::isForeground);
        console.err().flush();
        try {
            return Tui.open(settings, inbox, time, script::source, in, console.out());
        } catch (IOException e) {
            console.warn("no live screen: " + e.getMessage());
            return null;
        }
    }
}
