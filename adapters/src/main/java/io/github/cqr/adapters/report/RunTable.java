package io.github.cqr.adapters.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The list of runs, a line for each process. */
public final class RunTable {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String ROW = "%-12s  %-8s  %-19s  %9s  %15s  %-24s  %s";
    private static final int SHORT_ID = 12;

    private RunTable() {}

    /** For people: safe to print; the beginning of a run's id is enough for every command that takes one. */
    public static String text(List<RunEntry> runs, ZoneId zone) {
        var out = new StringBuilder(String.format(Locale.ROOT, ROW, "RUN", "PROCESS", "STARTED", "DURATION",
                "DONE/TOTAL", "OUTCOME", "FILE")).append('\n');
        for (RunEntry run : runs) {
            out.append(Printable.line(String.format(Locale.ROOT, ROW,
                    run.runId().substring(0, Math.min(SHORT_ID, run.runId().length())), run.start().instance(),
                    DAY.format(run.startedAt().atZone(zone)), Figures.clock(run.elapsed()), done(run), outcome(run),
                    run.start().file()))).append('\n');
        }
        return out.toString();
    }

    private static String done(RunEntry run) {
        Counts c = run.counts();
        return (c.completed() + c.skipped()) + "/" + c.total();
    }

    private static String outcome(RunEntry run) {
        RunEvent.RunFinished end = run.end();
        return end == null
                ? "no end in its log"
                : Words.word(end.outcome()).replace('_', ' ') + " (" + end.exitCode() + ")";
    }

    /** For programs: a JSON object a line. */
    public static void json(List<RunEntry> runs, OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).setRootValueSeparator(null)) {
            for (RunEntry run : runs) {
                write(run, json);
                json.writeRaw('\n');
            }
        }
    }

    private static void write(RunEntry run, JsonGenerator json) throws IOException {
        Counts c = run.counts();
        RunEvent.RunFinished end = run.end();
        json.writeStartObject();
        json.writeStringField("run_id", run.runId());
        json.writeStringField("instance", run.start().instance());
        json.writeStringField("version", run.start().version());
        json.writeStringField("file", run.start().file());
        json.writeStringField("started_at", run.startedAt().toString());
        json.writeNumberField("elapsed_ms", Figures.millis(run.elapsed()));
        json.writeNumberField("total", c.total());
        json.writeNumberField("skipped", c.skipped());
        json.writeNumberField("completed", c.completed());
        json.writeNumberField("failed", c.failed());
        json.writeNumberField("cancelled", c.cancelled());
        json.writeNumberField("unknown", c.unknown());
        json.writeStringField("outcome", end == null ? null : Words.word(end.outcome()));
        json.writeFieldName("exit_code");
        if (end == null) {
            json.writeNull();
        } else {
            json.writeNumber(end.exitCode());
        }
        json.writeStringField("log", run.log().path());
        json.writeNumberField("log_bytes", run.log().bytes());
        json.writeBooleanField("log_packed", run.log().packed());
        json.writeBooleanField("log_owes", run.log().owes());
        json.writeEndObject();
    }
}
