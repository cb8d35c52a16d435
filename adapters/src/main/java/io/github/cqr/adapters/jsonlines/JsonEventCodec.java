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
        return decode(line, 0, line.length);
    }

    private static @Nullable Envelope decode(byte[] text, int from, int length) {
        try (JsonParser json = FACTORY.createParser(text, from, length)) {
            return EventReader.read(LineFields.read(json, NESTED));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no whole JSON object: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no UTF-8 text: " + e.getMessage(), e);
        }
    }

    /**
     * One parser goes through all lines, which is faster than one for each, as long as every line is one object and nothing else. One that is
     * not is decoded alone, so that what is said of it is the same.
     */
    @Override
    public void decode(byte[] text, int[] ends, int count, Decoded to) {
        int line = 0;
        while (line < count) {
            int from = line == 0 ? 0 : ends[line - 1];
            int next = decodeObjects(text, ends, line, count, to);
            if (next == line) {
                alone(text, from, line, ends[line], to);
                next++;
            }
            line = next;
        }
    }

    /** Decodes lines from {@code first} on until one is not an object alone, and returns which one that is. */
    private static int decodeObjects(byte[] text, int[] ends, int first, int count, Decoded to) {
        int from = first == 0 ? 0 : ends[first - 1];
        var fields = new LineFields();
        int line = first;
        try (JsonParser json = FACTORY.createParser(text, from, ends[count - 1] - from)) {
            for (; line < count; line++) {
                fields.readOne(json, NESTED);
                if (from + json.currentLocation().getByteOffset() != ends[line] - 1) {
                    return line;
                }
                to.take(line, EventReader.read(fields), null);
            }
        } catch (IOException | IllegalArgumentException _) {
            return line;
        }
        return line;
    }

    private static void alone(byte[] text, int from, int line, int end, Decoded to) {
        Envelope envelope = null;
        String problem = null;
        try {
            envelope = decode(text, from, end - from);
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        to.take(line, envelope, problem);
    }
}
