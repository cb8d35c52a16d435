package io.github.cqr.adapters.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.report.Gap;
import io.github.cqr.domain.report.Lanes;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.view.EventLines;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the charts of the HTML report are drawn from: a row for each attempt in {@link Column}s, in the order in which they ended, and what
 * concerns the whole run. Times are milliseconds since the run's start. It is written so that it can stand in a {@code script} element:
 * no text in it can end that element.
 */
final class ChartData {
    private static final int SHOWN = 300;
    private static final int MOST_MESSAGES = 2_000;
    static final int MOST_MARKS = 500;
    /** Seventy thousand years: twice that is still a date, and twice that is still a whole number, for a browser. */
    private static final long LONGEST = 1L << 51;
    private static final String BEFORE_RETRY = "before-retry";
    private static final String NO_END = "no end in the log";

    /** The ways to end, as {@code Ended.word} has them, and what has none. */
    private static final List<String> ENDS = List.of("done", "failed", "cancelled", "unknown", "retried",
            "left running", NO_END);

    private static final List<String> KINDS = Stream
            .concat(Arrays.stream(StatementKind.values()).map(Words::word), Stream.of(BEFORE_RETRY)).toList();

    private final RunReport report;
    private final ZoneId zone;
    private final Lanes lanes = new Lanes(this::bar);
    private final EventLines lines = new EventLines();
    private final Map<String, Integer> nodes = new LinkedHashMap<>();
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<Integer, String> names = new LinkedHashMap<>();
    private final Map<Integer, String> messages = new LinkedHashMap<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private int count;
    private long lastEnd = Long.MIN_VALUE;

    /** What concerns the whole run, and when it was. */
    record Mark(Instant at, EventLines.Line line) {}

    private record Limit(long at, int statements) {}

    /** @param report of the same events */
    ChartData(RunReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
        report.start().nodes().forEach(this::node);
    }

    /** Takes the next event. */
    void take(Envelope envelope) {
        lanes.apply(envelope);
        RunEvent event = envelope.event();
        if (event instanceof RunEvent.RunStarted e) {
            limits.add(new Limit(0, e.concurrency()));
        } else if (event instanceof RunEvent.ConcurrencyChanged e) {
            limits.add(new Limit(since(envelope.at()), e.concurrency()));
        }
        boolean told = event instanceof RunEvent.OfStatement || event instanceof RunEvent.RunStarted
                || event instanceof RunEvent.RunFinished;
        if (!told && marks.size() < MOST_MARKS) {
            lines.of(envelope).stream().filter(line -> line.level() != EventLines.Level.DEBUG)
                    .forEach(line -> marks.add(new Mark(envelope.at(), line)));
        }
    }

    /** What was seen so far of what concerns the whole run: at most {@value #MOST_MARKS}. */
    List<Mark> marks() {
        return marks;
    }

    private void bar(Lanes.Bar bar) {
        RunEvent.OfEnd end = bar.ended().end();
        if (!bar.ended().message().isEmpty() && messages.size() < MOST_MESSAGES) {
            messages.put(count, cut(Words.error(bar.ended()) + ": " + bar.ended().message()));
        }
        Duration ran = end instanceof RunEvent.Detached ? null : bar.ended().elapsed();
        row(end, bar.lane(), bar.from(), bar.ended().at(), ran, bar.ended().word());
        column("read").add(bar.ended().counters().readRows());
        column("written").add(bar.ended().counters().writtenRows());
    }

    private void loose(Lanes.Loose loose) {
        row(loose.begin(), loose.lane(), loose.from(), loose.to(), null, NO_END);
        column("read").add(0);
        column("written").add(0);
    }

    /** An end is never before the one in the row above, whatever a clock that was set back says: the page searches in them. */
    private void row(RunEvent.OfAttempt event, int slot, Instant from, Instant to, @Nullable Duration ran,
            String ended) {
        StatementRef statement = event.statement();
        Attempt attempt = event.attempt();
        lastEnd = Math.max(lastEnd, since(to));
        long took = Math.max(0, lastEnd - since(from));
        column("end").addStep(lastEnd);
        column("took").add(took);
        column("lag").add(ran == null ? 0 : took - millis(ran));
        column("node").add(node(attempt.node()));
        column("slot").add(slot);
        column("ordinal").addStep(statement.ordinal());
        column("line").addStep(statement.line());
        column("kind").add(KINDS.indexOf(attempt.undoes() ? BEFORE_RETRY : Words.word(statement.kind())));
        column("ended").add(Math.max(0, ENDS.indexOf(ended)));
        column("try").add(attempt.number());
        if (statement.name() != null) {
            names.put(count, cut(statement.name()));
        }
        count++;
    }

    private Column column(String name) {
        return columns.computeIfAbsent(name, _ -> new Column());
    }

    private int node(String name) {
        return nodes.computeIfAbsent(name, _ -> nodes.size());
    }

    private long since(Instant at) {
        return millis(Duration.between(report.startedAt(), at));
    }

    /** Milliseconds, at most so many either way as the page can count and add to a date: a broken log may hold any time. */
    static long millis(Duration duration) {
        return duration.isNegative()
                ? -Math.min(LONGEST, Figures.millis(duration.negated()))
                : Math.min(LONGEST, Figures.millis(duration));
    }

    private static String cut(String text) {
        String line = Printable.line(text);
        return line.length() <= SHOWN ? line : line.substring(0, line.offsetByCodePoints(0, SHOWN / 2)) + " ...";
    }

    /**
     * Ends the data and writes it as one JSON object; leaves the stream open.
     *
     * @throws IOException if the stream takes no more
     */
    void write(OutputStream out) throws IOException {
        lanes.loose(this::loose);
        JsonFactory factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        try (JsonGenerator json = factory.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setCharacterEscapes(new ScriptEscapes())) {
            json.writeStartObject();
            json.writeNumberField("start", millis(Duration.between(Instant.EPOCH, report.startedAt())));
            json.writeNumberField("until", Math.max(1, since(report.lastAt())));
            ZoneId plain = zone.normalized();
            json.writeStringField("zone", plain.equals(ZoneOffset.UTC) ? "UTC" : plain.getId());
            json.writeNumberField("count", count);
            words(json);
            json.writeObjectFieldStart("columns");
            for (var column : columns.entrySet()) {
                json.writeStringField(column.getKey(), column.getValue().encoded());
            }
            json.writeEndObject();
            texts(json, "names", names);
            texts(json, "messages", messages);
            whole(json);
            json.writeEndObject();
        }
    }

    private void words(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("nodes");
        for (String node : nodes.keySet()) {
            json.writeString(Printable.line(node));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("ends");
        for (String end : ENDS) {
            json.writeString(end);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("kinds");
        for (StatementKind kind : StatementKind.values()) {
            kind(json, Words.word(kind), !kind.changesSession());
        }
        kind(json, BEFORE_RETRY, false);
        json.writeEndArray();
    }

    /** @param counts whether completing one is counted in the report's figures */
    private static void kind(JsonGenerator json, String word, boolean counts) throws IOException {
        json.writeStartObject();
        json.writeStringField("word", word);
        json.writeBooleanField("counts", counts);
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, Map<Integer, String> texts) throws IOException {
        json.writeObjectFieldStart(name);
        for (var text : texts.entrySet()) {
            json.writeStringField(Integer.toString(text.getKey()), text.getValue());
        }
        json.writeEndObject();
    }

    private void whole(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("marks");
        for (Mark mark : marks) {
            json.writeStartObject();
            json.writeNumberField("at", since(mark.at()));
            json.writeStringField("level", Words.word(mark.line().level()));
            json.writeStringField("text", cut(mark.line().text()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("limits");
        for (Limit limit : limits) {
            json.writeArray(new long[]{limit.at(), limit.statements()}, 0, 2);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("gaps");
        for (Gap gap : report.idle().gaps()) {
            json.writeStartObject();
            json.writeNumberField("from", since(gap.from()));
            json.writeNumberField("length", millis(gap.length()));
            json.writeStringField("cause", gap.cause().words());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** JSON in a script element: nothing in it may read as markup. */
    private static final class ScriptEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        private final int[] ascii = CharacterEscapes.standardAsciiEscapesForJSON();

        ScriptEscapes() {
            for (char c : new char[]{'<', '>', '&'}) {
                ascii[c] = CharacterEscapes.ESCAPE_STANDARD;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return null;
        }
    }
}
