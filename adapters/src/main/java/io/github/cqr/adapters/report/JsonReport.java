package io.github.cqr.adapters.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.Gap;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.TimeLine;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A report as one JSON object, for programs; times are in milliseconds. Its fields are documented in {@code docs/cli.md}. */
public final class JsonReport {
    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes the report and a line feed; leaves the stream open.
     *
     * @throws IOException if the stream takes no more
     */
    public static void write(RunReport report, OutputStream out) throws IOException {
        try (JsonGenerator json = ReportJson.to(out).setPrettyPrinter(new DefaultPrettyPrinter())) {
            new JsonReport(json).write(report);
            json.writeRaw('\n');
        }
    }

    private void write(RunReport report) throws IOException {
        json.writeStartObject();
        ReportJson.head(json, report);
        counts(report);
        json.writeObjectFieldStart("volume");
        json.writeNumberField("rows_read", report.volume().rowsRead());
        json.writeNumberField("bytes_read", report.volume().bytesRead());
        json.writeNumberField("rows_written", report.volume().rowsWritten());
        json.writeEndObject();
        times(report);
        attempts("slowest", report.slowest());
        attempts("failures", report.troubles());
        attempts("retries", report.retries());
        idle(report.idle());
        load(report);
        warnings(report);
        json.writeEndObject();
    }

    private void counts(RunReport report) throws IOException {
        Counts counts = report.counts();
        json.writeObjectFieldStart("statements");
        json.writeNumberField("total", counts.total());
        json.writeNumberField("skipped", counts.skipped());
        json.writeNumberField("completed", counts.completed());
        json.writeNumberField("failed", counts.failed());
        json.writeNumberField("cancelled", counts.cancelled());
        json.writeNumberField("unknown", counts.unknown());
        json.writeNumberField("remaining", counts.remaining());
        json.writeNumberField("left_running", report.detached());
        json.writeNumberField("in_flight", report.inFlight());
        json.writeNumberField("tries_repeated", report.retried());
        json.writeEndObject();
    }

    private void times(RunReport report) throws IOException {
        json.writeObjectFieldStart("times");
        ReportJson.times(json, "all", report.times());
        ReportJson.timesByNode(json, "nodes", report);
        ReportJson.timesByKind(json, "kinds", report);
        json.writeEndObject();
    }

    private void attempts(String name, List<Ended> all) throws IOException {
        json.writeArrayFieldStart(name);
        for (Ended ended : all) {
            RunEvent.OfEnd end = ended.end();
            json.writeStartObject();
            json.writeNumberField("ordinal", end.statement().ordinal());
            json.writeNumberField("line", end.statement().line());
            json.writeStringField("kind", Words.word(end.statement().kind()));
            if (end.statement().name() != null) {
                json.writeStringField("statement_name", end.statement().name());
            }
            json.writeStringField("hash", end.statement().hash());
            json.writeStringField("node", end.attempt().node());
            json.writeStringField("query_id", end.attempt().queryId());
            json.writeNumberField("attempt", end.attempt().number());
            json.writeStringField("ended", ended.word());
            json.writeStringField("at", ended.at().toString());
            millis("elapsed_ms", ended.elapsed());
            json.writeNumberField("rows_read", ended.counters().readRows());
            json.writeNumberField("rows_written", ended.counters().writtenRows());
            if (!ended.message().isEmpty()) {
                json.writeStringField("error", Words.error(ended));
                json.writeStringField("message", ended.message());
                json.writeStringField("left", Words.left(ended));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void idle(RunReport.Idle idle) throws IOException {
        json.writeObjectFieldStart("idle");
        millis("paused_ms", idle.paused());
        millis("throttled_ms", idle.throttled());
        millis("checkpoints_away_ms", idle.checkpointsAway());
        json.writeNumberField("gap_count", idle.gapCount());
        millis("gap_ms", idle.gapTime());
        json.writeObjectFieldStart("gap_causes");
        for (Map.Entry<Gap.Cause, Duration> cause : idle.gapTimes().entrySet()) {
            millis(Words.word(cause.getKey()) + "_ms", cause.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("gaps");
        for (Gap gap : idle.gaps()) {
            json.writeStartObject();
            json.writeStringField("from", gap.from().toString());
            millis("length_ms", gap.length());
            json.writeStringField("cause", Words.word(gap.cause()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void load(RunReport report) throws IOException {
        json.writeObjectFieldStart("load");
        millis("span_ms", report.span());
        json.writeArrayFieldStart("spans");
        for (TimeLine.Span span : report.load()) {
            json.writeStartObject();
            json.writeNumberField("running", rounded(span.running()));
            json.writeNumberField("statements_per_second", rounded(span.perSecond()));
            json.writeNumberField("rows_per_second", rounded(span.rowsPerSecond()));
            Duration mean = span.mean();
            if (mean != null) {
                millis("mean_ms", mean);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void warnings(RunReport report) throws IOException {
        json.writeNumberField("warning_count", report.warned());
        json.writeArrayFieldStart("warnings");
        for (RunEvent.Warning warning : report.warnings()) {
            json.writeStartObject();
            json.writeStringField("code", warning.code());
            json.writeStringField("message", warning.message());
            if (warning.node() != null) {
                json.writeStringField("node", warning.node());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private void millis(String name, Duration duration) throws IOException {
        ReportJson.millis(json, name, duration);
    }
}
