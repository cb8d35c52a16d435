package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.EventLogException;
import io.github.cqr.adapters.eventlog.EventLogs;
import io.github.cqr.adapters.eventlog.FileEventLog;
import io.github.cqr.adapters.jsonlines.EventsFile;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.adapters.jsonlines.JsonLinesSink;
import io.github.cqr.adapters.jsonlines.LineEncoder;
import io.github.cqr.adapters.jsonlines.ShipperEncoder;
import io.github.cqr.adapters.local.SystemTimeSource;
import io.github.cqr.adapters.plain.PlainReporter;
import io.github.cqr.adapters.plain.PlainSettings;
import io.github.cqr.adapters.ring.EventRing;
import io.github.cqr.adapters.ring.EventRingBuilder;
import io.github.cqr.adapters.ring.RunInbox;
import io.github.cqr.adapters.ring.RunLoop;
import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.adapters.tui.Tui;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.RunOptions.Format;
import io.github.cqr.app.terminal.OperatorKeys;
import io.github.cqr.app.terminal.Tty;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.EventHistory;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.run.Run;
import io.github.cqr.domain.run.RunSettings;
import io.github.cqr.domain.run.RunState;
import io.github.cqr.domain.script.StatementKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run from its first event to its last: makes the ring and everything on it, and closes it in reverse order. */
final class LiveRun {
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

    private final RunOptions options;
    private final Console console;
    private final Signals signals;
    private final InputStream in;
    private final RunInbox inbox = new RunInbox();
    private final JsonEventCodec codec;

    /**
     * What is to be run.
     *
     * @param plan what the first reading of the script found
     * @param remains what earlier processes left of statements, by ordinal
     * @param notices what to tell the operator first
     */
    record Work(ScriptFile script, Plan plan, Map<Integer, RunInput.Remains> remains, RunSettings settings,
            List<RunInput.Notice> notices) {}

    /** @param in standard input, for an operator's keys */
    LiveRun(RunOptions options, Console console, Signals signals, InputStream in) {
        this.options = options;
        this.codec = new JsonEventCodec(switch (options.output().logSql()) {
            case FULL -> JsonEventCodec.SqlText.FULL;
            case HEAD -> JsonEventCodec.SqlText.HEAD;
            case HASH -> JsonEventCodec.SqlText.HASH;
        });
        this.console = console;
        this.signals = signals;
        this.in = in;
    }

    /**
     * Runs what the plan has left.
     *
     * @param lease tells the run of its renewals
     * @param executor makes the executor that reports to the inbox
     * @return the exit code
     */
    int run(Work work, CheckpointStore store, LeaseThread lease, Function<RunInbox, QueryExecutor> executor) {
        TimeSource time = new SystemTimeSource();
        RunSettings settings = work.settings();
        var run = new Run(settings);
        work.notices().forEach(inbox::put);
        lease.deliverTo(inbox);
        @Nullable
        FileEventLog log = openLog(settings);
        EventHistory history = log == null ? (_, _) -> {} : log;
        QueryExecutor statements = executor.apply(inbox);
        EventRingBuilder builder = EventRing.builder(inbox, statements)
                .checkpoints(store.writer(lease.watching(inbox)));
        if (log != null) {
            builder.eventLog(log);
        }
        var screen = new LiveScreen(options, console, in, inbox, time).open(work.script(), work.plan());
        observe(builder, history, screen, run);
        RunState end;
        EventRing ring = builder.start();
        // The ring first, so that nothing is started any more; then the sessions are closed, while the lease is still ours.
        try (statements; ring) {
            signals.deliverTo(inbox);
            if (screen == null) {
                keys(run);
            } else {
                signals.guard(screen.hold());
            }
            end = new RunLoop(run, inbox, work.script().source(), work.plan().index(), work.plan().done(),
                    work.remains(), time, ring).run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ExitCodes.INTERRUPTED;
        } finally {
            signals.release();
        }
        ring.failures().forEach(console::warn);
        return farewell(end, log);
    }

    private @Nullable FileEventLog openLog(RunSettings settings) {
        try {
            var fsync = options.output().fsync() == RunOptions.Fsync.ALWAYS
                    ? FileEventLog.Fsync.ALWAYS
                    : FileEventLog.Fsync.NEVER;
            return FileEventLog.create(RunnerProgram.logDirectory(options), settings.runId(), Instant.now(),
                    settings.instance(), codec, this::fromLog, fsync);
        } catch (EventLogException e) {
            inbox.put(new RunInput.EventLogDown(String.valueOf(e.getMessage()), options.output().requireLog()));
            return null;
        }
    }

    private void fromLog(RunInput input) {
        inbox.put(input instanceof RunInput.EventLogDown(String message, _)
                ? new RunInput.EventLogDown(message, options.output().requireLog())
                : input);
    }

    /** One that owes nothing is packed; where that fails it stays as it is. */
    private void pack(Path log, int exitCode) {
        if (!options.output().compressLog() || exitCode == ExitCodes.CHECKPOINT_STORE
                || !EventLogs.isWorthPacking(log)) {
            return;
        }
        try {
            console.debug("event log: " + EventLogs.pack(log));
        } catch (EventLogException e) {
            console.warn(String.valueOf(e.getMessage()));
        }
    }

    private void observe(EventRingBuilder builder, EventHistory history, @Nullable Tui screen, Run run) {
        Format format = options.output().format();
        boolean terminal = console.streams().errIsTerminal().getAsBoolean();
        if (screen != null) {
            builder.observer("the live screen", screen);
            signals.onStatus(screen::status);
        }
        if (screen == null || !terminal) {
            var reporter = new PlainReporter(plain(format == Format.AUTO && terminal), console.err(), console.zone());
            builder.observer("the log on standard error", reporter);
            signals.onStatus(reporter::status);
        } else {
            var reporter = PlainReporter.standingBy(plain(true), console.err(), console.zone());
            builder.observer("the log on standard error", reporter);
            screen.whenBroken(() -> {
                reporter.speak();
                signals.onStatus(reporter::status);
                keys(run);
            });
        }
        if (format == Format.JSON) {
            builder.observer("standard output",
                    new JsonLinesSink(new Unclosed(console.out()), encoder(), history, inbox,
                            JsonLinesSink.Options.of("standard output")));
        }
        Path events = options.output().events();
        if (events != null) {
            builder.observer(events.toString(), new JsonLinesSink(create(events), encoder(), history, inbox,
                    JsonLinesSink.Options.of(events.toString())));
        }
    }

    private PlainSettings plain(boolean live) {
        return new PlainSettings(options.output().verbose(), options.output().format() == Format.QUIET, live,
                console.colourOnErr(), Tty.showsUnicode(System.getenv()), () -> Tty.columns(Tty.STDERR),
                PROGRESS_INTERVAL);
    }

    private LineEncoder encoder() {
        return switch (options.output().eventsFormat()) {
            case CQR -> codec;
            case OTEL -> new ShipperEncoder(codec, ShipperEncoder.Convention.OTEL);
            case ECS -> new ShipperEncoder(codec, ShipperEncoder.Convention.ECS);
        };
    }

    private OutputStream create(Path events) {
        try {
            return EventsFile.open(events);
        } catch (IOException e) {
            throw options.usageError("--events", "cannot write " + events + ": " + e.getMessage());
        }
    }

    private void keys(Run run) {
        boolean readsScript = options.queryFile().equals(RunOptions.STDIN);
        Format format = options.output().format();
        boolean forPeople = format == Format.AUTO || format == Format.TUI || format == Format.PLAIN;
        if (readsScript || !forPeople || !Tty.isTerminal(Tty.STDIN)) {
            return;
        }
        console.info(OperatorKeys.HELP);
        new OperatorKeys(in, inbox, () -> run.state().concurrency())
                .watch(Tty::isForeground);
    }

    private int farewell(RunState end, @Nullable FileEventLog log) {
        int exitCode = ExitCodes.of(end.stopReason());
        var counts = end.counts();
        if (exitCode == ExitCodes.CHECKPOINT_STORE) {
            console.error("outcomes that the checkpoint store did not take are in "
                    + (log == null ? "no event log" : log.path())
                    + "; the next run on this machine writes them before it begins");
        }
        if (end.detached() > 0) {
            console.info(end.detached() + " statement(s) are left running; the next run adopts them");
        }
        if (counts.unknown() > 0) {
            console.error("the outcome of " + counts.unknown()
                    + " statement(s) is unknown; where nobody can tell and a second time could do harm, the next run "
                    + "stops with exit code " + ExitCodes.DECISION_NEEDED
                    + " and lists them, unless --on-unknown says what to do");
        }
        long partial = end.troubles().stream().filter(LiveRun::leftPart).count();
        if (partial > 0) {
            console.error(partial + " statement(s) failed or were cancelled and left rows; without a before-retry the "
                    + "next run stops with exit code " + ExitCodes.DECISION_NEEDED
                    + " and lists them, unless --on-partial says what to do");
        }
        if (counts.remaining() > 0) {
            console.info("to go on, run the same command again (" + options.command() + "): "
                    + (counts.skipped() + counts.completed())
                    + " completed statements will be skipped, " + counts.remaining() + " are left");
        }
        if (log != null) {
            pack(log.path(), exitCode);
        }
        return exitCode;
    }

    private static boolean leftPart(RunEvent.OfEnd end) {
        Leftover left = switch (end) {
            case RunEvent.Failed failed -> failed.left();
            case RunEvent.Cancelled cancelled -> cancelled.left();
            case RunEvent.Completed _,RunEvent.RetryScheduled _,RunEvent.Withdrawn _,RunEvent.Detached _,RunEvent.OutcomeUnknown _ ->
                Leftover.nothing();
        };
        return left.mayHaveLeft() && end.statement().kind() != StatementKind.SELECT;
    }

    /** Standard output is flushed and left open. */
    private static final class Unclosed extends OutputStream {
        private final OutputStream out;

        Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
