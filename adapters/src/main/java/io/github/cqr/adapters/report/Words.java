package io.github.cqr.adapters.report;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same words in every form of a report. */
final class Words {
    private Words() {}

    /** {@code insert_select}, as in events. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** {@code statement 17 'name' (line 40)}. */
    static String statement(StatementRef statement) {
        return "statement " + statement.ordinal() + (statement.name() == null ? "" : " '" + statement.name() + "'")
                + " (line " + statement.line() + ")";
    }

    /** How the run ended, or that nobody knows. */
    static String outcome(RunReport report) {
        RunEvent.RunFinished end = report.end();
        return end == null
                ? "no end in the log: the process died, or still runs"
                : word(end.outcome()).replace('_', ' ') + ", exit code " + end.exitCode();
    }

    /** {@code 1000 in the file: 900 completed, 63 skipped, 1 failed, 36 not run}. */
    static String counts(RunReport report) {
        Counts c = report.counts();
        List<String> parts = new ArrayList<>();
        part(parts, c.completed(), "completed");
        part(parts, c.skipped(), "skipped");
        part(parts, c.failed(), "failed");
        part(parts, c.cancelled(), "cancelled");
        part(parts, c.unknown(), "unknown");
        part(parts, report.detached(), "left running");
        part(parts, report.inFlight(), "without an end in the log");
        part(parts, c.remaining() - report.trouble() - report.detached() - report.inFlight(), "not run");
        return c.total() + " in the file" + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
    }

    private static void part(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }

    /** {@code 1.2B rows (4.8 GB) read, 300M rows written}. */
    static String volume(RunReport report) {
        RunReport.Volume v = report.volume();
        return Figures.count(v.rowsRead()) + " rows (" + Figures.bytes(v.bytesRead()) + ") read, "
                + Figures.count(v.rowsWritten()) + " rows written";
    }

    /** {@code x1.08}, or a dash where there is no ratio. */
    static String ratio(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "x%.2f", ratio) : "-";
    }

    /** {@code +3.6s} or {@code -120ms}. */
    static String signed(Duration difference) {
        return (difference.isNegative() ? "-" : "+") + Figures.seconds(difference.abs());
    }

    /** What an attempt that did not go well may have left, empty where that is no question. */
    static String left(Ended ended) {
        return switch (ended.end()) {
            case RunEvent.Failed e -> left(e.left());
            case RunEvent.Cancelled e -> left(e.left());
            case RunEvent.RetryScheduled e -> left(e.left());
            case RunEvent.OutcomeUnknown _ -> "it is not known whether it took effect";
            case RunEvent.Completed _,RunEvent.Withdrawn _,RunEvent.Detached _ -> "";
        };
    }

    private static String left(Leftover left) {
        return "it left " + left.words();
    }

    /** The server's or the program's sort of error: {@code code 241, MEMORY_LIMIT_EXCEEDED}; else the word of the end. */
    static String error(Ended ended) {
        return switch (ended.end()) {
            case RunEvent.Failed e -> code(e.failure().code()) + e.failure().name();
            case RunEvent.RetryScheduled e -> code(e.failure().code()) + e.failure().name();
            case RunEvent.Completed _,RunEvent.Cancelled _,RunEvent.OutcomeUnknown _,RunEvent.Withdrawn _,RunEvent.Detached _ ->
                ended.word();
        };
    }

    private static String code(int code) {
        return code == 0 ? "" : "code " + code + ", ";
    }
}
