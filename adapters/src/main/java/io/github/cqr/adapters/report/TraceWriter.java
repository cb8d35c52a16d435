package io.github.cqr.adapters.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.report.Lanes;
import io.github.cqr.domain.view.EventLines;
import io.github.cqr.domain.view.Figures;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in the trace event format of Chrome, which Perfetto opens: a process is a node, a thread is a slot of it, a slice is an attempt. What
 * concerns the whole run (pauses, lost nodes, warnings) stands as instants, and how many run at once as a counter. Written event by event.
 */
public final class TraceWriter implements AutoCloseable {
    private static final int RUN = 0;

    private final JsonGenerator json;
    private final Lanes lanes = new Lanes(this::slice);
    private final Map<String, Integer> nodes = new LinkedHashMap<>();
    private final EventLines lines = new EventLines();
    private @Nullable Instant start;
    private int running;

    /**
     * Begins a trace.
     *
     * @param out is left open
     * @throws IOException if the stream takes nothing
     */
    public TraceWriter(OutputStream out) throws IOException {
        json = ReportJson.to(out);
        json.writeStartObject();
        json.writeStringField("displayTimeUnit", "ms");
        json.writeArrayFieldStart("traceEvents");
    }

    /**
     * Takes the next event of one process.
     *
     * @throws UncheckedIOException if the stream takes no more
     */
    public void take(Envelope envelope) {
        try {
            if (start == null) {
                start = envelope.at();
                name("process_name", RUN, "run");
            }
            if (envelope.event() instanceof RunEvent.RunStarted e) {
                for (String node : e.nodes()) {
                    node(node);
                }
            }
            lanes.apply(envelope);
            count(envelope);
            instant(envelope);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(Envelope envelope) throws IOException {
        int before = running;
        if (envelope.event() instanceof RunEvent.Dispatched || envelope.event() instanceof RunEvent.Adopted) {
            running++;
        } else if (envelope.event() instanceof RunEvent.OfEnd) {
            running = Math.max(0, running - 1);
        }
        if (running != before) {
            begin("C", "running at once", RUN, 0, envelope.at());
            json.writeObjectFieldStart("args");
            json.writeNumberField("statements", running);
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private void instant(Envelope envelope) throws IOException {
        if (envelope.event() instanceof RunEvent.OfStatement) {
            return;
        }
        for (EventLines.Line line : lines.of(envelope)) {
            begin("i", line.text(), RUN, 0, envelope.at());
            json.writeStringField("s", "g");
            json.writeEndObject();
        }
    }

    private void slice(Lanes.Bar bar) {
        try {
            RunEvent.OfEnd end = bar.ended().end();
            slice(end.statement(), end.attempt(), bar.lane(), bar.from(), bar.ended().at());
            json.writeStringField("ended", bar.ended().word());
            if (!bar.ended().message().isEmpty()) {
                json.writeStringField("message", bar.ended().message());
            }
            json.writeNumberField("rows_read", bar.ended().counters().readRows());
            json.writeNumberField("rows_written", bar.ended().counters().writtenRows());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void loose(Lanes.Loose loose) {
        try {
            slice(loose.begin().statement(), loose.begin().attempt(), loose.lane(), loose.from(), loose.to());
            json.writeStringField("ended", "no end in the log");
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves the object of the slice's arguments open. */
    private void slice(StatementRef statement, Attempt attempt, int lane, Instant from, Instant to)
            throws IOException {
        begin("X", Words.statement(statement), node(attempt.node()), lane + 1, from);
        json.writeNumberField("dur", to.isBefore(from) ? 0 : Figures.micros(Duration.between(from, to)));
        json.writeStringField("cat", Words.word(statement.kind()));
        json.writeObjectFieldStart("args");
        json.writeStringField("query_id", attempt.queryId());
        json.writeStringField("hash", statement.hash());
        json.writeNumberField("attempt", attempt.number());
    }

    private void begin(String phase, String name, int process, int thread, Instant at) throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", phase);
        json.writeStringField("name", name);
        json.writeNumberField("pid", process);
        json.writeNumberField("tid", thread);
        json.writeNumberField("ts",
                start == null || at.isBefore(start) ? 0 : Figures.micros(Duration.between(start, at)));
    }

    private int node(String node) throws IOException {
        Integer known = nodes.get(node);
        if (known != null) {
            return known;
        }
        int process = nodes.size() + 1;
        nodes.put(node, process);
        name("process_name", process, node);
        return process;
    }

    private void name(String what, int process, String name) throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", "M");
        json.writeStringField("name", what);
        json.writeNumberField("pid", process);
        json.writeObjectFieldStart("args");
        json.writeStringField("name", name);
        json.writeEndObject();
        json.writeEndObject();
    }

    /**
     * Ends the trace; attempts without an end reach to the last event.
     *
     * @throws IOException if the stream takes no more
     */
    @Override
    public void close() throws IOException {
        lanes.loose(this::loose);
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
    }
}
