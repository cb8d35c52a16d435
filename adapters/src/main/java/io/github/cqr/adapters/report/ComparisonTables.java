package io.github.cqr.adapters.report;

import io.github.cqr.domain.report.Comparison;
import io.github.cqr.domain.report.Comparison.Change;
import io.github.cqr.domain.report.Comparison.Listed;
import io.github.cqr.domain.report.Fate;
import io.github.cqr.domain.report.RunReport;
import io.github.cqr.domain.report.Times;
import io.github.cqr.domain.view.Figures;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables of a comparison for people, the same in every form. */
final class ComparisonTables {
    private static final Times NONE = new Times(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO,
            Duration.ZERO, Duration.ZERO);

    /** The row of all statements, which is the first. */
    private static final String ALL = "all";

    private final Comparison comparison;
    private final ZoneId zone;
    private final int listed;

    /**
     * A table.
     *
     * @param title what it is about
     * @param header names of its columns
     * @param rows its cells
     * @param more what is left out, empty when nothing is
     */
    record Table(String title, List<String> header, List<List<String>> rows, String more) {}

    /** @param listed how many rows a list of statements has at most */
    ComparisonTables(Comparison comparison, ZoneId zone, int listed) {
        this.comparison = comparison;
        this.zone = zone;
        this.listed = listed;
    }

    /** How many statements there are to compare, in a sentence. */
    String statements() {
        return comparison.both() + " statement(s) in both logs, " + comparison.onlyA().count() + " in A alone, "
                + comparison.onlyB().count() + " in B alone";
    }

    /** All of them that have rows. */
    List<Table> all() {
        List<Table> tables = new ArrayList<>();
        tables.add(head());
        tables.add(times());
        tables.add(idle());
        tables.add(changes("Ended otherwise", comparison.endings(), List.of("statement", "A", "B"),
                change -> List.of(ending(change.a()), ending(change.b()))));
        List<String> timed = List.of("statement", "A", "B", "B/A", "difference");
        tables.add(changes("Slower in B", comparison.slower(), timed, ComparisonTables::timed));
        tables.add(changes("Faster in B", comparison.faster(), timed, ComparisonTables::timed));
        tables.add(changes("Other numbers of rows", comparison.rows(),
                List.of("statement", "read in A", "read in B", "written in A", "written in B"),
                change -> List.of(Long.toString(change.a().rowsRead()), Long.toString(change.b().rowsRead()),
                        Long.toString(change.a().rowsWritten()), Long.toString(change.b().rowsWritten()))));
        tables.add(only("In A alone: not in the file of B, or B did not get to it", comparison.onlyA()));
        tables.add(only("In B alone: not in the file of A, or A did not get to it", comparison.onlyB()));
        return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    }

    private Table head() {
        Map<String, String> a = facts(comparison.a());
        Map<String, String> b = facts(comparison.b());
        Set<String> names = new LinkedHashSet<>(a.keySet());
        names.addAll(b.keySet());
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
            String inA = a.getOrDefault(name, "-");
            String inB = b.getOrDefault(name, "-");
            if (inA.equals(inB)) {
                rows.add(List.of(name, "both", inA));
            } else {
                rows.add(List.of(name, "A", inA));
                rows.add(List.of("", "B", inB));
            }
        }
        return new Table("Runs", List.of("", "", ""), rows, "");
    }

    private Map<String, String> facts(RunReport report) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("File", report.start().file());
        facts.put("Run id", report.runId());
        Facts.head(report, zone).forEach(fact -> facts.put(fact.name(), fact.value()));
        return facts;
    }

    private Table times() {
        List<List<String>> rows = new ArrayList<>();
        timed(rows, "completed in both", comparison.timesA(), comparison.timesB());
        Map<String, Times> a = times(comparison.a());
        Map<String, Times> b = times(comparison.b());
        Set<String> names = new LinkedHashSet<>(List.of(ALL));
        names.addAll(comparison.a().byNode().keySet());
        names.addAll(comparison.b().byNode().keySet());
        names.addAll(a.keySet());
        names.addAll(b.keySet());
        names.forEach(name -> timed(rows, name, a.getOrDefault(name, NONE), b.getOrDefault(name, NONE)));
        return new Table("Time of a statement",
                List.of("", "", "count", "mean", "50%", "90%", "95%", "99%", "max"), rows, "");
    }

    private static Map<String, Times> times(RunReport report) {
        Map<String, Times> times = new LinkedHashMap<>();
        Facts.times(report).forEach(timed -> times.put(timed.name(), timed.times()));
        return times;
    }

    private static void timed(List<List<String>> rows, String name, Times a, Times b) {
        if (a.count() > 0) {
            rows.add(figures(name, "A", a));
        }
        if (b.count() > 0) {
            rows.add(figures(a.count() > 0 ? "" : name, "B", b));
            if (a.count() > 0) {
                rows.add(List.of("", "B/A", "", Words.ratio(Times.ratio(a.mean(), b.mean())),
                        Words.ratio(Times.ratio(a.p50(), b.p50())), Words.ratio(Times.ratio(a.p90(), b.p90())),
                        Words.ratio(Times.ratio(a.p95(), b.p95())), Words.ratio(Times.ratio(a.p99(), b.p99())),
                        Words.ratio(Times.ratio(a.max(), b.max()))));
            }
        }
    }

    private static List<String> figures(String name, String side, Times t) {
        return List.of(name, side, Long.toString(t.count()), Figures.seconds(t.mean()), Figures.seconds(t.p50()),
                Figures.seconds(t.p90()), Figures.seconds(t.p95()), Figures.seconds(t.p99()),
                Figures.seconds(t.max()));
    }

    private Table idle() {
        List<List<String>> rows = new ArrayList<>();
        List<Facts.Spent> a = idle(comparison.a());
        List<Facts.Spent> b = idle(comparison.b());
        for (int i = 0; i < a.size(); i++) {
            if (a.get(i).time().isPositive() || b.get(i).time().isPositive()) {
                rows.add(List.of(a.get(i).what(), Figures.seconds(a.get(i).time()),
                        Figures.seconds(b.get(i).time())));
            }
        }
        return new Table("Idle", List.of("", "A", "B"), rows, "");
    }

    private static List<Facts.Spent> idle(RunReport report) {
        List<Facts.Spent> all = new ArrayList<>(Facts.idle(report.idle()));
        all.add(new Facts.Spent("nothing ran for a second or more", report.idle().gapTime()));
        return all;
    }

    private Table changes(String title, Listed<Change> changes, List<String> header,
            Function<Change, List<String>> cells) {
        return table(title, changes, header, change -> {
            List<String> row = new ArrayList<>(List.of(Words.statement(change.b().statement())));
            row.addAll(cells.apply(change));
            return row;
        });
    }

    private static List<String> timed(Change change) {
        return List.of(Figures.seconds(change.a().elapsed()), Figures.seconds(change.b().elapsed()),
                Words.ratio(Times.ratio(change.a().elapsed(), change.b().elapsed())), Words.signed(change.longer()));
    }

    private Table only(String title, Listed<Fate> fates) {
        return table(title, fates, List.of("statement", "ended"),
                fate -> List.of(Words.statement(fate.statement()), ending(fate)));
    }

    private <T> Table table(String title, Listed<T> all, List<String> header,
            Function<T, List<String>> row) {
        List<T> first = all.first().subList(0, Math.min(listed, all.first().size()));
        int more = all.count() - first.size();
        return new Table(title + " (" + all.count() + ")", header,
                first.stream().map(row).collect(Collectors.toList()),
                more > 0 ? "... and " + more + " more" : "");
    }

    /** {@code left running}. */
    static String ending(Fate fate) {
        return fate.ending() == Fate.Ending.NO_END ? "no end in the log" : Words.word(fate.ending()).replace('_', ' ');
    }
}
