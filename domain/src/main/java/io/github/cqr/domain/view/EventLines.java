package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.mask.SecretMask;
import io.github.cqr.domain.script.StatementKind;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log lines of an event, the same in every front end. Holds the text of what runs, so that a failure can be shown with its statement (PRD section 3); else pure.
 */
public final class EventLines {
    /** How much of a failed statement is shown; inline data can be huge. */
    private static final int SQL_SHOWN = 4_000;

    /** How grave a line is. */
    public enum Level {
        /** What goes as it should, statement by statement. */
        DEBUG,
        /** What concerns the whole run. */
        INFO,
        /** What an operator should know. */
        WARN,
        /** What went wrong. */
        ERROR
    }

    /** One line of the log; the text is printable and may hold line feeds. */
    public record Line(Level level, String text) {}

    private final Map<String, String> sqlInFlight = new HashMap<>();

    /** Makes the lines of one run. */
    public EventLines() {}

    /** The lines that tell of {@code envelope}'s event; none for progress. */
    public List<Line> of(Envelope envelope) {
        return switch (envelope.event()) {
            case RunEvent.RunStarted e -> started(envelope.runId(), e);
            case RunEvent.Skipped e -> debug("skipped " + name(e.statement()) + ": completed by an earlier run");
            case RunEvent.Dispatched e -> {
                if (e.sql() != null) {
                    sqlInFlight.put(e.attempt().queryId(), e.sql());
                }
                yield debug("dispatched " + name(e.statement()) + " to " + Printable.line(e.attempt().node()) + " as "
                        + e.attempt().queryId());
            }
            case RunEvent.Adopted e -> info("adopted " + name(e.statement()) + ", which runs on "
                    + Printable.line(e.attempt().node()) + " as " + Printable.line(e.attempt().queryId()));
            case RunEvent.Progress _ -> List.of();
            case RunEvent.StatementSlow e -> line(Level.WARN, "slow: " + name(e.statement()) + " has been running on "
                    + e.attempt().node() + " for " + Figures.seconds(e.elapsed()));
            case RunEvent.StatementStuck e -> line(Level.WARN, "stuck: " + name(e.statement()) + " on "
                    + e.attempt().node() + " has made no progress for " + Figures.seconds(e.still()));
            case RunEvent.OfEnd e -> {
                String sql = sqlInFlight.remove(e.attempt().queryId());
                yield ended(e, sql);
            }
            case RunEvent.CancelRequested e -> info("cancelling " + name(e.statement()) + " on "
                    + Printable.line(e.attempt().node()) + ": " + Printable.line(e.reason()));
            case RunEvent.Paused e -> info("paused by " + e.by());
            case RunEvent.Resumed e -> info("resumed by " + e.by());
            case RunEvent.ConcurrencyChanged e -> info("concurrency is now " + e.concurrency() + ", by " + e.by());
            case RunEvent.NodeLost e -> line(Level.ERROR, "node " + e.node() + " is lost: " + e.message());
            case RunEvent.CheckpointDegraded e -> line(Level.WARN,
                    "checkpoints cannot be written for now; they are kept and written when the store returns: "
                            + e.message());
            case RunEvent.NodeReturned e ->
                line(Level.INFO, "node " + e.node() + " answers again and takes statements");
            case RunEvent.NodeIdentified e -> debug("node " + Printable.line(e.node()) + " is server "
                    + Printable.line(e.server().serverId()) + ", running since "
                    + e.server().bootedAt().truncatedTo(ChronoUnit.SECONDS)); // asked for in whole seconds
            case RunEvent.CheckpointRestored e -> line(Level.INFO,
                    "checkpoints are written again, after " + Figures.seconds(e.outage()));
            case RunEvent.EventLogDegraded e -> line(Level.WARN, "the event log cannot be written: " + e.message());
            case RunEvent.Warning e -> line(Level.WARN, e.message());
            case RunEvent.StopRequested e -> line(Level.WARN, "stopping: " + e.message());
            case RunEvent.RunFinished e -> finished(e);
        };
    }

    private static List<Line> started(String runId, RunEvent.RunStarted e) {
        return info(
                "run " + Printable.line(runId) + ": " + e.total() + " statements of " + Printable.line(e.file()) + ", "
                        + e.skipped() + " skipped as completed, " + e.concurrency() + " at a time on "
                        + Printable.line(String.join(", ", e.nodes())));
    }

    private static List<Line> ended(RunEvent.OfEnd end, @Nullable String sql) {
        String where = name(end.statement()) + " on " + Printable.line(end.attempt().node());
        return switch (end) {
            case RunEvent.Completed e -> debug("completed " + where + " in " + Figures.seconds(e.elapsed()) + ", read "
                    + Figures.count(e.counters().readRows()) + " rows, wrote "
                    + Figures.count(e.counters().writtenRows()));
            case RunEvent.Withdrawn e -> debug("not sent: " + where + ": " + Printable.line(e.reason()));
            case RunEvent.Failed e -> failed(e, where, sql);
            case RunEvent.Cancelled e -> line(Level.WARN,
                    "cancelled " + where + " after " + Figures.seconds(e.elapsed()) + stayed(e.statement(), e.left()));
            case RunEvent.RetryScheduled e -> line(Level.WARN,
                    "try " + e.attempt().number() + " of " + where + " failed after " + Figures.seconds(e.elapsed())
                            + " (" + code(e.failure()) + ")" + stayed(e.statement(), e.left()) + "; tried again in "
                            + Figures.seconds(e.delay()));
            case RunEvent.Detached e -> line(Level.WARN, "left running: " + where + ", query id "
                    + e.attempt().queryId() + ": " + e.reason() + "; the next run adopts it");
            case RunEvent.OutcomeUnknown e -> line(Level.ERROR, "outcome unknown: " + where + " after "
                    + Figures.seconds(e.elapsed()) + ": " + e.reason() + "; its intent stays open, query id "
                    + e.attempt().queryId());
        };
    }

    private static List<Line> failed(RunEvent.Failed e, String where, @Nullable String sql) {
        Failure failure = e.failure();
        var lines = new ArrayList<Line>();
        lines.addAll(
                line(Level.ERROR, "failed " + where + " after " + Figures.seconds(e.elapsed()) + " (" + code(failure)
                        + ")" + stayed(e.statement(), e.left())));
        lines.addAll(line(Level.ERROR, "server message: " + failure.message()));
        if (sql != null) {
            lines.addAll(line(Level.ERROR, "statement: " + shown(sql)));
        }
        return lines;
    }

    /** As much of a statement as is told of one that went wrong, its secrets hidden; empty where its text is not known. */
    public static String shown(@Nullable String sql) {
        if (sql == null) {
            return "";
        }
        return sql.length() > SQL_SHOWN
                ? SecretMask.head(sql, SQL_SHOWN) + "\n... (" + (sql.length() - SQL_SHOWN) + " more characters)"
                : SecretMask.sql(sql);
    }

    private static List<Line> finished(RunEvent.RunFinished e) {
        var c = e.counts();
        String counts = c.completed() + " completed, " + c.skipped() + " skipped, " + c.failed() + " failed, "
                + c.cancelled()
                + " cancelled, " + c.unknown() + " unknown, of " + c.total();
        return line(e.exitCode() == 0 ? Level.INFO : Level.ERROR,
                "run " + e.outcome().name().toLowerCase(java.util.Locale.ROOT)
                        .replace('_', ' ') + " in " + Figures.clock(e.elapsed()) + ": " + counts);
    }

    private static String code(Failure failure) {
        return failure.code() == 0 ? failure.name() : "code " + failure.code() + ", " + failure.name();
    }

    /** What stayed, where something may have. */
    private static String stayed(StatementRef statement, Leftover left) {
        return left.mayHaveLeft() && statement.kind() != StatementKind.SELECT ? "; it left " + left.words() : "";
    }

    private static String name(StatementRef statement) {
        String name = statement.name() == null ? "" : " '" + Printable.line(statement.name()) + "'";
        return "statement " + statement.ordinal() + name + " (line " + statement.line() + ")";
    }

    private static List<Line> debug(String text) {
        return List.of(new Line(Level.DEBUG, text));
    }

    private static List<Line> info(String text) {
        return List.of(new Line(Level.INFO, text));
    }

    private static List<Line> line(Level level, String text) {
        return List.of(new Line(level, Printable.text(text)));
    }
}
