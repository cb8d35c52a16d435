import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The least that a client can do: sends statements to ClickHouse's HTTP interface, so many at a time, the next node each time, and reads
 * each answer to its end. It checks the status and nothing else; it keeps nothing. What a runner takes longer than this is what its
 * promises cost.
 */
final class LoadGenerator {
    private static final String USAGE = """
            usage: benchmarks/load [options]
              --hosts HOST:PORT,...   nodes, in turn (CLICKHOUSE_HOST, else localhost:8123)
              --statements N          how many (10000)
              --concurrency C         how many at once (8)
              --statement TEXT        the statement; {n} stands for its number (SELECT {n})
              --request same|bare     same: the URL parameters and credentials that cqr sends; bare: the statement alone (same)
            The user and password are those of CLICKHOUSE_USER and CLICKHOUSE_PASSWORD. Plain HTTP only.""";
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final int MOST_ERRORS_SHOWN = 5;

    /** What is asked for on the command line. */
    record Options(List<String> hosts, int statements, int concurrency, String template, boolean same) {
        static Options parse(String[] args, Map<String, String> environment) {
            Map<String, String> given = new LinkedHashMap<>(Map.of(
                    "--hosts", environment.getOrDefault("CLICKHOUSE_HOST", "localhost:8123"),
                    "--statements", "10000",
                    "--concurrency", "8",
                    "--statement", "SELECT {n}",
                    "--request", "same"));
            for (int i = 0; i < args.length; i += 2) {
                if (i + 1 == args.length || given.replace(args[i], args[i + 1]) == null) {
                    throw new IllegalArgumentException(args[i]);
                }
            }
            String request = given.get("--request");
            if (!request.equals("same") && !request.equals("bare")) {
                throw new IllegalArgumentException("--request " + request);
            }
            return new Options(List.of(given.get("--hosts").split(",")), positive(given, "--statements"),
                    positive(given, "--concurrency"), given.get("--statement"), request.equals("same"));
        }

        private static int positive(Map<String, String> given, String option) {
            int value = Integer.parseInt(given.get(option));
            if (value < 1) {
                throw new IllegalArgumentException(option + " " + value);
            }
            return value;
        }

        /** The text of one statement. */
        String statement(int number) {
            return template.replace("{n}", Integer.toString(number));
        }
    }

    /** Sent with every statement by cqr too: keep it in step with the ClickHouse adapter's RequestSettings. */
    private static final Map<String, String> SETTINGS = settings();

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("async_insert", "0");
        settings.put("distributed_foreground_insert", "1");
        settings.put("log_queries", "1");
        settings.put("log_queries_probability", "1");
        settings.put("log_queries_min_type", "QUERY_START");
        settings.put("log_queries_min_query_duration_ms", "0");
        settings.put("send_progress_in_http_headers", "0");
        settings.put("wait_end_of_query", "1");
        settings.put("default_format", "Null");
        return settings;
    }

    private final Options options;
    private final HttpClient client;
    private final String authorization;
    private final String fixedParameters;
    private final String run = UUID.randomUUID().toString();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicLong halfNanos = new AtomicLong();

    private LoadGenerator(Options options, Map<String, String> environment) {
        this.options = options;
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
        String credentials = environment.getOrDefault("CLICKHOUSE_USER", "default") + ":"
                + environment.getOrDefault("CLICKHOUSE_PASSWORD", "");
        authorization = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        fixedParameters = SETTINGS.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
    }

    /** Sends them all. Exit code 0 when each was answered with 200, 1 when not, 2 for a usage error. */
    public static void main(String[] args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(args, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("load: cannot use " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        System.exit(new LoadGenerator(options, System.getenv()).run());
    }

    private int run() throws InterruptedException {
        long cpu = cpuNanos();
        long start = System.nanoTime();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < options.concurrency(); i++) {
            senders.add(Thread.ofVirtual().start(this::sendUntilDone));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        long end = System.nanoTime();
        int half = options.statements() - options.statements() / 2;
        System.out.printf(Locale.ROOT,
                "statements=%d failed=%d seconds=%.3f per_second=%.1f second_half_per_second=%.1f cpu_seconds=%.3f%n",
                options.statements(), failed.get(), (end - start) / 1e9, options.statements() * 1e9 / (end - start),
                half * 1e9 / (end - halfNanos.get()), (cpuNanos() - cpu) / 1e9);
        return failed.get() == 0 ? 0 : 1;
    }

    private void sendUntilDone() {
        for (int n = next.getAndIncrement(); n < options.statements(); n = next.getAndIncrement()) {
            try {
                send(n);
            } catch (IOException e) {
                failed(n, e.toString());
            } catch (InterruptedException e) {
                failed(n, "interrupted");
                Thread.currentThread().interrupt();
                return;
            }
            if (ended.incrementAndGet() == options.statements() / 2) {
                halfNanos.set(System.nanoTime());
            }
        }
    }

    private void send(int n) throws IOException, InterruptedException {
        String sql = options.statement(n);
        String host = options.hosts().get(n % options.hosts().size());
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .POST(HttpRequest.BodyPublishers.ofString(sql));
        if (options.same()) {
            request.uri(URI.create("http://" + host + "/?" + fixedParameters + "&query_id=cqr-load-" + run + "-" + n
                    + "&log_comment=" + URLEncoder.encode(comment(n, sql), StandardCharsets.UTF_8)));
            request.header("Authorization", authorization);
        } else {
            request.uri(URI.create("http://" + host + "/"));
        }
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            failed(n, "status " + answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8).strip());
        }
    }

    /** As long as cqr's own, with a hash that really is made: the server reads and logs it for both. */
    private String comment(int n, String sql) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return "{\"run_id\":\"load-%s\",\"instance\":\"load\",\"hash\":\"%s\",\"occurrence\":1,\"ordinal\":%d}"
                    .formatted(run, HexFormat.of().formatHex(hash), n);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void failed(int n, String why) {
        if (failed.incrementAndGet() <= MOST_ERRORS_SHOWN) {
            System.err.println("load: statement " + n + " failed: " + why);
        }
    }

    /** Processor time of this process, all threads. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
