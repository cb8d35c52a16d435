package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.FileEventLog;
import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.session.SessionContext;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Writes the event log of a made-up run for a rehearsal. */
public final class RehearsedLog {
    private final FileEventLog log;
    private final String node;
    private final String run;
    private final Instant start;
    private long seq;

    private RehearsedLog(FileEventLog log, String node, String run, Instant start) {
        this.log = log;
        this.node = node;
        this.run = run;
        this.start = start;
    }

    /**
     * Writes the log of a run of {@code file} in which the first statements were completed, a second for each, and no other was dispatched.
     *
     * @param directory where the log comes to be
     * @param node where they ran
     * @param completed how many statements
     * @return where the log is
     */
    public static Path write(Path file, Path directory, String node, String run, int completed) {
        Instant start = Instant.now().minusSeconds(3600);
        try (FileEventLog log = FileEventLog.create(directory, run, start, run, LogFinder.codec(), _ -> {},
                FileEventLog.Fsync.NEVER);
                ScriptFile script = ScriptFile.open(file.toString(), InputStream.nullInputStream())) {
            var writer = new RehearsedLog(log, node, run, start);
            writer.emit(0, new RunEvent.RunStarted(RunEvent.SCHEMA_VERSION, "rehearsal", run, run, file.toString(),
                    completed, 0, List.of(node), 1, 1, null));
            script.scan(statement -> {
                if (statement.ordinal() < completed) {
                    writer.attempt(statement);
                }
            });
            writer.emit(completed, new RunEvent.RunFinished(RunOutcome.COMPLETED,
                    new Counts(completed, 0, completed, 0, 0, 0), Duration.ofSeconds(completed), ExitCodes.DONE));
            return log.path();
        }
    }

    private void emit(int second, RunEvent event) {
        seq++;
        log.onEvent(new Envelope(seq, start.plusSeconds(second), run, event), true);
    }

    private void attempt(Statement its) {
        int second = its.ordinal();
        var statement = StatementRef.of(its);
        var attempt = new Attempt(1, node, String.format(Locale.ROOT, "cqr-%s-%d-1", run, second));
        var counters = new Counters(1000L * second, 1000L * second, 8000L * second, 1000L * second, 1 << 20);
        emit(second, new RunEvent.Dispatched(statement, attempt, its.text(), SessionContext.EMPTY, null));
        emit(second, new RunEvent.Progress(statement, attempt, counters, Duration.ofMillis(300)));
        emit(second, new RunEvent.Completed(statement, attempt, counters, start.plusSeconds(second),
                Duration.ofMillis(500 + second % 400)));
    }
}
