package io.github.cqr.adapters.report;

import io.github.cqr.domain.report.Gap;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.report.Times;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.Printable;
import java.time.ZoneId;
import java.util.List;

/** A report as Markdown with tables, for a ticket or a wiki. What comes from outside cannot end a cell or begin markup. */
public final class MarkdownReport {
    private final RunReport report;
    private final ZoneId zone;
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport(RunReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
    }

    /** The report's text. */
    public static String of(RunReport report, ZoneId zone) {
        return new MarkdownReport(report, zone).text();
    }

    private String text() {
        out.append("# Run of ").append(cell(report.start().file())).append("\n\n");
        row("", "");
        out.append("|---|---|\n");
        Facts.head(report, zone).forEach(fact -> row(fact.name(), fact.value()));
        row("Run id", report.runId());
        times();
        idle();
        attempts("Slowest", report.slowest());
        attempts("Gone wrong", report.troubles());
        if (!Facts.more(report).isEmpty()) {
            out.append('\n').append(cell(Facts.more(report))).append('\n');
        }
        attempts("Tried again", report.retries());
        if (!report.warnings().isEmpty()) {
            out.append("\n## Warnings (").append(report.warned()).append(")\n\n");
            report.warnings()
                    .forEach(w -> out.append("- `").append(w.code()).append("` ").append(cell(w.message()))
                            .append('\n'));
        }
        return out.toString();
    }

    private void times() {
        out.append("\n## Time of a statement\n\n");
        row("", "count", "mean", "50 %", "90 %", "95 %", "99 %", "max");
        out.append("|---|--:|--:|--:|--:|--:|--:|--:|\n");
        Facts.times(report).forEach(timed -> times(timed.name(), timed.times()));
    }

    private void times(String name, Times t) {
        row(name, Long.toString(t.count()), Figures.seconds(t.mean()), Figures.seconds(t.p50()),
                Figures.seconds(t.p90()), Figures.seconds(t.p95()), Figures.seconds(t.p99()),
                Figures.seconds(t.max()));
    }

    private void idle() {
        RunReport.Idle idle = report.idle();
        out.append("\n## Idle\n\n");
        row("", "");
        out.append("|---|--:|\n");
        Facts.idle(idle).forEach(spent -> row(spent.what(), Figures.seconds(spent.time())));
        row("nothing ran for a second or more, " + idle.gapCount() + " time(s)", Figures.seconds(idle.gapTime()));
        Facts.gaps(idle).forEach(spent -> row("of that: " + spent.what(), Figures.seconds(spent.time())));
        for (Gap gap : idle.gaps()) {
            row(Facts.day(gap.from(), zone) + ", " + gap.cause().words(), Figures.seconds(gap.length()));
        }
    }

    private void attempts(String title, List<Ended> all) {
        if (all.isEmpty()) {
            return;
        }
        out.append("\n## ").append(title).append("\n\n");
        row("at", "statement", "ended", "node", "after", "rows read", "message", "what it left");
        out.append("|---|---|---|---|--:|--:|---|---|\n");
        for (Ended ended : all) {
            row(Facts.day(ended.at(), zone), Words.statement(ended.end().statement()),
                    Words.error(ended), ended.end().attempt().node(), Figures.seconds(ended.elapsed()),
                    Figures.count(ended.counters().readRows()), ended.message(), Words.left(ended));
        }
    }

    private void row(String... cells) {
        row(out, cells);
    }

    /** A row of a table. */
    static void row(StringBuilder out, String... cells) {
        for (String cell : cells) {
            out.append("| ").append(cell(cell)).append(' ');
        }
        out.append("|\n");
    }

    /** Text that begins no markup. */
    static String cell(String text) {
        return Printable.line(text).replaceAll("([\\\\`*_{}\\[\\]<>()#|!~&])", "\\\\$1");
    }
}
