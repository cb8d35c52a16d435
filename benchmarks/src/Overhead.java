import io.github.cqr.fixtures.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares cqr with the load generator, on two real ClickHouse nodes and a real Valkey of this machine. They run in turn, generator first
 * and last, and each run of cqr is compared with the mean of the generator's runs before and after it: what else the machine does then
 * weighs on both. Both are new processes each time, so both pay for their own warm-up.
 */
final class Overhead {
    private static final String USAGE = """
            usage: benchmarks/overhead [options]
              --rounds N              runs of cqr (5)
              --statements N          statements of each run (10000)
              --concurrency C         how many at once (8)
              --statement TEXT        the statement; {n} stands for its number (SELECT {n})
              --request same|bare     what the generator sends: cqr's own URL parameters, or the statement alone (same)
            CQR_JAVA_OPTS is given to cqr's Java.""";
    private static final int NODES = 2;

    private final Path home;
    private final Path work;
    private final Map<String, String> options;
    private final int statements;
    private final int concurrency;
    private final Servers servers;

    /** A run that did not do what it should; the message says which and how. */
    private static final class BadRun extends Exception {
        private static final long serialVersionUID = 1;

        BadRun(String message) {
            super(message);
        }
    }

    /**
     * One run of either program.
     *
     * @param rate statements per second, from the first to the last
     * @param secondHalf the same for the second half of the statements, when the program is warm
     * @param clientCpu the program's processor time in seconds; cqr's with its start
     * @param serverCpu processor time of ClickHouse and Valkey meanwhile, in seconds
     */
    private record Sample(double rate, double secondHalf, double clientCpu, ServerCpu serverCpu) {}

    /** Processor time of the servers in seconds; NaN where they are no processes of ours. */
    private record ServerCpu(double clickHouse, double valkey) {
        ServerCpu since(ServerCpu before) {
            return new ServerCpu(clickHouse - before.clickHouse, valkey - before.valkey);
        }
    }

    /** What the event log of a run of cqr tells. */
    private record Told(double seconds, double secondHalfRate, double dispatchToEndMillis, double requestMillis) {}

    /** A run of cqr with the whole time of its process in seconds. */
    private record CqrRun(Sample sample, Told told, double processSeconds) {}

    private Overhead(Path home, Path work, Map<String, String> options, Servers servers) {
        this.home = home;
        this.work = work;
        this.options = options;
        this.servers = servers;
        this.statements = Integer.parseInt(options.get("--statements"));
        this.concurrency = Integer.parseInt(options.get("--concurrency"));
    }

    /** Exit code 0 when every statement of every run succeeded, 1 when not, 2 for a usage error. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>(Map.of("--rounds", "5", "--statements", "10000", "--concurrency",
                "8", "--statement", "SELECT {n}", "--request", "same"));
        boolean known = args.length % 2 == 0;
        for (int i = 0; known && i < args.length; i += 2) {
            known = options.replace(args[i], args[i + 1]) != null;
        }
        if (!known || Stream.of("--rounds", "--statements", "--concurrency").map(options::get)
                .anyMatch(n -> !n.matches("[1-9][0-9]{0,7}"))) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Path work = Files.createTempDirectory("cqr-overhead");
        int status = 0;
        try (Servers servers = Servers.with().nodes(NODES).valkey().build()) {
            System.err.println("overhead: starting the servers ...");
            servers.start();
            new Overhead(Path.of(System.getProperty("cqr.home")), work, options, servers).compare();
        } catch (BadRun e) {
            System.err.println("overhead: " + e.getMessage());
            status = 1;
        } finally {
            delete(work);
        }
        System.exit(status);
    }

    private void compare() throws IOException, InterruptedException, BadRun {
        Path one = script("one.sql", 1);
        Path script = script("script.sql", statements);
        generator(); // the servers' own warm-up
        CqrRun start = cqr(one, 1);
        int rounds = Integer.parseInt(options.get("--rounds"));
        List<Sample> generator = new ArrayList<>(List.of(generator()));
        List<CqrRun> cqr = new ArrayList<>();
        System.out.println("round  load/s  cqr/s  ratio  second half: load/s  cqr/s  ratio");
        for (int i = 0; i < rounds; i++) {
            cqr.add(cqr(script, statements));
            generator.add(generator());
            double rate = around(generator, i, Sample::rate);
            double half = around(generator, i, Sample::secondHalf);
            Sample own = cqr.getLast().sample();
            System.out.printf(Locale.ROOT, "%5d %7.0f %6.0f  %5.3f %20.0f %6.0f  %5.3f%n", i + 1, rate, own.rate(),
                    own.rate() / rate, half, own.secondHalf(), own.secondHalf() / half);
        }
        report(generator, cqr, start);
    }

    private void report(List<Sample> generator, List<CqrRun> cqr, CqrRun start) {
        List<Sample> own = cqr.stream().map(CqrRun::sample).toList();
        System.out.printf("%ncqr's statements per second over the generator's (--request %s), %d at once:%n",
                options.get("--request"), concurrency);
        spread("whole run", ratios(generator, own, Sample::rate));
        spread("second half (both warm)", ratios(generator, own, Sample::secondHalf));

        System.out.printf("%nprocessor time, ms per statement (median)  client  ClickHouse  Valkey%n");
        cpu("load generator", generator, 0);
        cpu("cqr, without its start", own, start.sample().clientCpu());

        double slot = concurrency * 1000 / median(own.stream().mapToDouble(Sample::rate));
        double toEnd = median(cqr.stream().mapToDouble(run -> run.told().dispatchToEndMillis()));
        double request = median(cqr.stream().mapToDouble(run -> run.told().requestMillis()));
        System.out.printf(Locale.ROOT, "%na slot's %.2f ms for one statement (medians): request and its thread %.2f, write-ahead gate before"
                + " and report after %.2f, until the next dispatch %.2f%n", slot, request, toEnd - request, slot - toEnd);
        System.out.printf(Locale.ROOT, "cqr's process beyond its run (Java's start, plan, checks, end): %.2f s; a run of one statement: %.2f s"
                + " in all, %.2f s of processor time%n",
                median(cqr.stream().mapToDouble(run -> run.processSeconds() - run.told().seconds())),
                start.processSeconds(), start.sample().clientCpu());
    }

    private static double[] ratios(List<Sample> generator, List<Sample> cqr, ToDoubleFunction<Sample> value) {
        return IntStream.range(0, cqr.size())
                .mapToDouble(i -> value.applyAsDouble(cqr.get(i)) / around(generator, i, value)).toArray();
    }

    private static double around(List<Sample> generator, int i, ToDoubleFunction<Sample> value) {
        return (value.applyAsDouble(generator.get(i)) + value.applyAsDouble(generator.get(i + 1))) / 2;
    }

    private static void spread(String what, double[] ratios) {
        System.out.printf(Locale.ROOT, "  %-24s median %.3f, min %.3f, max %.3f%n", what, median(Arrays.stream(ratios)),
                Arrays.stream(ratios).min().orElseThrow(), Arrays.stream(ratios).max().orElseThrow());
    }

    private void cpu(String who, List<Sample> samples, double startCpu) {
        System.out.printf(Locale.ROOT, "  %-41s %6.3f %11.3f %7.3f%n", who,
                perStatement(samples, sample -> sample.clientCpu() - startCpu),
                perStatement(samples, sample -> sample.serverCpu().clickHouse()),
                perStatement(samples, sample -> sample.serverCpu().valkey()));
    }

    private double perStatement(List<Sample> samples, ToDoubleFunction<Sample> seconds) {
        return median(samples.stream().mapToDouble(seconds)) * 1000 / statements;
    }

    private static double median(java.util.stream.DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private Path script(String name, int count) throws IOException {
        List<String> lines = IntStream.range(0, count)
                .mapToObj(n -> options.get("--statement").replace("{n}", Integer.toString(n)) + ";").toList();
        return Files.write(work.resolve(name), lines);
    }

    private Sample generator() throws IOException, InterruptedException, BadRun {
        ServerCpu before = serverCpu();
        Path out = work.resolve("load.out");
        int status = run(List.of(home.resolve("benchmarks/load").toString(), "--hosts", servers.hosts(), "--statements",
                Integer.toString(statements), "--concurrency", Integer.toString(concurrency), "--statement",
                options.get("--statement"), "--request", options.get("--request")), out);
        String said = Files.readString(out);
        if (status != 0) {
            throw new BadRun("the load generator ended with " + status + ":\n" + said);
        }
        // Java may have said something before, of options in its environment.
        String result = said.lines().filter(line -> line.startsWith("statements=")).findFirst()
                .orElseThrow(() -> new BadRun("the load generator gave no result:\n" + said));
        Map<String, Double> values = new HashMap<>();
        for (String field : result.split(" ")) {
            values.put(field.substring(0, field.indexOf('=')), Double.valueOf(field.substring(field.indexOf('=') + 1)));
        }
        return new Sample(values.get("per_second"), values.get("second_half_per_second"), values.get("cpu_seconds"),
                serverCpu().since(before));
    }

    private CqrRun cqr(Path script, int count) throws IOException, InterruptedException, BadRun {
        Path state = Files.createTempDirectory(work, "state");
        Path times = work.resolve("times");
        Path out = work.resolve("cqr.out");
        ServerCpu before = serverCpu();
        long start = System.nanoTime();
        // "times" writes the shell's processor time, then that of its children.
        int status = run(List.of("sh", "-c", "out=$1; shift; \"$@\"; status=$?; times >\"$out\"; exit $status", "sh",
                times.toString(), home.resolve("bin/cqr").toString(), "--host", servers.hosts(), "--no-secure",
                "--valkey-url", servers.valkey().url().toString(), "--concurrency", Integer.toString(concurrency), "--no-compress-log", "--run-id",
                "overhead-" + UUID.randomUUID(), "--state-dir", state.toString(), "--output", "quiet", script.toString()), out);
        double seconds = (System.nanoTime() - start) / 1e9;
        ServerCpu spent = serverCpu().since(before);
        if (status != 0) {
            throw new BadRun("cqr ended with " + status + ":\n" + Files.readString(out));
        }
        Told told = readLog(state, count);
        return new CqrRun(new Sample(count / told.seconds(), told.secondHalfRate(), childrenSeconds(Files.readString(times)), spent), told,
                seconds);
    }

    private int run(List<String> command, Path out) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().put("CQR_NO_BUILD", "1"); // the script has built it
        return builder.start().waitFor();
    }

    /** Reads the one event log under {@code state}. The log is on in any run, so reading it adds nothing to what is measured. */
    private static Told readLog(Path state, int count) throws IOException, BadRun {
        List<Path> logs;
        try (Stream<Path> files = Files.walk(state)) {
            logs = files.filter(file -> file.toString().endsWith(".jsonl")).toList();
        }
        if (logs.size() != 1) {
            throw new BadRun("one event log was expected under the state directory, there are " + logs.size());
        }
        Map<String, Instant> dispatched = new HashMap<>();
        int completed = 0;
        double toEnd = 0;
        double request = 0;
        Instant half = null;
        Instant last = null;
        for (String line : Files.readAllLines(logs.getFirst())) {
            String event = text(line, "event");
            if (event.equals("dispatched")) {
                dispatched.put(text(line, "query_id"), Instant.parse(text(line, "at")));
            } else if (event.equals("completed")) {
                last = Instant.parse(text(line, "at"));
                completed++;
                if (completed == count / 2) {
                    half = last;
                }
                toEnd += seconds(dispatched.get(text(line, "query_id")), last) * 1000;
                request += number(line, "elapsed_ms");
            } else if (event.equals("run_finished")) {
                if (completed != count || number(line, "completed") != count || number(line, "exit_code") != 0) {
                    throw new BadRun("not all of " + count + " statements were completed: " + line);
                }
                double secondHalf = half == null ? Double.NaN : (count - count / 2) / seconds(half, last);
                return new Told(number(line, "elapsed_ms") / 1000, secondHalf, toEnd / count, request / count);
            }
        }
        throw new BadRun("the event log has no run_finished");
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    private static String text(String line, String field) throws BadRun {
        return find(line, field, "\"([^\"]*)\"");
    }

    private static double number(String line, String field) throws BadRun {
        return Double.parseDouble(find(line, field, "([-+.0-9eE]+)"));
    }

    private static String find(String line, String field, String value) throws BadRun {
        Matcher matcher = Pattern.compile('"' + field + "\":" + value).matcher(line);
        if (!matcher.find()) {
            throw new BadRun("an event has no " + field + ": " + line);
        }
        return matcher.group(1);
    }

    /** The second line of POSIX {@code times}: user and system time of the children, like {@code 0m1.230s 0m0.120s}. */
    private static double childrenSeconds(String times) {
        return Arrays.stream(times.strip().split("\n")[1].strip().split("\\s+"))
                .mapToDouble(time -> Double.parseDouble(time.substring(0, time.indexOf('m'))) * 60
                        + Double.parseDouble(time.substring(time.indexOf('m') + 1, time.length() - 1)))
                .sum();
    }

    private static ServerCpu serverCpu() {
        double valkey = 0;
        double clickHouse = 0;
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            double cpu = process.info().totalCpuDuration().map(Overhead::seconds).orElse(0.0);
            if (process.info().command().orElse("").matches(".*/(valkey|redis)-[^/]+")) {
                valkey += cpu;
            } else {
                clickHouse += cpu;
            }
        }
        return new ServerCpu(clickHouse == 0 ? Double.NaN : clickHouse, valkey == 0 ? Double.NaN : valkey);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
