package io.github.cqr.app.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cqr.fixtures.process.Reaper;
import io.github.cqr.fixtures.server.Chromium;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real browser without a window, steered over its DevTools protocol. Resolves no host's name: a page can fetch nothing from outside. */
final class Browser implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

    private final ObjectMapper mapper = new ObjectMapper();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Boolean> loaded = new CompletableFuture<>();
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final String session;

    /** Starts it with a profile of its own under {@code directory}. */
    Browser(Path directory) throws IOException {
        Chromium chromium = Chromium.find();
        List<String> command = List.of(chromium.program().toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-extensions",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", "--window-size=1400,1000",
                "--user-data-dir=" + directory.resolve("browser"), "--remote-debugging-port=0", "about:blank");
        var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(chromium.environment());
        process = builder.start();
        Reaper.watch(process);
        socket = connect(process.errorReader());
        JsonNode target = call("", "Target.createTarget", Map.of("url", "about:blank"));
        session = call("", "Target.attachToTarget",
                Map.of("targetId", target.path("targetId").asText(), "flatten", true)).path("sessionId").asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            var _ = call(domain + ".enable", Map.of());
        }
    }

    private WebSocket connect(BufferedReader errors) throws IOException {
        var said = new ArrayList<String>();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            said.add(line);
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                Thread.startVirtualThread(() -> errors.lines().forEach(_ -> {}));
                return http.newWebSocketBuilder().buildAsync(URI.create(listening.group(1)), new Listener()).join();
            }
        }
        throw new IOException("the browser did not start: " + String.join("\n", said));
    }

    /** Puts the parts of a message together. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                take(whole);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private void take(String text) {
        JsonNode message;
        try {
            message = mapper.readTree(text);
        } catch (IOException e) {
            problems.add("no JSON from the browser: " + e.getMessage());
            return;
        }
        JsonNode params = message.path("params");
        CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
        if (answer != null) {
            answer.complete(message);
            return;
        }
        switch (message.path("method").asText()) {
            case "Page.loadEventFired" -> loaded.complete(true);
            case "Runtime.exceptionThrown" -> problems.add("exception: " + params.path("exceptionDetails"));
            case "Runtime.consoleAPICalled" -> problems.add("console: " + params.path("args"));
            case "Log.entryAdded" -> problems.add("log: " + params.path("entry"));
            case "Network.requestWillBeSent" -> requests.add(params.path("request").path("url").asText());
            default -> {
            }
        }
    }

    private JsonNode call(String inSession, String method, Map<String, ?> parameters) {
        int number = numbers.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(number, answer);
        ObjectNode message = mapper.createObjectNode().put("id", number).put("method", method);
        message.set("params", mapper.valueToTree(parameters));
        if (!inSession.isEmpty()) {
            message.put("sessionId", inSession);
        }
        var _ = socket.sendText(message.toString(), true).join();
        JsonNode answered = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        if (answered.has("error")) {
            throw new AssertionError(method + ": " + answered.path("error"));
        }
        return answered.path("result");
    }

    /** Gives the page an order of the DevTools protocol and returns the answer. */
    JsonNode call(String method, Map<String, ?> parameters) {
        return call(session, method, parameters);
    }

    /** Opens a file and waits until it is loaded, its scripts included. */
    void open(Path file) {
        loaded = new CompletableFuture<>();
        var _ = call("Page.navigate", Map.of("url", file.toUri().toString()));
        var _ = loaded.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** What a JavaScript expression is on the page. */
    JsonNode evaluate(String expression) {
        JsonNode answer = call("Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Moves the mouse, or presses or releases its first button: an event by the protocol's name for it, at a place of the window. */
    void mouse(String event, double x, double y) {
        boolean moved = event.equals("mouseMoved");
        var _ = call("Input.dispatchMouseEvent",
                Map.of("type", event, "x", x, "y", y, "button", moved ? "none" : "left", "clickCount", moved ? 0 : 1));
    }

    /** Writes a picture of what the window shows, to be looked at by a person. */
    void picture(Path file) throws IOException {
        JsonNode answer = call("Page.captureScreenshot", Map.of("format", "png"));
        Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
    }

    /** Exceptions, what was written to the console, and what the browser complained about. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** The addresses that were asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        var _ = call("", "Browser.close", Map.of());
        var _ = process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        socket.abort();
        http.close();
    }
}
