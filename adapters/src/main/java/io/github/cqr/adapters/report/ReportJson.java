package io.github.cqr.adapters.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.report.Times;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** JSON that may end on a terminal: besides what JSON demands, it escapes all that a terminal acts on, as event lines do. */
final class ReportJson {
    private static final JsonFactory FACTORY = new JsonFactory().setCharacterEscapes(new Escapes());

    private ReportJson() {}

    /** Begins to write; the stream is left open in the end. */
    static JsonGenerator to(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    /** A field in milliseconds. */
    static void millis(JsonGenerator json, String name, Duration duration) throws IOException {
        json.writeNumberField(name, Figures.millis(duration));
    }

    /** A field that says how long statements took. */
    static void times(JsonGenerator json, String name, Times times) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", times.count());
        millis(json, "mean_ms", times.mean());
        millis(json, "p50_ms", times.p50());
        millis(json, "p90_ms", times.p90());
        millis(json, "p95_ms", times.p95());
        millis(json, "p99_ms", times.p99());
        millis(json, "max_ms", times.max());
        json.writeEndObject();
    }

    /** A field that says it for each node. */
    static void timesByNode(JsonGenerator json, String name, RunReport report) throws IOException {
        json.writeObjectFieldStart(name);
        for (var node : report.byNode().entrySet()) {
            times(json, node.getKey(), node.getValue());
        }
        json.writeEndObject();
    }

    /** A field that says it for each kind of statement. */
    static void timesByKind(JsonGenerator json, String name, RunReport report) throws IOException {
        json.writeObjectFieldStart(name);
        for (var kind : report.byKind().entrySet()) {
            times(json, Words.word(kind.getKey()), kind.getValue());
        }
        json.writeEndObject();
    }

    /** The fields that say which run it was and how it ended. */
    static void head(JsonGenerator json, RunReport report) throws IOException {
        RunEvent.RunStarted start = report.start();
        RunEvent.RunFinished end = report.end();
        json.writeStringField("run_id", report.runId());
        json.writeStringField("file", start.file());
        json.writeStringField("version", start.version());
        json.writeStringField("instance", start.instance());
        json.writeStringField("started_at", report.startedAt().toString());
        json.writeStringField("last_at", report.lastAt().toString());
        millis(json, "elapsed_ms", report.elapsed());
        json.writeStringField("outcome", end == null ? null : Words.word(end.outcome()));
        if (end == null) {
            json.writeNullField("exit_code");
        } else {
            json.writeNumberField("exit_code", end.exitCode());
        }
        json.writeFieldName("nodes");
        json.writeArray(start.nodes().toArray(String[]::new), 0, start.nodes().size());
        json.writeNumberField("concurrency", start.concurrency());
    }

    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private final int[] ascii = standardAsciiEscapesForJSON();

        Escapes() {
            ascii[0x7f] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii; // only read
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return Printable.acts(c) ? new SerializedString(String.format(Locale.ROOT, "\\u%04X", c)) : null;
        }
    }
}
