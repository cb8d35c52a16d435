package io.github.cqr.adapters.report;

import io.github.cqr.domain.report.Gap;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.report.Times;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.Printable;
import io.github.cqr.domain.view.TimeLine;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A report to be read in a terminal or a mail: plain lines of at most about a hundred characters, messages of servers left out of that. */
public final class TextReport {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String ASCII = ".:-=+*#@";
    private static final int COLUMNS = 60;
    private static final int SLOWEST = 10;

    private final RunReport report;
    private final ZoneId zone;
    private final boolean unicode;
    private final StringBuilder out = new StringBuilder();

    private TextReport(RunReport report, ZoneId zone, boolean unicode) {
        this.report = report;
        this.zone = zone;
        this.unicode = unicode;
    }

    /**
     * The report's text, safe to print.
     *
     * @param unicode whether block characters can be shown
     */
    public static String of(RunReport report, ZoneId zone, boolean unicode) {
        return new TextReport(report, zone, unicode).text();
    }

    /** The first lines of it: which run that was, and how it ended. */
    public static String head(RunReport report, ZoneId zone) {
        var text = new TextReport(report, zone, false);
        text.head();
        return text.out.toString();
    }

    private String text() {
        head();
        times();
        load();
        idle();
        list("Slowest", report.slowest().subList(0, Math.min(SLOWEST, report.slowest().size())), false);
        list("Gone wrong", report.troubles(), true);
        if (!Facts.more(report).isEmpty()) {
            line("  " + Facts.more(report));
        }
        list("Tried again", report.retries(), true);
        if (!report.warnings().isEmpty()) {
            line("");
            line("Warnings (" + report.warned() + ")");
            report.warnings().forEach(warning -> line("  " + warning.code() + ": " + warning.message()));
        }
        return out.toString();
    }

    private void head() {
        line("Run         " + report.start().file() + "  (id " + report.runId() + ")");
        for (Facts.Fact fact : Facts.head(report, zone)) {
            line(String.format(Locale.ROOT, "%-11s %s", fact.name(), fact.value()));
        }
    }

    private void times() {
        if (report.times().count() == 0) {
            return;
        }
        line("");
        line(String.format(Locale.ROOT, "%-28s %9s %8s %8s %8s %8s %8s %8s", "Time of a statement", "count", "mean",
                "50%", "90%", "95%", "99%", "max"));
        Facts.times(report).forEach(timed -> row(timed.name(), timed.times()));
    }

    private void row(String name, Times t) {
        if (t.count() > 0) {
            line(String.format(Locale.ROOT, "  %-26s %9d %8s %8s %8s %8s %8s %8s", name, t.count(),
                    Figures.seconds(t.mean()), Figures.seconds(t.p50()), Figures.seconds(t.p90()),
                    Figures.seconds(t.p95()), Figures.seconds(t.p99()), Figures.seconds(t.max())));
        }
    }

    private void load() {
        if (report.load().size() < 2) {
            return;
        }
        line("");
        line("Over time, " + Figures.clock(report.elapsed()) + " from left to right");
        curve("running at once", TimeLine.Span::running);
        curve("statements/s", TimeLine.Span::perSecond);
        curve("rows read/s", TimeLine.Span::rowsPerSecond);
    }

    private void curve(String name, ToDoubleFunction<TimeLine.Span> value) {
        double[] columns = new double[Math.min(COLUMNS, report.load().size())];
        for (int i = 0; i < columns.length; i++) {
            List<TimeLine.Span> part = report.load().subList(i * report.load().size() / columns.length,
                    (i + 1) * report.load().size() / columns.length);
            columns[i] = part.stream().mapToDouble(value).average().orElse(0);
        }
        double most = 0;
        for (double column : columns) {
            most = Math.max(most, column);
        }
        var curve = new StringBuilder();
        for (double column : columns) {
            curve.append(column <= 0
                    ? ' '
                    : (unicode ? BLOCKS : ASCII).charAt((int) Math.min(7, column / most * 8)));
        }
        line(String.format(Locale.ROOT, "  %-16s %s  up to %s", name, curve,
                most < 100 ? String.format(Locale.ROOT, "%.1f", most) : Figures.count(Math.round(most))));
    }

    private void idle() {
        RunReport.Idle idle = report.idle();
        if (!Facts.anyIdle(idle)) {
            return;
        }
        line("");
        line("Idle");
        Facts.idle(idle).forEach(spent -> time(spent.what(), spent.time()));
        if (idle.gapCount() > 0) {
            line("  nothing ran for a second or more: " + idle.gapCount() + " time(s), "
                    + Figures.seconds(idle.gapTime()) + " in all"
                    + (idle.gaps().size() < idle.gapCount() ? "; by reason, and the longest:" : ""));
            if (idle.gaps().size() < idle.gapCount()) {
                Facts.gaps(idle).forEach(
                        spent -> line(
                                "    in all    " + String.format(Locale.ROOT, "%8s", Figures.seconds(spent.time()))
                                        + "  " + spent.what()));
            }
            for (Gap gap : idle.gaps()) {
                line("    " + TIME.format(gap.from().atZone(zone)) + "  "
                        + String.format(Locale.ROOT, "%8s", Figures.seconds(gap.length())) + "  "
                        + gap.cause().words());
            }
        }
    }

    private void time(String what, Duration time) {
        if (time.isPositive()) {
            line("  " + what + ": " + Figures.seconds(time));
        }
    }

    private void list(String title, List<Ended> all, boolean detailed) {
        if (all.isEmpty()) {
            return;
        }
        line("");
        line(title);
        for (Ended ended : all) {
            line("  " + TIME.format(ended.at().atZone(zone)) + "  " + Words.statement(ended.end().statement()) + " "
                    + ended.word() + " on " + ended.end().attempt().node() + " after "
                    + Figures.seconds(ended.elapsed()) + ", " + Figures.count(ended.counters().readRows())
                    + " rows read");
            if (detailed) {
                line("      " + Words.error(ended) + ": " + ended.message());
                line("      " + Words.left(ended) + "; query id " + ended.end().attempt().queryId());
            }
        }
    }

    private void line(String text) {
        out.append(Printable.line(text)).append('\n');
    }
}
