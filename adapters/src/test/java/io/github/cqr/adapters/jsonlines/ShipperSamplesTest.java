package io.github.cqr.adapters.jsonlines;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.cqr.adapters.jsonlines.JsonEventCodec.SqlText;
import io.github.cqr.adapters.jsonlines.ShipperEncoder.Convention;
import io.github.cqr.domain.event.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The samples of examples/shippers can be read, and every name of a field in them, and on their page, is one that the program writes. Whether
 * the shippers do with them what they are for is tested with the shippers themselves, on the packaged program.
 */
class ShipperSamplesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path SAMPLES = Path.of("..", "examples", "shippers");
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static String sample(String name) throws IOException {
        return Files.readString(SAMPLES.resolve(name));
    }

    /** Lines of events of all kinds, with all that may be in them. */
    private static final Map<Convention, List<JsonNode>> LINES = new EnumMap<>(Convention.class);

    @BeforeAll
    static void encode() throws IOException {
        List<Envelope> envelopes = new RandomEvents(8).envelopes(1_000);
        assertEquals(Kinds.all(), envelopes.stream().map(e -> e.event().getClass()).collect(Collectors.toSet()));
        for (Convention convention : Convention.values()) {
            var encoder = new ShipperEncoder(new JsonEventCodec(SqlText.FULL), convention);
            List<JsonNode> lines = new ArrayList<>();
            for (Envelope envelope : envelopes) {
                lines.add(JSON.readTree(encoder.encode(envelope)));
            }
            LINES.put(convention, lines);
        }
    }

    private static List<JsonNode> lines(Convention convention) {
        return requireNonNull(LINES.get(convention));
    }

    private static Set<String> names(Convention convention) {
        Set<String> names = new TreeSet<>();
        lines(convention).forEach(line -> line.fieldNames().forEachRemaining(names::add));
        return names;
    }

    private static Set<String> allNames() {
        Set<String> names = new TreeSet<>(names(Convention.OTEL));
        names.addAll(names(Convention.ECS));
        return names;
    }

    private static List<String> found(String text, String regex) {
        return Pattern.compile(regex).matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static void assertWritten(List<String> mentioned, Set<String> written) {
        assertFalse(mentioned.isEmpty(), "no field is found in the sample: has its form changed?");
        assertEquals(List.of(), mentioned.stream().filter(name -> !written.contains(name)).toList(),
                () -> "fields that no event has; there are " + written);
    }

    @Test
    void everySampleIsOneOfThoseThatAreTestedHere() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            assertEquals(
                    Set.of("alloy.alloy", "filebeat.yml", "fluent-bit.yaml", "rsyslog.conf", "syslog-ng.conf",
                            "vector.yaml"),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"filebeat.yml", "fluent-bit.yaml", "vector.yaml"})
    void samplesInYamlAreYaml(String name) throws IOException {
        assertTrue(YAML.readTree(sample(name)).size() > 1);
    }

    /** Quotes and brackets are closed, comments left out. It is no more than that: their own programs read the rest. */
    private static void assertClosed(String text, String comment) {
        Deque<Character> open = new ArrayDeque<>();
        String code = Pattern.compile("(?m)^\\s*" + comment + ".*$").matcher(text).replaceAll("");
        for (char c : STRING.matcher(code).replaceAll("").toCharArray()) {
            switch (c) {
                case '(' -> open.push(')');
                case '[' -> open.push(']');
                case '{' -> open.push('}');
                case ')', ']', '}' -> assertEquals(c, open.isEmpty() ? ' ' : open.pop(), code);
                default -> assertTrue(c != '"', () -> "a quote is open in " + code);
            }
        }
        assertTrue(open.isEmpty(), () -> open + " is missing in " + code);
    }

    @Test
    void otherSamplesCloseWhatTheyOpen() throws IOException {
        assertClosed(sample("rsyslog.conf"), "#");
        assertClosed(sample("syslog-ng.conf"), "#");
        assertClosed(sample("alloy.alloy"), "//");
        for (String broken : List.of("a {", "a }", "a (]", "a \"b")) {
            assertThrows(AssertionError.class, () -> assertClosed(broken, "#"));
        }
    }

    @Test
    void rsyslogAndSyslogNgNameFieldsThatAreThere() throws IOException {
        assertWritten(found(sample("rsyslog.conf"), "\\$!([\\w.@]+)"), allNames());
        assertWritten(found(sample("syslog-ng.conf"), "\\$\\{\\.cqr\\.([^}]+)}"), allNames());
    }

    @Test
    void alloyNamesFieldsThatAreThere() throws IOException {
        String stage = found(sample("alloy.alloy"), "(?s)expressions = \\{(.*?)}").getFirst();
        List<String> mentioned = STRING.matcher(stage).results()
                .map(match -> match.group(1).replace("\\\"", "")).toList();
        assertWritten(mentioned, names(Convention.OTEL));
        // JMESPath takes a dot for a step into an object: a name that has one must be in quotes of its own.
        STRING.matcher(stage).results().map(match -> match.group(1))
                .forEach(name -> assertTrue(!name.contains(".") || name.matches("\\\\\".*\\\\\""), name));
        // Every value that is used is one that was taken out, under the name it was given there.
        Set<String> taken = Set.copyOf(found(stage, "(\\w+) +="));
        List<String> used = new ArrayList<>(found(sample("alloy.alloy"), "source = \"(\\w+)\""));
        for (String values : found(sample("alloy.alloy"), "values = \\{(.*?)}")) {
            for (String pair : values.split(",", -1)) {
                Matcher parts = Pattern.compile("\\s*(\\w+) = \"(\\w*)\"").matcher(pair);
                assertTrue(parts.matches(), pair);
                used.add(parts.group(2).isEmpty() ? parts.group(1) : parts.group(2));
            }
        }
        assertEquals(taken, Set.copyOf(used));
    }

    @Test
    void fluentBitAndFilebeatNameFieldsThatAreThere() throws IOException {
        List<String> times = new ArrayList<>();
        YAML.readTree(sample("fluent-bit.yaml")).path("parsers")
                .forEach(parser -> times.add(parser.path("time_key").asText()));
        assertWritten(times, names(Convention.OTEL));
        assertWritten(found(sample("fluent-bit.yaml"), "with ecs the time_key is \"(.*?)\""), names(Convention.ECS));

        JsonNode filebeat = YAML.readTree(sample("filebeat.yml"));
        List<String> named = new ArrayList<>();
        filebeat.path("processors").forEach(processor -> processor.path("fingerprint").path("fields")
                .forEach(field -> named.add(field.asText())));
        assertWritten(named, names(Convention.ECS));
        for (JsonNode line : lines(Convention.ECS)) {
            named.forEach(name -> assertTrue(line.has(name), () -> name + " is not in each event: " + line));
            assertEquals(filebeat.path("output.elasticsearch").path("index").asText(),
                    "logs-" + line.path("event.dataset").asText() + "-default");
        }
    }

    /** Filebeat and Elasticsearch make objects of names with dots: a name cannot be a value and an object. */
    @ParameterizedTest
    @EnumSource(Convention.class)
    void noFieldIsTheBeginningOfAnother(Convention convention) {
        Set<String> names = names(convention);
        names.forEach(name -> names
                .forEach(other -> assertFalse(other.startsWith(name + "."), () -> name + " and " + other)));
    }

    @Test
    void whatTheSamplesTakeForAProblemIsAWarningOrAnError() throws IOException {
        Map<Integer, String> severities = new TreeMap<>();
        lines(Convention.OTEL).forEach(line -> severities.put(line.path("severity_number").asInt(),
                line.path("severity_text").asText()));
        assertEquals(Map.of(5, "DEBUG", 9, "INFO", 13, "WARN", 17, "ERROR"), severities);
        Set<String> levels = new TreeSet<>();
        lines(Convention.ECS).forEach(line -> levels.add(line.path("log.level").asText()));
        for (String name : List.of("rsyslog.conf", "syslog-ng.conf")) {
            assertEquals(List.of("13"), found(sample(name), ">= \"?(\\d+)"));
            List<String> words = found(sample(name), "log\\.level}?\"? (?:==|eq) \"(\\w+)\"");
            assertEquals(List.of("warn", "error"), words);
            assertTrue(levels.containsAll(words), levels::toString);
        }
    }

    @Test
    void thePageNamesFieldsThatAreThere() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "shippers.md"));
        assertWritten(found(page, "`(@timestamp|(?:cqr|event|log|service|server|db|error|exception)\\.[a-z_.]+)`"),
                allNames());
        try (Stream<Path> files = Files.list(SAMPLES)) {
            files.map(file -> "](../examples/shippers/" + file.getFileName() + ")")
                    .forEach(link -> assertTrue(page.contains(link), link));
        }
    }
}
