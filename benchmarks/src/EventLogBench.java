import io.github.cqr.adapters.eventlog.EventLogs;
import io.github.cqr.adapters.eventlog.FileEventLog;
import io.github.cqr.adapters.eventlog.RecordedLog;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.replay.Tape;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The event log of a made-up run: writes it with the program's own writer, then lets {@code wc -l} and {@code cqr report} read it in turn,
 * then goes to random places of it as a replay does. Each statement has four events: dispatched, twice progress, completed.
 */
final class EventLogBench {
    private static final int CONCURRENCY = 8;
    private static final int BATCH = 64;
    private static final int SEEKS = 100;
    private static final Instant START = Instant.parse("2026-02-09T14:30:00Z");

    private final int statements;
    private final int rounds;
    private final JsonEventCodec codec = new JsonEventCodec(JsonEventCodec.SqlText.HASH);
    private FileEventLog log;
    private long seq;

    private EventLogBench(int statements, int rounds) {
        this.statements = statements;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int statements = 1_000_000;
        int rounds = 3;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--statements" -> statements = Integer.parseInt(args[i + 1]);
                case "--rounds" -> rounds = Integer.parseInt(args[i + 1]);
                default -> throw new IllegalArgumentException("options: [--statements N] [--rounds N]");
            }
        }
        Path directory = Files.createTempDirectory("cqr-event-log");
        try {
            new EventLogBench(statements, rounds).run(directory);
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private void run(Path directory) throws IOException, InterruptedException {
        Path file = null;
        double best = 0;
        for (int round = 0; round < rounds; round++) {
            if (file != null) {
                Files.delete(file);
            }
            log = FileEventLog.create(directory, "bench", START.plusSeconds(round), "r" + round, codec, _ -> {},
                    FileEventLog.Fsync.NEVER);
            file = log.path();
            seq = 0;
            long start = System.nanoTime();
            write();
            double seconds = (System.nanoTime() - start) / 1e9;
            best = Math.max(best, seq / seconds);
            print("written: %,d events, %,d MB, %,.0f events a second", seq, Files.size(file) >> 20, seq / seconds);
        }
        print("WRITE   best of %d: %,.0f events a second (bar: 500,000)", rounds, best);
        report(file);
        seek(file);
        long plain = Files.size(file);
        long start = System.nanoTime();
        Path packed = EventLogs.pack(file);
        print("PACK    %.1f s, to %.1f %% of its size", (System.nanoTime() - start) / 1e9,
                100.0 * Files.size(packed) / plain);
        report(packed);
        seek(packed);
    }

    private void write() {
        emit(0, new RunEvent.RunStarted(1, "bench", "r0", "g", "backfill.sql", statements, 0,
                List.of("node-a:8443", "node-b:8443"), CONCURRENCY, CONCURRENCY, null));
        String hash = StatementId.hashOf("bench");
        for (int i = 0; i < statements; i++) {
            String own = Integer.toHexString(i) + hash.substring(8);
            var statement = new StatementRef(i, 1 + 4L * i, own, 1, StatementKind.INSERT_SELECT, null);
            var attempt = new Attempt(1, i % 2 == 0 ? "node-a:8443" : "node-b:8443", "cqr-0123456789ab-r0-" + i + "-1");
            emit(i, new RunEvent.Dispatched(statement, attempt, null, SessionContext.EMPTY, null));
            emit(i, new RunEvent.Progress(statement, attempt, new Counters(i, 2L * i, 3L * i, 4L, 1 << 20),
                    Duration.ofMillis(200)));
            emit(i, new RunEvent.Progress(statement, attempt, new Counters(2L * i, 2L * i, 6L * i, 8L, 1 << 20),
                    Duration.ofMillis(500)));
            emit(i, new RunEvent.Completed(statement, attempt, new Counters(2L * i, 2L * i, 6L * i, 8L, 1 << 20), at(i),
                    Duration.ofMillis(600 + i % 997)));
        }
        emit(statements, new RunEvent.RunFinished(RunOutcome.COMPLETED,
                new Counts(statements, 0, statements, 0, 0, 0), Duration.ofMillis(100L * statements), 0));
        log.close();
    }

    private static Instant at(int i) {
        return START.plusMillis(100L * i);
    }

    private void emit(int i, RunEvent event) {
        seq++;
        log.onEvent(new Envelope(seq, at(i), "bench", event), seq % BATCH == 0);
    }

    private void report(Path file) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("cqr.home"));
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            boolean packed = file.toString().endsWith(".zst");
            double wc = packed
                    ? time("sh", "-c", "zstdcat '" + file + "' | wc -l")
                    : time("wc", "-l", file.toString());
            double report = time(home.resolve("bin/cqr").toString(), "report", file.toString());
            ratios.add(report / wc);
            print("        %s %.2f s, cqr report %.2f s: %.1f", packed ? "zstdcat | wc -l" : "wc -l", wc, report,
                    report / wc);
        }
        ratios.sort(null);
        print("REPORT  median of %d over %s: %.1f (bar: 10 over wc -l), with a heap of 96 MB", rounds,
                file.toString().endsWith(".zst") ? "zstdcat | wc -l" : "wc -l", ratios.get(ratios.size() / 2));
    }

    private static double time(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CQR_NO_BUILD", "1");
        builder.environment().put("CQR_JAVA_OPTS", "-Xmx96m");
        long start = System.nanoTime();
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + status);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void seek(Path file) {
        try (RecordedLog recorded = RecordedLog.open(file, codec)) {
            long start = System.nanoTime();
            var tape = new Tape(recorded);
            while (tape.readAhead(10_000) > 0) {
                // to the end
            }
            double opening = (System.nanoTime() - start) / 1e9;
            var random = new Random(1);
            double[] seconds = new double[SEEKS];
            for (int i = 0; i < SEEKS; i++) {
                Instant to = at(random.nextInt(statements));
                start = System.nanoTime();
                tape.seek(to);
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
            Arrays.sort(seconds);
            print("REPLAY  read whole in %.1f s; %d seeks: median %.2f s, longest %.2f s (bar: 0.5)", opening, SEEKS,
                    seconds[SEEKS / 2], seconds[SEEKS - 1]);
        }
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
