package io.github.cqr.adapters.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import io.github.cqr.adapters.jsonlines.JsonEventCodec.SqlText;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without a parser is what a parser reads. */
class FlatLinesTest {
    private final JsonEventCodec codec = new JsonEventCodec(SqlText.FULL);

    /** What became of a line. */
    private record Read(@Nullable Envelope envelope, @Nullable String problem) {}

    private List<Read> together(List<byte[]> lines) {
        var text = new ByteArrayOutputStream();
        int[] ends = new int[lines.size()];
        for (int i = 0; i < ends.length; i++) {
            text.writeBytes(lines.get(i));
            ends[i] = text.size();
        }
        List<Read> read = new ArrayList<>();
        codec.decode(text.toByteArray(), ends, ends.length, (line, envelope, problem) -> {
            assertEquals(read.size(), line);
            read.add(new Read(envelope, problem));
        });
        return read;
    }

    private List<Read> oneByOne(List<byte[]> lines) {
        List<Read> read = new ArrayList<>();
        lines.forEach(line -> codec.decode(line, 0, (_, envelope, problem) -> read.add(new Read(envelope, problem))));
        return read;
    }

    private void assertReadAsOneByOne(List<byte[]> lines) {
        List<Read> alone = oneByOne(lines);
        List<Read> together = together(lines);
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(alone.get(i), together.get(i), new String(lines.get(i), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void linesOfEveryKindReadAsOneByOne(long seed) {
        List<byte[]> lines = new RandomEvents(seed).envelopes(2_000).stream().map(codec::encode).toList();
        assertReadAsOneByOne(lines);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void damagedLinesReadAsOneByOne(long seed) {
        var random = new Random(seed);
        List<byte[]> lines = new RandomEvents(seed).envelopes(3_000).stream()
                .map(envelope -> damaged(codec.encode(envelope), random)).toList();
        assertReadAsOneByOne(lines);
    }

    /** The line with some bytes in other places, and its line feed. */
    private static byte[] damaged(byte[] line, Random random) {
        byte[] inner = Arrays.copyOf(line, line.length - 1);
        String often = "\"\\{}[]:,.-+0123456789eEtfn \u007f";
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(inner.length);
            byte other = random.nextInt(8) == 0
                    ? (byte) (random.nextInt(245) + 10) // of 0xFF the parser says now this, now that
                    : (byte) often.charAt(random.nextInt(often.length()));
            other = other == '\n' ? (byte) ' ' : other;
            switch (random.nextInt(3)) {
                case 0 -> inner[at] = other;
                case 1 -> {
                    byte[] longer = Arrays.copyOf(inner, inner.length + 1);
                    System.arraycopy(inner, at, longer, at + 1, inner.length - at);
                    longer[at] = other;
                    inner = longer;
                }
                default -> {
                    System.arraycopy(inner, at + 1, inner, at, inner.length - at - 1);
                    inner = Arrays.copyOf(inner, inner.length - 1);
                }
            }
        }
        byte[] damaged = Arrays.copyOf(inner, inner.length + 1);
        damaged[inner.length] = '\n';
        return damaged;
    }

    private static boolean reads(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return new FlatLines(new JsonFactory(), bytes, new LineFields()).read(0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}\n", "{\"a\":\"\"}\n", "{\"a\":-12.50,\"b\":true,\"c\":false,\"d\":null}\n",
            "{\"a\":\"Stra\u00dfe\\n\\u001B\",\"a\":0}\n", "{\"a\":123456789012345678}\n"})
    void theFormThatItReads(String line) {
        assertTrue(reads(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "{}\n", "{\"a\":1}", "{\"a\":1} \n", "{ \"a\":1}\n", "{\"a\" :1}\n", "{\"a\": 1}\n",
            "{\"a\":01}\n", "{\"a\":1.}\n", "{\"a\":.5}\n", "{\"a\":-}\n", "{\"a\":1e5}\n", "{\"a\":1.5E5}\n",
            "{\"a\":1234567890123456789}\n", "{\"a\":[1]}\n", "{\"a\":{}}\n", "{\"a\":1,}\n", "{\"a\":tru}\n",
            "{\"a\":truee}\n", "{\"a\":\"\t\"}\n", "{\"a\":\"\\x\"}\n", "{\"a\":\"x}\n", "{\"\\u0061\":1}\n",
            "{\"a\":1}}\n", "{\"a\":1}{\"b\":2}\n", "[1]\n"})
    void theFormsThatItLeavesToAParser(String line) {
        assertFalse(reads(line));
    }

    @Test
    void whatARunWritesByTheMillionIsRead() {
        for (Envelope envelope : new RandomEvents(7).envelopes(2_000)) {
            boolean common = envelope.event() instanceof RunEvent.Completed
                    || envelope.event() instanceof RunEvent.Dispatched
                    || envelope.event() instanceof RunEvent.Progress || envelope.event() instanceof RunEvent.Skipped;
            String line = new String(codec.encode(envelope), StandardCharsets.UTF_8);
            boolean large = line.matches("(?s).*[0-9.]{19}.*"); // as no real number is
            assertTrue(!common || large || reads(line), line);
        }
    }

    @Test
    void textsThatAreAlikeAreToldApart() {
        List<byte[]> lines = new ArrayList<>();
        for (String by : List.of("operator", "operator", "operatos", "operato", "", "operator\u00e9", "operator")) {
            lines.add(codec.encode(new Envelope(lines.size() + 1L, java.time.Instant.EPOCH, "r",
                    new RunEvent.Paused(by))));
        }
        lines.add(codec.encode(new Envelope(9, java.time.Instant.EPOCH, "r",
                new RunEvent.CheckpointRestored(Duration.ofNanos(1_234_567)))));
        assertReadAsOneByOne(lines);
    }
}
