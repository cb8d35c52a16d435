package io.github.cqr.domain.report;

import io.github.cqr.domain.report.Fate.Ending;
import io.github.cqr.domain.script.StatementId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Two runs of the same file, or of two versions of it, statement by statement. Statements are the same when their text is, and their place
 * among repetitions of that text.
 *
 * @param a the first run
 * @param b the second run
 * @param both how many statements both tell of
 * @param onlyA those that the first alone tells of: not in the other's file, or the other did not get to it
 * @param onlyB those that the second alone tells of
 * @param timesA how long those took in the first run that both completed
 * @param timesB the same in the second run
 * @param endings statements that ended otherwise; one that an earlier process completed counts as completed
 * @param slower statements that took longer in the second run, by {@link #NOTABLE} and a tenth or more; those of the greatest difference first
 * @param faster the same the other way round
 * @param rows statements that both completed and that read or wrote another number of rows; those of the greatest difference first
 */
public record Comparison(
        RunReport a,
        RunReport b,
        int both,
        Listed<Fate> onlyA,
        Listed<Fate> onlyB,
        Times timesA,
        Times timesB,
        Listed<Change> endings,
        Listed<Change> slower,
        Listed<Change> faster,
        Listed<Change> rows) {
    /** A smaller difference of time is noise. */
    public static final Duration NOTABLE = Duration.ofMillis(100);
    /** So many of each list are kept. */
    static final int LISTED = 50;
    private static final double A_TENTH = 1.1;

    /** The first of a list, and how many there were. */
    public record Listed<T>(List<T> first, int count) {
        static <T> Listed<T> of(List<T> all, Comparator<? super T> order) {
            return new Listed<>(all.stream().sorted(order).limit(LISTED).toList(), all.size());
        }
    }

    /** What became of a statement in both runs. */
    public record Change(Fate a, Fate b) {
        /** How much longer the second took; negative for less. */
        public Duration longer() {
            return b.elapsed().minus(a.elapsed());
        }

        private long otherRows() {
            return Math.abs(b.rowsWritten() - a.rowsWritten()) + Math.abs(b.rowsRead() - a.rowsRead());
        }

        private boolean timed() {
            return a.ending() == Ending.COMPLETED && b.ending() == Ending.COMPLETED;
        }

        private boolean notable() {
            Duration less = longer().isNegative() ? b.elapsed() : a.elapsed();
            Duration more = longer().isNegative() ? a.elapsed() : b.elapsed();
            return longer().abs().compareTo(NOTABLE) >= 0 && Times.ratio(less, more) >= A_TENTH;
        }
    }

    /**
     * Compares.
     *
     * @throws NullPointerException if no run has begun in one of them
     */
    public static Comparison of(ComparedRun a, ComparedRun b) {
        List<Change> both = new ArrayList<>();
        List<Fate> onlyA = new ArrayList<>();
        List<Fate> onlyB = new ArrayList<>();
        a.fates().forEach((id, fate) -> {
            Fate other = b.fates().get(id);
            if (other == null) {
                onlyA.add(fate);
            } else {
                both.add(new Change(fate, other));
            }
        });
        for (Map.Entry<StatementId, Fate> entry : b.fates().entrySet()) {
            if (!a.fates().containsKey(entry.getKey())) {
                onlyB.add(entry.getValue());
            }
        }
        var timesA = new Histogram();
        var timesB = new Histogram();
        both.stream().filter(Change::timed).forEach(change -> {
            timesA.add(change.a().elapsed());
            timesB.add(change.b().elapsed());
        });
        Comparator<Fate> inFileOrder = Comparator.comparingInt(fate -> fate.statement().ordinal());
        Comparator<Change> placed = Comparator.comparing(Change::a, inFileOrder);
        Comparator<Change> byTime = Comparator.comparing((Change change) -> change.longer().abs()).reversed()
                .thenComparing(placed);
        return new Comparison(Objects.requireNonNull(a.report(), "the log of no run"),
                Objects.requireNonNull(b.report(), "the log of no run"), both.size(), Listed.of(onlyA, inFileOrder),
                Listed.of(onlyB, inFileOrder), timesA.times(), timesB.times(),
                listed(both, change -> !change.a().endedAs(change.b()), placed),
                listed(both, change -> change.timed() && change.notable() && change.longer().isPositive(), byTime),
                listed(both, change -> change.timed() && change.notable() && change.longer().isNegative(), byTime),
                listed(both, change -> change.timed() && change.otherRows() > 0,
                        Comparator.comparingLong(Change::otherRows).reversed().thenComparing(placed)));
    }

    private static Listed<Change> listed(List<Change> all, Predicate<Change> wanted, Comparator<Change> order) {
        return Listed.of(all.stream().filter(wanted).toList(), order);
    }
}
