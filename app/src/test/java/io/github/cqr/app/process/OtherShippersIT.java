package io.github.cqr.app.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cqr.fixtures.server.LogShipper;
import io.github.cqr.fixtures.server.LogShippers;
import io.github.cqr.fixtures.server.LogShippers.Place;
import io.github.cqr.fixtures.server.LogShippers.Wanted;
import io.github.cqr.fixtures.server.LokiServer;
import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The samples of examples/shippers for the shippers that no package of the system has, given to the programs themselves: from the
 * {@code PATH}, else in Docker. Where there is neither, these tests are skipped and say so.
 */
class OtherShippersIT {
    private static final Servers SERVERS = Servers.shared();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory = Path.of("");

    private Cqr cqr = new Cqr(directory, "", "", "");
    private Path events = directory;
    private Path work = directory;

    /** Where the shipper runs; with that known, all that the test needs is made ready. */
    private Place place(String name, String image, String... start) throws IOException {
        Place place = LogShippers.find(new Wanted(name, image, List.of(start)))
                .orElseGet(() -> abort(name + " is not on the PATH, and no Docker daemon of this machine answers"));
        cqr = Cqr.on(SERVERS, directory);
        Cqr.table(SERVERS, cqr.database());
        events = directory.resolve("log");
        work = Files.createDirectory(directory.resolve("work"));
        return place;
    }

    private static List<JsonNode> parsed(List<String> lines) {
        return lines.stream().map(OtherShippersIT::parsed).toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    /** The events as they are, whatever the order of their fields. */
    private void assertDelivers(LogShipper shipper, LogServer server, String format) throws IOException {
        List<String> written = new ShippedRun(cqr, events, format, server::lines).through(shipper);
        ShippedRun.assertSame(parsed(written), parsed(server.lines()));
    }

    @Test
    void vectorDeliversEveryEventOnce() throws IOException {
        Place place = place("vector", "timberio/vector:0.46.1-debian");
        try (LogServer server = LogServer.http()) {
            Path configuration = ShipperSample.of("vector.yaml").with("/var/lib/vector", work.toString())
                    .with("/var/log/cqr", events.toString())
                    .with("https://logs.example.com", "http://" + place.host(server.port()) + ":" + server.port())
                    .writeTo(directory);
            try (LogShipper vector = place.shipper(directory, List.of("--config", configuration.toString()))) {
                assertDelivers(vector, server, "otel");
            }
        }
    }

    @Test
    void fluentBitDeliversEveryEventOnce() throws IOException {
        Place place = place("fluent-bit", "fluent/fluent-bit:3.2.10", "/fluent-bit/bin/fluent-bit");
        try (LogServer server = LogServer.http()) {
            Path configuration = ShipperSample.of("fluent-bit.yaml").with("/var/lib/fluent-bit", work.toString())
                    .with("/var/log/cqr", events.toString()).with("logs.example.com", place.host(server.port()))
                    .with("port: 443", "port: " + server.port()).with("tls: on", "tls: off").writeTo(directory);
            try (LogShipper fluentBit = place.shipper(directory, List.of("-c", configuration.toString()))) {
                assertDelivers(fluentBit, server, "otel");
            }
        }
    }

    @Test
    void alloyDeliversEveryEventOnceToLoki() throws IOException {
        Place place = place("alloy", "grafana/alloy:v1.8.3");
        try (LokiServer loki = LokiServer.start()
                .orElseGet(() -> abort("no Docker daemon of this machine answers, for Loki"))) {
            Path configuration = ShipperSample.of("alloy.alloy").with("/var/log/cqr", events.toString())
                    .with("https://loki.example.com", "http://" + place.host(loki.port()) + ":" + loki.port())
                    .writeTo(directory);
            try (LogShipper alloy = place.shipper(directory, List.of("run", "--disable-reporting",
                    "--storage.path=" + work, configuration.toString()))) {
                List<String> written = new ShippedRun(cqr, events, "otel", () -> inLoki(loki)).through(alloy);
                ShippedRun.assertSame(written, inLoki(loki));
            }
        }
    }

    /** The lines that Loki has, with the level as a label of their stream. */
    private static List<String> inLoki(LokiServer loki) {
        String query = URLEncoder.encode("{service_name=\"cqr\"}", StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + loki.port()
                + "/loki/api/v1/query_range?since=1h&limit=5000&query=" + query)).build();
        List<String> lines = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                return List.of(); // it is about to start
            }
            for (JsonNode stream : JSON.readTree(answer.body()).path("data").path("result")) {
                for (JsonNode value : stream.path("values")) {
                    String line = value.path(1).asText();
                    assertEquals(parsed(line).path("severity_text"), stream.path("stream").path("level"));
                    lines.add(line);
                }
            }
            return lines;
        } catch (IOException notYet) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while Loki was asked", e);
        }
    }

    @Test
    void filebeatDeliversEveryEventUnderOneId() throws IOException {
        Place place = place("filebeat", "elastic/filebeat:8.17.4");
        Path delivered = Files.createDirectory(directory.resolve("delivered"));
        Path configuration = ShipperSample.of("filebeat.yml").with("/var/log/cqr", events.toString())
                .with("output.elasticsearch:", "output.file:")
                .with("hosts: [\"https://elasticsearch.example.com:9200\"]", "path: " + delivered)
                .with("index: logs-cqr.events-default", "filename: events").writeTo(directory);
        try (LogShipper filebeat = place.shipper(directory,
                List.of("-e", "--strict.perms=false", "-c", configuration.toString(), "--path.data", work.toString(),
                        "--path.logs", work.toString()))) {
            List<String> written = new ShippedRun(cqr, events, "ecs", () -> List.copyOf(documents(delivered).keySet()))
                    .through(filebeat);
            Map<String, JsonNode> documents = documents(delivered);
            assertEquals(written.size(), documents.size());
            for (JsonNode event : parsed(written)) {
                assertTrue(documents.values().stream().anyMatch(document -> holds(document, expanded(event))),
                        () -> event + " is not in " + documents.values());
            }
        }
    }

    /** What Elasticsearch would have: what is sent again has the id that it had. */
    private static Map<String, JsonNode> documents(Path delivered) {
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(delivered)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                // The last line may be half written.
                text.substring(0, text.lastIndexOf('\n') + 1).lines().map(OtherShippersIT::parsed)
                        .forEach(document -> documents.put(document.path("@metadata").path("_id").asText(), document));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documents;
    }

    /** The event with objects in place of dots. */
    private static ObjectNode expanded(JsonNode event) {
        ObjectNode root = JSON.createObjectNode();
        for (var field : event.properties()) {
            if (field.getKey().equals("ecs.version")) {
                continue; // Filebeat may tell the version that it speaks itself
            }
            String[] steps = field.getKey().split("\\.", -1);
            ObjectNode at = root;
            for (int i = 0; i < steps.length - 1; i++) {
                at = at.withObjectProperty(steps[i]);
            }
            at.set(steps[steps.length - 1], field.getValue());
        }
        return root;
    }

    /** Whether a document has every value of an event; a shipper adds some of its own. */
    private static boolean holds(JsonNode document, JsonNode event) {
        if (!event.isObject()) {
            return document.equals(event);
        }
        return event.properties().stream().allMatch(field -> holds(document.path(field.getKey()), field.getValue()));
    }
}
