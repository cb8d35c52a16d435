import io.github.cqr.adapters.eventlog.FileEventLog;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.adapters.local.SystemTimeSource;
import io.github.cqr.adapters.plain.PlainReporter;
import io.github.cqr.adapters.plain.PlainSettings;
import io.github.cqr.adapters.ring.EventRing;
import io.github.cqr.adapters.ring.RunInbox;
import io.github.cqr.adapters.ring.RunLoop;
import io.github.cqr.adapters.tui.Tui;
import io.github.cqr.adapters.tui.TuiSettings;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.app.terminal.Tty;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.QueryExecutor;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.run.Run;
import io.github.cqr.domain.run.RunSettings;
import io.github.cqr.domain.script.ScriptIndex;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementSplitter;
import io.github.cqr.domain.session.SessionContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One run, from the program's own parts, of statements that no server has to run: the run, its ring, its event log, and its live screen or none.
 * Each statement takes the same time and tells of its progress at the same intervals, so what makes the run slower is this process alone.
 */
final class ScreenBench {
    private static final List<String> NODES = List.of("node-a:8443", "node-b:8443", "node-c:8443", "node-d:8443");

    private final String front;
    private final int statements;
    private final int concurrency;
    private final Duration takes;
    private final Duration every;
    private final RunInbox inbox = new RunInbox();
    private final AtomicLong events = new AtomicLong();

    private ScreenBench(String[] args) {
        front = args[0];
        statements = Integer.parseInt(args[1]);
        concurrency = Integer.parseInt(args[2]);
        takes = Duration.ofMillis(Long.parseLong(args[3]));
        every = Duration.ofMillis(Long.parseLong(args[4]));
    }

    /** @param args front end (quiet or screen), statements, how many at once, milliseconds of each, milliseconds between news of each, file for the figures */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("cqr-screen");
        try {
            Files.writeString(Path.of(args[5]), new ScreenBench(args).run(directory));
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
        System.exit(0);
    }

    private String run(Path directory) throws InterruptedException {
        var settings = new RunSettings("bench", "i0", "g", "bench", "backfill.sql", statements, 0, NODES, concurrency,
                concurrency, SessionContext.EMPTY, RunSettings.Barriers.SCHEMA, false, RunSettings.OnInterrupt.DRAIN, null,
                Duration.ofMinutes(5), RunSettings.Resilience.PLAIN);
        var codec = new JsonEventCodec(JsonEventCodec.SqlText.HASH);
        var log = FileEventLog.create(directory, "bench", Instant.now(), "i0", codec, inbox::put, FileEventLog.Fsync.NEVER);
        var executor = new Executor();
        var builder = EventRing.builder(inbox, executor).checkpoints(new Nothing()).eventLog(log);
        var plain = new PlainSettings(false, true, true, false, true, () -> 200, Duration.ofSeconds(5));
        Tui screen = front.equals("screen") ? screen() : null;
        if (screen == null) {
            builder.observer("plain", new PlainReporter(plain, System.err, ZoneId.systemDefault()));
        } else {
            builder.observer("screen", screen).observer("plain",
                    PlainReporter.standingBy(plain, System.err, ZoneId.systemDefault()));
        }
        var index = new ScriptIndex.Builder();
        for (StatementSource source = new Script(); source.next() instanceof Statement statement;) {
            index.add(statement);
        }
        long cpu = cpuNanos();
        long begin = System.nanoTime();
        try (EventRing ring = builder.observer("count", new Counter()).start()) {
            new RunLoop(new Run(settings), inbox, new Script(), index.build(), new BitSet(), Map.of(), new SystemTimeSource(),
                    ring).run();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return String.format(Locale.ROOT, "%.3f %.0f %.1f%n", seconds, events.get() / seconds, (cpuNanos() - cpu) / 1e9);
    }

    private Tui screen() {
        var settings = new TuiSettings(TuiSettings.Mode.FULL, Theme.of(System.getenv(), true, true), ZoneId.systemDefault(),
                "cqr backfill.sql", _ -> false, Path.of(""), Tty::isForeground);
        try {
            return Tui.open(settings, inbox, new SystemTimeSource(), Script::new, System.in, System.out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Statements of an ordinary backfill, one for each number. */
    private final class Script implements StatementSource {
        private final StatementSplitter splitter = new StatementSplitter();
        private final ArrayDeque<Statement> ready = new ArrayDeque<>();
        private int made;

        @Override
        public Statement next() {
            while (ready.isEmpty() && made < statements) {
                byte[] text = ("INSERT INTO daily_totals SELECT toDate(at) AS day, count() FROM visits WHERE toYYYYMM(at) = "
                        + made++ + " GROUP BY day;\n").getBytes(StandardCharsets.UTF_8);
                splitter.feed(text, 0, text.length, ready::add);
                if (made == statements) {
                    splitter.finish(ready::add);
                }
            }
            return ready.poll();
        }

        @Override
        public void close() {}
    }

    /** Lets each statement take its time on a thread of its own. */
    private final class Executor implements QueryExecutor {
        @Override
        public void start(RunEvent.Dispatched dispatched) {
            Thread.startVirtualThread(() -> {
                String id = dispatched.attempt().queryId();
                long rows = 0;
                for (Duration ran = Duration.ZERO; ran.compareTo(takes) < 0; ran = ran.plus(every)) {
                    try {
                        Thread.sleep(every);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    rows += 50_000;
                    tell(new ExecutionReport.Progressed(id, new Counters(rows, 1_000_000, rows * 40, rows / 10, 1 << 20),
                            ran));
                }
                tell(new ExecutionReport.Succeeded(id, new Counters(rows, 1_000_000, rows * 40, rows / 10, 1 << 20), takes));
            });
        }

        private void tell(ExecutionReport report) {
            inbox.put(new RunInput.Execution(report));
        }

        @Override
        public void adopt(RunEvent.Adopted adopted) {}

        @Override
        public void cancel(RunEvent.CancelRequested request) {}

        @Override
        public void allowSending(boolean allowed, String why) {}

        @Override
        public void close() {}
    }

    private final class Counter implements EventSink {
        @Override
        public void onEvent(Envelope envelope, boolean endOfBatch) {
            events.incrementAndGet();
        }

        @Override
        public void close() {}
    }

    /** Checkpoints that are kept nowhere. */
    private static final class Nothing implements EventSink {
        @Override
        public void onEvent(Envelope envelope, boolean endOfBatch) {}

        @Override
        public void close() {}
    }
}
