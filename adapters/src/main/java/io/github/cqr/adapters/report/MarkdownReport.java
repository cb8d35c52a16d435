package io.github.cqr.adapters.report;

import io.github.cqr.domain.report.Gap;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.report.Times;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.Printable;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A report as Markdown with tables, for a ticket or a wiki. What comes from outside cannot end a cell or begin markup. */
public final class MarkdownReport {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

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
        row("Outcome", Words.outcome(report));
        row("Time", DAY.format(report.startedAt().atZone(zone)) + " to " + DAY.format(report.lastAt().atZone(zone))
                + ", " + Figures.clock(report.elapsed()));
        row("Statements", Words.counts(report));
        row("Volume", Words.volume(report));
        row("Nodes", String.join(", ", report.start().nodes()) + "; concurrency " + report.start().concurrency());
        row("Retries", Integer.toString(report.retried()));
        row("Run id", report.runId());
        row("Process", report.start().instance() + ", cqr " + report.start().version());
        times();
        idle();
        attempts("Slowest", report.slowest());
        attempts("Gone wrong", report.troubles());
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
        times("all", report.times());
        report.byNode().forEach(this::times);
        report.byKind().forEach((kind, times) -> times(Words.word(kind), times));
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
        row("paused", Figures.seconds(idle.paused()));
        row("fewer at once than at the start", Figures.seconds(idle.throttled()));
        row("checkpoints away", Figures.seconds(idle.checkpointsAway()));
        row("nothing ran for a second or more, " + idle.gapCount() + " time(s)", Figures.seconds(idle.gapTime()));
        for (Gap gap : idle.gaps()) {
            row(DAY.format(gap.from().atZone(zone)) + ", " + gap.cause().words(), Figures.seconds(gap.length()));
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
            row(DAY.format(ended.at().atZone(zone)), Words.statement(ended.end().statement()),
                    Words.error(ended), ended.end().attempt().node(), Figures.seconds(ended.elapsed()),
                    Figures.count(ended.counters().readRows()), ended.message(), Words.left(ended));
        }
    }

    private void row(String... cells) {
        for (String cell : cells) {
            out.append("| ").append(cell(cell)).append(' ');
        }
        out.append("|\n");
    }

    private static String cell(String text) {
        return Printable.line(text).replaceAll("([\\\\`*_{}\\[\\]<>()#|!~&])", "\\\\$1");
    }
}
