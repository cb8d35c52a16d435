package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.EventLogException;
import io.github.cqr.adapters.eventlog.EventLogReader;
import io.github.cqr.adapters.eventlog.EventLogs;
import io.github.cqr.adapters.eventlog.Retention;
import io.github.cqr.adapters.report.RunEntry;
import io.github.cqr.adapters.report.RunTable;
import io.github.cqr.adapters.report.TextReport;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.cli.RunsRequest;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.report.ReportFold;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.run.RunState;
import io.github.cqr.domain.view.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code cqr runs}: the event logs of this machine, and what they say of their runs. */
final class RunsCommand {
    private final RunOptions options;
    private final Console console;
    private final Path directory;
    private final EventLogs logs;

    RunsCommand(RunOptions options, Console console) {
        this.options = options;
        this.console = console;
        this.directory = RunnerProgram.logDirectory(options);
        this.logs = new EventLogs(directory, LogFinder.codec());
    }

    /**
     * Lists, shows or prunes.
     *
     * @throws EventLogException if the directory cannot be read, the run is not there, or a log cannot be deleted
     */
    int run(RunsRequest request) {
        switch (request.what()) {
            case LIST -> list(logs.all(), request.json());
            case SHOW -> show(Objects.requireNonNull(request.run()), request.json());
            case PRUNE -> prune(request);
        }
        return ExitCodes.DONE;
    }

    private void list(List<EventLogs.Log> all, boolean json) {
        if (all.isEmpty() && !json) {
            console.info("there are no event logs in " + directory);
            return;
        }
        List<RunEntry> entries = all.stream().map(RunsCommand::entry).toList();
        if (!json) {
            console.out().print(RunTable.text(entries, console.zone()));
            return;
        }
        try {
            RunTable.json(entries, console.out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void show(String what, boolean json) {
        EventLogs.Log found = logs.look(logs.find(what));
        if (found == null) {
            throw new UnusableException("the event log of '" + what + "' does not begin with a run_started event",
                    List.of());
        }
        List<EventLogs.Log> processes = logs.of(found.runId());
        List<EventLogs.Log> its = processes.isEmpty() ? List.of(found) : processes;
        if (json) {
            list(its, true);
            return;
        }
        for (EventLogs.Log log : its) {
            var fold = new ReportFold();
            EventLogReader.readButProgress(log.path(), LogFinder.codec(), fold::apply, _ -> {});
            RunReport report = fold.report();
            if (report != null) {
                console.out().print(TextReport.head(report, console.zone()));
            }
            console.print("Event log   " + log.path() + " (" + Figures.bytes(log.bytes())
                    + (log.isPacked() ? ", packed)" : ")"));
            if (EventLogs.owes(log)) {
                console.print("            It may hold outcomes that Valkey lacks; the next run on this machine writes "
                        + "them. Until then it is not pruned.");
            }
            console.print("");
        }
    }

    private void prune(RunsRequest request) {
        RunsRequest.Keep keep = request.keep();
        List<EventLogs.Log> all = logs.all();
        Retention.Decision decision = new Retention(keep.logs(), keep.age(), keep.bytes()).decide(all, console.now());
        for (EventLogs.Log log : decision.gone()) {
            if (!request.dryRun()) {
                EventLogs.delete(log);
            }
            console.print((request.dryRun() ? "would delete " : "deleted ") + log.path() + " (" + log.file() + ", "
                    + Figures.bytes(log.bytes()) + ")");
        }
        for (EventLogs.Log log : decision.owing()) {
            console.warn("kept although it should go: " + log.path() + " may hold outcomes of " + log.file()
                    + " that Valkey lacks; run it again, and they are written");
        }
        List<EventLogs.Log> left = all.stream().filter(log -> !decision.gone().contains(log)).toList();
        if (!request.dryRun() && options.output().compressLog()) {
            left.stream().filter(log -> !log.isPacked() && !EventLogs.owes(log)).map(EventLogs.Log::path)
                    .filter(EventLogs::isWorthPacking).forEach(this::pack);
        }
        if (!request.dryRun()) {
            deleteMarks(console.now().minus(keep.age()));
        }
        console.info(decision.gone().size() + " event log(s) " + (request.dryRun() ? "would go" : "are gone") + " ("
                + Figures.bytes(bytes(decision.gone())) + "), " + left.size() + " stay");
    }

    /** What processes and resets left beside the logs: of no use any more when logs of that time are gone. */
    private void deleteMarks(Instant before) {
        Path directory = RunnerProgram.logDirectory(options);
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(directory,
                "*{" + Sight.MARK + "," + Resets.MARK + "}")) {
            for (Path mark : marks) {
                if (Files.getLastModifiedTime(mark).toInstant().isBefore(before)) {
                    Files.deleteIfExists(mark);
                }
            }
        } catch (IOException e) {
            console.warn("old marks stay in " + directory + ": " + Reasons.of(e));
        }
    }

    private void pack(Path log) {
        try {
            console.debug("packed: " + EventLogs.pack(log));
        } catch (EventLogException e) {
            console.warn(String.valueOf(e.getMessage()));
        }
    }

    private static long bytes(List<EventLogs.Log> all) {
        return all.stream().mapToLong(EventLogs.Log::bytes).sum();
    }

    /** Reads all of a log that has no end, to see how far its process came. */
    private static RunEntry entry(EventLogs.Log log) {
        EventLogs.End end = log.end();
        var file = new RunEntry.LogEntry(log.path().toString(), log.bytes(), log.isPacked(), EventLogs.owes(log));
        if (end != null) {
            return new RunEntry(log.runId(), log.start(), log.startedAt(), end.event().elapsed(), end.event().counts(),
                    end.event(), file);
        }
        var state = new RunState();
        @Nullable
        Instant[] last = {log.startedAt()};
        EventLogReader.read(log.path(), LogFinder.codec(), (Envelope envelope) -> {
            state.apply(envelope);
            last[0] = envelope.at();
        }, _ -> {});
        return new RunEntry(log.runId(), log.start(), log.startedAt(),
                Duration.between(log.startedAt(), Objects.requireNonNullElse(last[0], log.startedAt())),
                state.counts(), null, file);
    }
}
