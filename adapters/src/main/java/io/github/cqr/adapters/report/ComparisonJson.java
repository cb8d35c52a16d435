package io.github.cqr.adapters.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.report.Comparison;
import io.github.cqr.domain.report.Comparison.Change;
import io.github.cqr.domain.report.Comparison.Listed;
import io.github.cqr.domain.report.Fate;
import io.github.cqr.domain.report.RunReport;
import java.io.IOException;
import java.io.OutputStream;

/** A comparison as one JSON object, for programs; times are in milliseconds. Its fields are documented in {@code docs/cli.md}. */
public final class ComparisonJson {
    private final JsonGenerator json;

    private ComparisonJson(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes the comparison and a line feed; leaves the stream open.
     *
     * @throws IOException if the stream takes no more
     */
    public static void write(Comparison comparison, OutputStream out) throws IOException {
        try (JsonGenerator json = ReportJson.to(out).setPrettyPrinter(new DefaultPrettyPrinter())) {
            new ComparisonJson(json).write(comparison);
            json.writeRaw('\n');
        }
    }

    private void write(Comparison comparison) throws IOException {
        json.writeStartObject();
        run("a", comparison.a());
        run("b", comparison.b());
        json.writeNumberField("in_both", comparison.both());
        ReportJson.times(json, "completed_in_both_a", comparison.timesA());
        ReportJson.times(json, "completed_in_both_b", comparison.timesB());
        changes("ended_otherwise", comparison.endings());
        changes("slower", comparison.slower());
        changes("faster", comparison.faster());
        changes("other_rows", comparison.rows());
        only("only_a", comparison.onlyA());
        only("only_b", comparison.onlyB());
        json.writeEndObject();
    }

    private void run(String name, RunReport report) throws IOException {
        json.writeObjectFieldStart(name);
        ReportJson.head(json, report);
        ReportJson.times(json, "times", report.times());
        ReportJson.timesByNode(json, "times_by_node", report);
        ReportJson.timesByKind(json, "times_by_kind", report);
        json.writeNumberField("failed", report.counts().failed());
        json.writeNumberField("tries_repeated", report.retried());
        ReportJson.millis(json, "idle_ms", report.idle().gapTime());
        json.writeEndObject();
    }

    private void changes(String name, Listed<Change> changes) throws IOException {
        json.writeNumberField(name + "_count", changes.count());
        json.writeArrayFieldStart(name);
        for (Change change : changes.first()) {
            json.writeStartObject();
            statement(change.b().statement());
            json.writeObjectFieldStart("a");
            fate(change.a());
            json.writeEndObject();
            json.writeObjectFieldStart("b");
            fate(change.b());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void only(String name, Listed<Fate> fates) throws IOException {
        json.writeNumberField(name + "_count", fates.count());
        json.writeArrayFieldStart(name);
        for (Fate fate : fates.first()) {
            json.writeStartObject();
            statement(fate.statement());
            fate(fate);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void statement(StatementRef statement) throws IOException {
        json.writeNumberField("ordinal", statement.ordinal());
        json.writeNumberField("line", statement.line());
        json.writeStringField("hash", statement.hash());
        if (statement.name() != null) {
            json.writeStringField("statement_name", statement.name());
        }
    }

    private void fate(Fate fate) throws IOException {
        json.writeStringField("ended", Words.word(fate.ending()));
        ReportJson.millis(json, "elapsed_ms", fate.elapsed());
        json.writeNumberField("rows_read", fate.rowsRead());
        json.writeNumberField("rows_written", fate.rowsWritten());
    }
}
