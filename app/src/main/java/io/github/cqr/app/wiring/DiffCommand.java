package io.github.cqr.app.wiring;

import io.github.cqr.adapters.report.ComparisonJson;
import io.github.cqr.adapters.report.ComparisonMarkdown;
import io.github.cqr.adapters.report.ComparisonText;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DiffRequest;
import io.github.cqr.app.cli.ReportRequest.Format;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.report.ComparedRun;
import io.github.cqr.domain.report.Comparison;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.run.ExitCodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code cqr diff}: two runs side by side, from their event logs alone. */
final class DiffCommand {
    private final RunOptions options;
    private final Console console;
    private final InputStream in;

    /** @param in standard input, for a log that comes from there */
    DiffCommand(RunOptions options, Console console, InputStream in) {
        this.options = options;
        this.console = console;
        this.in = in;
    }

    /**
     * Writes the comparison. Lines that are no events are told of and passed over.
     *
     * @throws UnusableException if a log holds no run, or the file cannot be written
     */
    int diff(DiffRequest request) {
        Comparison comparison = Comparison.of(read(request.a()), read(request.b()));
        if (!comparison.a().start().file().equals(comparison.b().start().file()) && comparison.both() == 0) {
            console.warn("no statement is in both logs: " + comparison.a().start().file() + " and "
                    + comparison.b().start().file() + " are different scripts");
        }
        Path out = request.out();
        if (out == null) {
            write(comparison, request.format(), console.out());
            console.out().flush();
        } else {
            ReportCommand.toFile(out, stream -> write(comparison, request.format(), stream));
        }
        return ExitCodes.DONE;
    }

    private ComparedRun read(String what) {
        var run = new ComparedRun();
        try (LogFinder log = LogFinder.find(what, options, in, false)) {
            ReportCommand.read(log.path(), run::apply, console);
            RunReport _ = ReportCommand.begun(run.report(), log.path());
        }
        return run;
    }

    private void write(Comparison comparison, Format format, OutputStream out) {
        try {
            switch (format) {
                case JSON -> ComparisonJson.write(comparison, out);
                case MARKDOWN ->
                    out.write(ComparisonMarkdown.of(comparison, console.zone()).getBytes(StandardCharsets.UTF_8));
                case TEXT, JUNIT, HTML ->
                    out.write(ComparisonText.of(comparison, console.zone()).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
