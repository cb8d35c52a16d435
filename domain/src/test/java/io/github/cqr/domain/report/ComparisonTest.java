package io.github.cqr.domain.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.report.Comparison.Change;
import io.github.cqr.domain.report.Comparison.Listed;
import io.github.cqr.domain.report.Fate.Ending;
import io.github.cqr.domain.script.StatementKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of two runs whose every event is known. */
class ComparisonTest {
    private static ComparedRun fold(Story story) {
        var run = new ComparedRun();
        story.events().forEach(run::apply);
        return run;
    }

    private static List<Integer> ordinals(Listed<Change> changes) {
        return changes.first().stream().map(change -> change.b().statement().ordinal()).toList();
    }

    private static Story first() {
        return new Story().start(6, 2, "a").dispatch(0, "a").at(1).complete(0, "a", 1).dispatch(1, "a").at(3)
                .complete(1, "a", 2).dispatch(2, "a").at(4).complete(2, "a", 1).dispatch(3, "a").at(5).fail(3, "a")
                .dispatch(4, "a").at(6).complete(4, "a", 1);
    }

    private static Story second() {
        return new Story().start(6, 2, "a").event(new RunEvent.Skipped(Story.ref(0, StatementKind.SELECT)))
                .dispatch(1, "a").at(5).complete(1, "a", 5).dispatch(2, "a").at(6).complete(2, "a", 0.5)
                .dispatch(3, "a").at(7).complete(3, "a", 1).dispatch(5, "a");
    }

    @Test
    void whatEndedOtherwiseAndWhatTookLongerAreFound() {
        Comparison comparison = Comparison.of(fold(first()), fold(second()));
        assertEquals(4, comparison.both());
        assertEquals(List.of(3), ordinals(comparison.endings()), "that an earlier process completed 0 is no other end");
        assertEquals(List.of(1), ordinals(comparison.slower()));
        assertEquals(Duration.ofSeconds(3), comparison.slower().first().getFirst().longer());
        assertEquals(List.of(2), ordinals(comparison.faster()));
        assertEquals(0, comparison.rows().count());
        assertEquals(2, comparison.timesA().count(), "only what both completed");
        assertEquals(Duration.ofMillis(1500), comparison.timesA().mean());
        assertEquals(Duration.ofMillis(2750), comparison.timesB().mean());
        assertEquals(Ending.COMPLETED, comparison.onlyA().first().getFirst().ending());
        assertEquals(Ending.NO_END, comparison.onlyB().first().getFirst().ending());
    }

    @Test
    void swappedItSaysTheSameTheOtherWayRound() {
        Comparison one = Comparison.of(fold(first()), fold(second()));
        Comparison other = Comparison.of(fold(second()), fold(first()));
        assertEquals(one.onlyA(), other.onlyB());
        assertEquals(ordinals(one.slower()), ordinals(other.faster()));
        assertEquals(ordinals(one.endings()), ordinals(other.endings()));
        assertEquals(one.timesA(), other.timesB());
    }

    @Test
    void smallDifferencesAreNoise() {
        Story a = new Story().start(2, 2, "a").dispatch(0, "a").at(10).complete(0, "a", 10).dispatch(1, "a").at(11)
                .complete(1, "a", 0.01);
        Story b = new Story().start(2, 2, "a").dispatch(0, "a").at(10.9).complete(0, "a", 10.9).dispatch(1, "a")
                .at(11).complete(1, "a", 0.1);
        Comparison comparison = Comparison.of(fold(a), fold(b));
        assertEquals(0, comparison.slower().count(), "under a tenth, and under 100 ms");
    }
}
