package io.github.cqr.domain.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.Gap.Cause;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a report says of runs whose every event is known. */
class ReportFoldTest {
    @Test
    void nothingIsSaidOfALogWithoutARun() {
        var fold = new ReportFold();
        new Story().event(new RunEvent.Paused("x")).events().forEach(fold::apply);
        assertNull(fold.report());
    }

    @Test
    void countsTimesAndVolumeAreThoseOfTheStatements() {
        RunReport report = new Story().start(6, 2, "a", "b").event(new RunEvent.Skipped(Story.ref(0,
                StatementKind.SELECT))).dispatch(1, "a").dispatch(2, "b").at(1).complete(1, "a", 1).dispatch(3, "a")
                .at(4)
                .complete(2, "b", 4).at(5).fail(3, "a").dispatch(4, "b").report();
        assertEquals(new Counts(6, 1, 2, 1, 0, 0), report.counts());
        assertEquals(1, report.inFlight());
        assertEquals(new RunReport.Volume(20, 200, 10), report.volume());
        assertEquals(2, report.times().count());
        assertEquals(Duration.ofMillis(2500), report.times().mean());
        assertEquals(Duration.ofSeconds(4), report.times().max());
        assertEquals(1, times(report, "a").count());
        assertEquals(Duration.ofSeconds(4), times(report, "b").max());
        assertEquals(List.of(2, 1, 3),
                report.slowest().stream().map(ended -> ended.end().statement().ordinal()).toList());
        assertEquals(3, report.troubles().getFirst().end().statement().ordinal());
        assertEquals(Duration.ofSeconds(5), report.elapsed());
        assertNull(report.end());
    }

    @Test
    void whatTookLongAndWhatFailedHaveTheirTextWithoutSecrets() {
        String sql = "INSERT INTO t SELECT * FROM url('http://u:hunter2@h/x')";
        var slow = new RunEvent.Dispatched(Story.ref(0, StatementKind.SELECT), Story.on(0, "a"), sql,
                SessionContext.EMPTY, null);
        var failing = new RunEvent.Dispatched(Story.ref(1, StatementKind.SELECT), Story.on(1, "a"), "x".repeat(5000),
                SessionContext.EMPTY, null);
        RunReport report = new Story().start(3, 3, "a").event(slow).event(failing).dispatch(2, "a").at(9)
                .complete(0, "a", 9).fail(1, "a").complete(2, "a", 1).report();
        String told = report.slowest().getFirst().sql();
        assertTrue(told.startsWith("INSERT INTO t SELECT * FROM url(") && !told.contains("hunter2"), told);
        assertEquals("x".repeat(4000) + "\n... (1000 more characters)", report.troubles().getFirst().sql());
        assertEquals("", report.slowest().getLast().sql());
    }

    private static Times times(RunReport report, String node) {
        Times times = report.byNode().get(node);
        assertNotNull(times);
        return times;
    }

    @Test
    void howManyRanAtOnceIsTheMeanOfEachSpan() {
        RunReport report = new Story().start(2, 2, "a").dispatch(0, "a").at(0.5).dispatch(1, "a").at(1)
                .complete(0, "a", 1).at(3).complete(1, "a", 2.5).report();
        assertEquals(1.5, report.load().get(0).running(), 0.001);
        assertEquals(1.0, report.load().get(1).running(), 0.001);
        assertEquals(1.0, report.load().get(2).running(), 0.001);
    }

    @Test
    void aGapHasItsCause() {
        assertEquals(Cause.PAUSED, cause(story -> story.at(2).event(new RunEvent.Paused("x")).at(9)
                .event(new RunEvent.Resumed("x"))));
        assertEquals(Cause.CHECKPOINTS_AWAY, cause(story -> story.event(new RunEvent.CheckpointDegraded("x")).at(9)
                .event(new RunEvent.CheckpointRestored(Duration.ofSeconds(8)))));
        assertEquals(Cause.NODE_LOST, cause(story -> story.event(new RunEvent.NodeLost("a", "x"))));
        assertEquals(Cause.UNKNOWN, cause(_ -> {}));
        RunReport barrier = new Story().start(2, 1, "a").dispatch(0, "a", StatementKind.SCHEMA).at(1)
                .complete(0, "a", StatementKind.SCHEMA, 1).at(3).dispatch(1, "a").report();
        assertEquals(List.of(Cause.BARRIER), barrier.idle().gaps().stream().map(Gap::cause).toList());
        RunReport start = new Story().start(2, 1, "a").at(3).dispatch(1, "a").report();
        assertEquals(new Gap(Story.START, Duration.ofSeconds(3), Cause.STARTING), start.idle().gaps().getFirst());
    }

    private static Cause cause(Consumer<Story> meanwhile) {
        Story story = new Story().start(2, 1, "a").dispatch(0, "a").at(1).complete(0, "a", 1);
        meanwhile.accept(story);
        RunReport report = story.at(10).dispatch(1, "a").report();
        assertEquals(1, report.idle().gapCount());
        assertEquals(Duration.ofSeconds(9), report.idle().gapTime());
        return report.idle().gaps().getFirst().cause();
    }

    @Test
    void pausesAndThrottlingAddUp() {
        RunReport report = new Story().start(2, 4, "a").at(1).event(new RunEvent.Paused("x")).at(3)
                .event(new RunEvent.Resumed("x")).event(new RunEvent.ConcurrencyChanged(2, "x")).at(10)
                .event(new RunEvent.ConcurrencyChanged(4, "x")).at(11).event(new RunEvent.Paused("x")).at(12)
                .event(new RunEvent.Warning("w", "m", null)).report();
        assertEquals(Duration.ofSeconds(3), report.idle().paused());
        assertEquals(Duration.ofSeconds(7), report.idle().throttled());
        assertEquals(1, report.warned());
    }

    @Test
    void onlyTheLongestGapsAreKeptAndAllAreCounted() {
        Story story = new Story().start(200, 1, "a");
        double second = 0;
        for (int i = 0; i < 100; i++) {
            story.at(second).dispatch(i, "a").at(second + 1).complete(i, "a", 1);
            second += 2 + i;
            if (i < 10) {
                story.event(new RunEvent.Paused("x")).at(second).event(new RunEvent.Resumed("x"));
            }
        }
        RunReport report = story.report();
        assertEquals(99, report.idle().gapCount());
        assertEquals(Map.of(Cause.PAUSED, Duration.ofSeconds(55), Cause.UNKNOWN, Duration.ofSeconds(99 * 50 - 55)),
                report.idle().gapTimes(), "also of those that are not kept");
        assertEquals(Duration.ofSeconds(99 * 50), report.idle().gapTime());
        assertTrue(report.idle().gaps().size() <= 50);
        assertEquals(Duration.ofSeconds(99), report.idle().gaps().getLast().length());
    }

    @Test
    void theLastProcessOfALogIsToldOf() {
        RunReport report = new Story().start(1, 1, "a").dispatch(0, "a").at(1).complete(0, "a", 1).at(5)
                .start(3, 1, "b")
                .report();
        assertEquals(1, report.earlier());
        assertEquals(Counts.of(3), report.counts());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void percentilesAreWithinOnePercentOfTheExactOnes(long seed) {
        var random = new Random(seed);
        var histogram = new Histogram();
        List<Duration> all = new ArrayList<>();
        int count = 1 + random.nextInt(5000);
        for (int i = 0; i < count; i++) {
            Duration duration = Duration.ofNanos(1000 * (long) Math.exp(random.nextDouble() * 30));
            all.add(duration);
            histogram.add(duration);
        }
        all.sort(null);
        for (int percent : new int[]{1, 50, 90, 95, 99, 100}) {
            double exact = all.get((int) Math.ceilDiv((long) count * percent, 100L) - 1).toNanos();
            double told = histogram.percentile(percent).toNanos();
            assertTrue(told >= exact - 1000 && told <= exact * 1.01 + 1000, percent + " %: " + exact + " " + told);
        }
        assertEquals(all.getLast(), histogram.times().max());
    }
}
