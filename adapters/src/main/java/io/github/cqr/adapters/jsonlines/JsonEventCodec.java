package io.github.cqr.adapters.jsonlines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.mask.SecretMask;
import io.github.cqr.domain.port.EventCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events as JSON objects, one on a line, as documented in {@code docs/events.md}. Reading a line gives back the event that was written,
 * without the statement's text unless that was asked for, and without session settings, which are never written: they may hold
 * credentials.
 */
public final class JsonEventCodec implements EventCodec, LineEncoder {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder().characterEscapes(new JsonText.Escapes())
            .enable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).enable(JsonFactory.Feature.INTERN_FIELD_NAMES) // LineFields needs it
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build();
    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final ObjectReader NESTED = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final byte[] PROGRESS = "{\"event\":\"progress\",".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL_LENGTH = 512;

    private final EventWriter writer;

    /** How much of the statement's text {@code dispatched} holds; secrets are always hidden ({@link SecretMask}). */
    public enum SqlText {
        /** Nothing: its hash says which it is. */
        HASH,
        /** The first {@value EventWriter#HEAD_LENGTH} characters. */
        HEAD,
        /** All of it. */
        FULL
    }

    /** Makes a codec. */
    public JsonEventCodec(SqlText sql) {
        this.writer = new EventWriter(sql);
    }

    /** Reads and writes JSON as these lines are: nothing raw in it that a terminal acts on, numbers exact. */
    static ObjectMapper mapper() {
        return MAPPER;
    }

    @Override
    public byte[] encode(Envelope envelope) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL_LENGTH);
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            writer.write(json, envelope);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    @Override
    public boolean isProgress(byte[] text, int from, int length) {
        return length > PROGRESS.length
                && Arrays.equals(text, from, from + PROGRESS.length, PROGRESS, 0, PROGRESS.length);
    }

    @Override
    public @Nullable Envelope decode(byte[] line) {
        try (JsonParser json = FACTORY.createParser(line)) {
            return EventReader.read(LineFields.read(json, NESTED));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no whole JSON object: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no UTF-8 text: " + e.getMessage(), e);
        }
    }

    /** Lines as this program writes most of them are read without a parser for all of JSON ({@link FlatLines}). */
    @Override
    public void decode(byte[] text, int[] ends, int count, Decoded to) {
        var fields = new LineFields();
        var flat = new FlatLines(FACTORY, text, fields);
        int from = 0;
        for (int line = 0; line < count; line++) {
            if (!flat.read(from, ends[line]) || !took(fields, line, to)) {
                decode(Arrays.copyOfRange(text, from, ends[line]), line, to);
            }
            from = ends[line];
        }
    }

    private static boolean took(LineFields fields, int line, Decoded to) {
        Envelope envelope;
        try {
            envelope = EventReader.read(fields);
        } catch (IllegalArgumentException _) {
            return false; // what is wrong with it is said in one place
        }
        to.take(line, envelope, null);
        return true;
    }
}
