package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.RecordedLog;
import io.github.cqr.adapters.local.SystemTimeSource;
import io.github.cqr.adapters.tui.ReplayScreen;
import io.github.cqr.adapters.tui.ReplaySettings;
import io.github.cqr.adapters.tui.TuiSettings;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.ReplayRequest;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.UsageException;
import io.github.cqr.app.terminal.Tty;
import io.github.cqr.domain.replay.Place;
import io.github.cqr.domain.run.ExitCodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code cqr replay}: a recorded run on the live screen. */
final class ReplayCommand {
    /** How to go on with a run: its log has its file and not its options. */
    private static final String SAME_COMMAND = "the run's own command again";

    private final RunOptions options;
    private final Console console;
    private final InputStream in;
    private final Signals signals;

    /** @param in standard input: the log, or the operator's keys */
    ReplayCommand(RunOptions options, Console console, InputStream in, Signals signals) {
        this.options = options;
        this.console = console;
        this.in = in;
        this.signals = signals;
    }

    /**
     * Shows the run until the operator quits.
     *
     * @throws UsageException if there is no terminal, or the place to begin at is none
     * @throws UnusableException if the terminal cannot be drawn on, or the log holds no event
     */
    int replay(ReplayRequest request) {
        Place place = place(request);
        boolean piped = request.log().equals(RunOptions.STDIN);
        if (!console.streams().outIsTerminal().getAsBoolean() || "dumb".equals(System.getenv("TERM"))
                || (!piped && !Tty.isTerminal(Tty.STDIN))) {
            throw new UsageException(
                    "replay needs a terminal that can move its cursor, for input and output; without one "
                            + "'cqr report " + request.log() + "' says what happened");
        }
        try (LogFinder log = LogFinder.find(request.log(), options, piped ? behindStdin(request) : in,
                request.follow());
                RecordedLog recording = RecordedLog.open(log.path(), LogFinder.codec())) {
            if (!request.follow() && recording.from(0).next() == null) {
                throw new UnusableException(log.path() + " holds no event; give an event log of cqr", List.of());
            }
            show(request, place, recording);
            if (recording.damaged() > 0) {
                console.warn(recording.damaged() + " line(s) of " + log.path()
                        + " are no events and were passed over; 'cqr report' names them");
            }
            return ExitCodes.DONE;
        }
    }

    /** The log; the keys come from the terminal behind it. */
    private static InputStream behindStdin(ReplayRequest request) {
        try {
            return Tty.behindStdin();
        } catch (IOException e) {
            throw unusable(request, e);
        }
    }

    private static UnusableException unusable(ReplayRequest request, IOException e) {
        return new UnusableException(e.getMessage() + "; 'cqr report " + request.log() + "' needs no terminal",
                List.of());
    }

    private @Nullable Place place(ReplayRequest request) {
        String at = request.at();
        try {
            return at == null ? null : Place.parse(at, console.zone());
        } catch (IllegalArgumentException e) {
            throw options.usageError("--at", "'" + at + "' is no place in a run; give " + Place.FORMS);
        }
    }

    private void show(ReplayRequest request, @Nullable Place place, RecordedLog recording) {
        Map<String, String> environment = System.getenv();
        var settings = new TuiSettings(TuiSettings.Mode.FULL,
                Theme.of(environment, console.colourOnOut(), Tty.showsUnicode(environment)), console.zone(),
                SAME_COMMAND, _ -> false, Path.of(""), Tty::isForeground);
        try {
            ReplayScreen screen = ReplayScreen.open(settings,
                    new ReplaySettings(request.speed(), place, request.follow()), recording, new SystemTimeSource(),
                    in);
            signals.end(screen.hold());
            screen.show();
        } catch (IOException e) {
            throw unusable(request, e);
        }
    }
}
