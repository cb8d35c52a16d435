package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.EventLogReader;
import io.github.cqr.adapters.report.HtmlReport;
import io.github.cqr.adapters.report.JsonReport;
import io.github.cqr.adapters.report.JunitReport;
import io.github.cqr.adapters.report.MarkdownReport;
import io.github.cqr.adapters.report.TextReport;
import io.github.cqr.adapters.report.TraceWriter;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.ReportRequest;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.app.terminal.Tty;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.ReportFold;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.run.ExitCodes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** {@code cqr report}: what happened in a run, from its event log alone. */
final class ReportCommand {
    private static final int PROBLEMS_SHOWN = 10;

    private final RunOptions options;
    private final Console console;
    private final InputStream in;

    /** @param in standard input, for a log that comes from there */
    ReportCommand(RunOptions options, Console console, InputStream in) {
        this.options = options;
        this.console = console;
        this.in = in;
    }

    /**
     * Writes the report, and a trace where one is asked for. Lines that are no events are told of and passed over.
     *
     * @throws UnusableException if the log holds no run, or a file cannot be written
     */
    int report(ReportRequest request) {
        try (LogFinder log = LogFinder.find(request.log(), options, in, false)) {
            RunReport report = fold(log.path());
            Path out = request.out();
            if (out == null) {
                write(request.format(), report, log.path(), console.out());
                console.out().flush();
            } else {
                toFile(out, stream -> write(request.format(), report, log.path(), stream));
            }
            Path trace = request.trace();
            if (trace != null) {
                toFile(trace, stream -> trace(report, log.path(), stream));
            }
            return ExitCodes.DONE;
        }
    }

    private RunReport fold(Path log) {
        var fold = new ReportFold();
        read(log, fold::apply, console);
        return begun(fold.report(), log);
    }

    /** Gives every event of a log but progress; lines that are no events are told of and passed over. */
    static void read(Path log, Consumer<Envelope> events, Console console) {
        int[] problems = new int[1];
        EventLogReader.readButProgress(log, LogFinder.codec(), events, problem -> {
            if (problems[0]++ < PROBLEMS_SHOWN) {
                console.warn(problem.message() + "; passed over");
            }
        });
        if (problems[0] > PROBLEMS_SHOWN) {
            console.warn((problems[0] - PROBLEMS_SHOWN) + " more lines are no events");
        }
    }

    /** @throws UnusableException if no run has begun in the log */
    static RunReport begun(@Nullable RunReport report, Path log) {
        if (report == null) {
            throw new UnusableException(
                    log + " holds no run: no line of it is a run_started event; give an event log of cqr",
                    List.of());
        }
        return report;
    }

    /** The events of the process that the report is about. */
    private static void each(RunReport report, Path log, Consumer<Envelope> consumer) {
        int[] begun = new int[1];
        EventLogReader.read(log, LogFinder.codec(), envelope -> {
            if (envelope.event() instanceof RunEvent.RunStarted) {
                begun[0]++;
            }
            if (begun[0] == report.earlier() + 1) {
                consumer.accept(envelope);
            }
        }, _ -> {});
    }

    private void write(ReportRequest.Format format, RunReport report, Path log, OutputStream out) {
        try {
            switch (format) {
                case TEXT -> out.write(TextReport.of(report, console.zone(), Tty.showsUnicode(System.getenv()))
                        .getBytes(StandardCharsets.UTF_8));
                case JSON -> JsonReport.write(report, out);
                case MARKDOWN ->
                    out.write(MarkdownReport.of(report, console.zone()).getBytes(StandardCharsets.UTF_8));
                case JUNIT -> JunitReport.write(report, consumer -> each(report, log, consumer), out);
                case HTML ->
                    HtmlReport.write(report, console.zone(), consumer -> each(report, log, consumer), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (XMLStreamException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
    }

    private static void trace(RunReport report, Path log, OutputStream out) {
        try (var trace = new TraceWriter(out)) {
            each(report, log, trace::take);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UnusableException if the file cannot be written */
    static void toFile(Path file, Consumer<OutputStream> writer) {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            writer.accept(out);
        } catch (IOException | UncheckedIOException e) {
            Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
            throw new UnusableException("cannot write " + file + ": " + Reasons.of(cause), List.of());
        }
    }
}
