package io.github.cqr.adapters.report;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.report.Gap;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.report.Times;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.TimeLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/**
 * A report as one HTML file, for a post-mortem: the facts of the other forms as tables, which need no script, and charts of every attempt.
 * The file fetches nothing, and what comes from outside is text in it wherever it stands.
 */
public final class HtmlReport {
    private static final String NUMBER = "#";

    private final RunReport report;
    private final ZoneId zone;
    private final Markup page = new Markup();

    private HtmlReport(RunReport report, ZoneId zone) {
        this.report = report;
        this.zone = zone;
    }

    /**
     * Writes the report; leaves the stream open.
     *
     * @param report of the same events
     * @param events of one process; memory for some 20 bytes each of its attempts is taken
     * @throws IOException if the stream takes no more, or the program is not whole
     */
    public static void write(RunReport report, ZoneId zone, Events events, OutputStream out) throws IOException {
        Assets assets = Assets.load();
        var data = new ChartData(report, zone);
        events.each(data::take);
        out.write(new HtmlReport(report, zone).upToData(assets, data.marks()).getBytes(StandardCharsets.UTF_8));
        data.write(out);
        var rest = new Markup().end("script");
        assets.scripts().forEach(script -> rest.open("script").raw(script).end("script"));
        out.write(rest.end("body").end("html").toString().getBytes(StandardCharsets.UTF_8));
    }

    private String upToData(Assets assets, List<ChartData.Mark> marks) {
        page.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head").open("meta", "charset", "utf-8")
                .open("meta", "http-equiv", "Content-Security-Policy", "content", assets.policy())
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .open("meta", "name", "color-scheme", "content", "light dark")
                .element("title", "Run of " + report.start().file() + ": " + Words.outcome(report))
                .open("style").raw(assets.style()).close("style").end("head").open("body");
        head();
        page.open("main");
        attempts("wrong", "Gone wrong", "Attempts that failed, were cancelled or ended in doubt, in their order",
                report.troubles(), Facts.more(report));
        charts();
        events(marks);
        times();
        attempts("slowest", "Slowest", "The attempts that took longest, the longest first", report.slowest(), "");
        idle();
        int more = report.retried() - report.retries().size();
        attempts("again", "Tried again", "Tries that failed and were tried again, in their order", report.retries(),
                more > 0 ? "... and " + more + " more in the log" : "");
        warnings();
        page.end("main").open("footer")
                .element("p", "Made by cqr report from the run's event log. Times are of the zone "
                        + zone.getId() + ". The charts are drawn by uPlot (MIT licence, in this file).")
                .end("footer");
        page.open("script", "type", "application/json", "id", "run-data");
        return page.toString();
    }

    private void head() {
        page.open("header").open("h1").text("Run of ").element("span", report.start().file(), "class", "file")
                .end("h1");
        page.open("p", "class", "outcome " + tone()).element("strong", Words.outcome(report)).end("p");
        page.open("ul", "class", "tiles", "aria-label", "The run in figures");
        Counts counts = report.counts();
        tile("took", Figures.clock(report.elapsed()));
        tile("completed of " + counts.total(), Integer.toString(counts.completed()));
        tile("gone wrong", Integer.toString(report.trouble()));
        tile("tried again", Integer.toString(report.retried()));
        tile("rows read", Figures.count(report.volume().rowsRead()));
        tile("read", Figures.bytes(report.volume().bytesRead()));
        tile("rows written", Figures.count(report.volume().rowsWritten()));
        tile("50 % took at most", Figures.seconds(report.times().p50()));
        tile("99 % took at most", Figures.seconds(report.times().p99()));
        page.end("ul");
        progress(counts);
        page.open("table", "class", "facts").element("caption", "The run").open("tbody");
        Facts.head(report, zone).forEach(fact -> fact(fact.name(), fact.value()));
        fact("Run id", report.runId());
        page.close("tbody").end("table");
        navigation();
        page.end("header");
    }

    private String tone() {
        RunEvent.RunFinished end = report.end();
        return end == null ? "open" : end.outcome() == RunOutcome.COMPLETED ? "good" : "bad";
    }

    private void tile(String what, String figure) {
        page.open("li").element("b", figure).text(" ").element("span", what).end("li");
    }

    /** The statements of the file in the proportions of what became of them. */
    private void progress(Counts counts) {
        page.open("svg", "class", "progress", "viewBox", "0 0 1000 10", "preserveAspectRatio", "none", "role", "img",
                "aria-label", Words.counts(report));
        double x = 0;
        String[] classes = {"done", "skipped", "failed", "cancelled", "unknown"};
        int[] parts = {counts.completed(), counts.skipped(), counts.failed(), counts.cancelled(), counts.unknown()};
        for (int i = 0; i < parts.length; i++) {
            double width = counts.total() == 0 ? 0 : 1000.0 * parts[i] / counts.total();
            if (width > 0) {
                // One of many is still seen.
                page.open("rect", "class", classes[i], "x", number(x), "y", "0", "height", "10", "width",
                        number(Math.max(2, width))).close("rect");
            }
            x += width;
        }
        page.end("svg");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private void fact(String name, String value) {
        page.open("tr").element("th", name, "scope", "row").element("td", value).end("tr");
    }

    private void navigation() {
        page.open("nav", "aria-label", "Parts of the report");
        if (!report.troubles().isEmpty()) {
            page.element("a", "Gone wrong", "href", "#wrong");
        }
        page.element("a", "Over time", "href", "#charts").element("a", "Events of the run", "href", "#events")
                .element("a", "Time of a statement", "href", "#times");
        if (!report.slowest().isEmpty()) {
            page.element("a", "Slowest", "href", "#slowest");
        }
        page.element("a", "Idle", "href", "#idle");
        if (!report.retries().isEmpty()) {
            page.element("a", "Tried again", "href", "#again");
        }
        if (!report.warnings().isEmpty()) {
            page.element("a", "Warnings", "href", "#warnings");
        }
        page.end("nav");
    }

    private void section(String id, String title) {
        page.open("section", "id", id, "aria-labelledby", id + "-title").element("h2", title, "id", id + "-title")
                .raw("\n");
    }

    /** @param columns their titles; those of figures begin with {@link #NUMBER} */
    private void table(String caption, String... columns) {
        page.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", caption).open("table")
                .element("caption", caption).open("thead").open("tr");
        for (String column : columns) {
            boolean number = column.startsWith(NUMBER);
            page.element("th", number ? column.substring(NUMBER.length()) : column, "scope", "col", "class",
                    number ? "n" : "");
        }
        page.close("tr").end("thead").open("tbody");
    }

    private void endTable() {
        page.close("tbody").close("table").end("div");
    }

    private void charts() {
        section("charts", "Over time");
        page.open("noscript")
                .element("p",
                        "The charts need JavaScript, which is off here. Everything else of this report is in the tables.")
                .end("noscript");
        page.open("div", "id", "chart-room").end("div");
        page.open("details").element("summary", "The same as a table, in spans of " + Figures.seconds(report.span()));
        table("What was done when, in spans of " + Figures.seconds(report.span()), "from", "#running at once",
                "#statements/s", "#rows read/s", "#mean time");
        Instant from = report.startedAt();
        for (TimeLine.Span span : report.load()) {
            Duration mean = span.mean();
            page.open("tr").element("td", Facts.day(from, zone)).element("td", rate(span.running()), "class", "n")
                    .element("td", rate(span.perSecond()), "class", "n")
                    .element("td", Figures.count(Math.round(span.rowsPerSecond())), "class", "n")
                    .element("td", mean == null ? "" : Figures.seconds(mean), "class", "n").end("tr");
            from = from.plus(report.span());
        }
        endTable();
        page.close("details").end("section");
    }

    private void events(List<ChartData.Mark> marks) {
        section("events", "Events of the run");
        if (marks.isEmpty()) {
            page.element("p", "None: no pause, no lost node, no warning, nothing of the kind.");
        } else {
            table("What concerned the whole run" + (marks.size() < ChartData.MOST_MARKS
                    ? ""
                    : "; the first " + ChartData.MOST_MARKS), "at", "what");
            for (ChartData.Mark mark : marks) {
                page.open("tr").element("td", Facts.day(mark.at(), zone), "class", "t")
                        .element("td", mark.line().text(), "class", "what " + Words.word(mark.line().level()))
                        .end("tr");
            }
            endTable();
        }
        page.end("section");
    }

    private static String rate(double value) {
        return value < 100 ? String.format(Locale.ROOT, "%.1f", value) : Figures.count(Math.round(value));
    }

    private void times() {
        section("times", "Time of a statement");
        table("How long completed statements took: overall, by node, by kind", "", "#count", "#mean", "#50 %", "#90 %",
                "#95 %", "#99 %", "#max");
        for (Facts.Timed timed : Facts.times(report)) {
            Times t = timed.times();
            page.open("tr").element("th", timed.name(), "scope", "row").element("td", Long.toString(t.count()),
                    "class", "n");
            for (Duration time : List.of(t.mean(), t.p50(), t.p90(), t.p95(), t.p99(), t.max())) {
                page.element("td", Figures.seconds(time), "class", "n");
            }
            page.end("tr");
        }
        endTable();
        page.end("section");
    }

    private void attempts(String id, String title, String caption, List<Ended> all, String more) {
        if (all.isEmpty()) {
            return;
        }
        section(id, title);
        table(caption, "at", "statement", "ended", "node", "#after", "#rows read", "message");
        for (Ended ended : all) {
            RunEvent.OfEnd end = ended.end();
            page.open("tr", "data-statement", Integer.toString(end.statement().ordinal()), "data-at", since(ended.at()))
                    .element("td", Facts.day(ended.at(), zone), "class", "t")
                    .element("td", Words.statement(end.statement()), "class", "s")
                    .open("td").element("span", ended.word(), "class", "end " + ended.word().replace(' ', '-'))
                    .close("td").element("td", end.attempt().node(), "class", "node")
                    .element("td", Figures.seconds(ended.elapsed()), "class", "n")
                    .element("td", Figures.count(ended.counters().readRows()), "class", "n").open("td", "class", "m");
            if (!ended.message().isEmpty()) {
                page.element("p", Words.error(ended) + ": " + ended.message(), "class", "message")
                        .element("p", Words.left(ended) + "; query id " + end.attempt().queryId(), "class", "left");
            }
            if (!ended.sql().isEmpty()) {
                page.open("details").element("summary", "text of the statement").open("pre")
                        .element("code", ended.sql()).close("pre")
                        .close("details");
            }
            page.close("td").end("tr");
        }
        endTable();
        if (!more.isEmpty()) {
            page.element("p", more);
        }
        page.end("section");
    }

    private String since(Instant at) {
        return Long.toString(ChartData.millis(Duration.between(report.startedAt(), at)));
    }

    private void idle() {
        RunReport.Idle idle = report.idle();
        section("idle", "Idle");
        table("Where time went in which the cluster could have done more", "", "#time");
        Facts.idle(idle).forEach(spent -> spent(spent.what(), spent.time()));
        spent("nothing ran for a second or more, " + idle.gapCount() + " time(s)", idle.gapTime());
        Facts.gaps(idle).forEach(spent -> spent("of that: " + spent.what(), spent.time()));
        endTable();
        if (!idle.gaps().isEmpty()) {
            table(idle.gaps().size() < idle.gapCount()
                    ? "The longest times in which nothing ran, in their order"
                    : "Times in which nothing ran", "from", "#length", "why");
            for (Gap gap : idle.gaps()) {
                page.open("tr", "data-from", since(gap.from()), "data-to", since(gap.from().plus(gap.length())))
                        .element("td", Facts.day(gap.from(), zone), "class", "t")
                        .element("td", Figures.seconds(gap.length()), "class", "n")
                        .element("td", gap.cause().words()).end("tr");
            }
            endTable();
        }
        page.end("section");
    }

    private void spent(String what, Duration time) {
        page.open("tr").element("th", what, "scope", "row").element("td", Figures.seconds(time), "class", "n")
                .end("tr");
    }

    private void warnings() {
        if (report.warnings().isEmpty()) {
            return;
        }
        section("warnings", "Warnings (" + report.warned() + ")");
        page.open("ul", "class", "warnings");
        report.warnings().forEach(w -> page.open("li").element("code", w.code()).text(" " + w.message()).end("li"));
        page.close("ul").end("section");
    }
}
