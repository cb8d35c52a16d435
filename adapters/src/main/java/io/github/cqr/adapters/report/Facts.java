package io.github.cqr.adapters.report;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.report.Times;
import io.github.cqr.domain.view.Figures;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The rows of a report for people, the same in every form. */
final class Facts {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private Facts() {}

    /** What is said, and its name. */
    record Fact(String name, String value) {}

    /** How long something held. */
    record Spent(String what, Duration time) {}

    /** How long the statements of one sort took. */
    record Timed(String name, Times times) {}

    /** {@code 2026-03-01 14:30:12}. */
    static String day(Instant at, ZoneId zone) {
        return DAY.format(at.atZone(zone));
    }

    /** What is known of the run as a whole; its file and its id are left to the title. */
    static List<Fact> head(RunReport report, ZoneId zone) {
        RunEvent.RunStarted start = report.start();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Outcome", Words.outcome(report)));
        facts.add(new Fact("Time", day(report.startedAt(), zone) + " to " + day(report.lastAt(), zone) + ", "
                + Figures.clock(report.elapsed())));
        facts.add(new Fact("Statements", Words.counts(report)));
        facts.add(new Fact("Volume", Words.volume(report)));
        facts.add(new Fact("Nodes", String.join(", ", start.nodes()) + "; concurrency " + start.concurrency()));
        if (report.retried() > 0) {
            facts.add(new Fact("Retries", Integer.toString(report.retried())));
        }
        facts.add(new Fact("Process", start.instance() + ", cqr " + start.version()));
        if (report.earlier() > 0) {
            facts.add(new Fact("Before it",
                    report.earlier() + " other process(es) in the same log, not told of here"));
        }
        return facts;
    }

    /** Times of all statements, of each node's, of each kind's. */
    static List<Timed> times(RunReport report) {
        List<Timed> rows = new ArrayList<>();
        rows.add(new Timed("all", report.times()));
        report.byNode().forEach((node, times) -> rows.add(new Timed(node, times)));
        report.byKind().forEach((kind, times) -> rows.add(new Timed(Words.word(kind), times)));
        return rows;
    }

    /** Where time went in which the cluster could have done more; the gaps left out. */
    static List<Spent> idle(RunReport.Idle idle) {
        return List.of(new Spent("paused", idle.paused()),
                new Spent("fewer at once than at the start", idle.throttled()),
                new Spent("checkpoints away", idle.checkpointsAway()));
    }

    /** For what reasons nothing ran, and how long for each: the worst first. */
    static List<Spent> gaps(RunReport.Idle idle) {
        return idle.gapTimes().entrySet().stream().map(e -> new Spent(e.getKey().words(), e.getValue()))
                .sorted(Comparator.comparing(Spent::time).reversed()).toList();
    }

    /** Whether anything at all is to be said of idle time. */
    static boolean anyIdle(RunReport.Idle idle) {
        return idle.gapCount() > 0 || idle(idle).stream().anyMatch(spent -> spent.time().isPositive());
    }

    /** What went wrong and is not in the report's list; empty when all is. */
    static String more(RunReport report) {
        int more = report.trouble() - report.troubles().size();
        return more > 0 ? "... and " + more + " more in the log" : "";
    }
}
