package io.github.cqr.domain.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.run.RunState;
import io.github.cqr.domain.view.EtaView.Estimate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The views agree with the run's state and with each other after every event of any run. */
class RunViewTest {
    private static boolean counts(RunEvent event) {
        return event instanceof RunEvent.Completed c && !c.statement().changesSession();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void viewsAgreeAfterEveryEvent(long seed) {
        var view = new RunView();
        long completed = 0;
        for (Envelope envelope : new RandomRun(seed).events(3_000)) {
            view.apply(envelope);
            completed += counts(envelope.event()) ? 1 : 0;
            RunState state = view.batch().state();
            List<NodesView.Node> nodes = view.nodes().at(envelope.at());

            assertEquals(state.inFlight().stream().map(f -> f.attempt().queryId()).toList(),
                    view.active().all().stream().map(a -> a.attempt().queryId()).toList());
            assertEquals(state.running(), nodes.stream().mapToInt(NodesView.Node::running).sum());
            assertEquals(completed, nodes.stream().mapToInt(NodesView.Node::done).sum());
            assertEquals(state.counts().failed() + state.counts().cancelled() + state.counts().unknown(),
                    nodes.stream().mapToInt(NodesView.Node::errors).sum());
            assertEquals(completed,
                    view.timeLine().until(envelope.at()).stream().mapToLong(TimeLine.Span::statements).sum());
            etaIsHonest(view, envelope.at(), completed);
        }
    }

    private static void etaIsHonest(RunView view, Instant now, long completed) {
        double parallel = view.eta().parallel();
        assertTrue(parallel >= 1 && parallel <= Math.max(1, view.batch().state().concurrency()),
                "parallel " + parallel);
        switch (view.eta().at(now)) {
            case Estimate.WarmingUp _ -> assertTrue(completed < EtaView.WARM_UP);
            case Estimate.Left left -> {
                assertTrue(completed >= EtaView.WARM_UP && !view.batch().state().paused());
                assertTrue(!left.duration().isNegative());
            }
            case Estimate.Paused paused -> {
                assertTrue(view.batch().state().paused());
                assertEquals(completed < EtaView.WARM_UP, paused.afterwards() == null);
            }
            case Estimate.Done _ -> assertEquals(0, view.batch().state().counts().remaining());
        }
        assertTrue(view.clock().active(now).compareTo(view.clock().elapsed(now)) <= 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void theSlowestAreTheSlowestAndEachEndedAttemptHasItsText(long seed) {
        var view = new EndedView();
        List<Envelope> events = new RandomRun(seed).events(3_000);
        events.forEach(view::apply);
        List<Duration> all = events.stream().filter(e -> e.event() instanceof RunEvent.OfEnd)
                .map(e -> new Ended((RunEvent.OfEnd) e.event(), e.at(), "").elapsed())
                .sorted(Comparator.reverseOrder()).toList();
        assertEquals(all.subList(0, 20), view.slowest().stream().map(Ended::elapsed).toList());
        for (Ended ended : view.slowest()) {
            assertEquals("SELECT " + ended.end().statement().ordinal(), ended.sql());
            assertEquals(ended, view.find(ended.end().attempt().queryId()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void noOrderOfEventsBreaksTheViews(long seed) {
        List<Envelope> events = new RandomRun(seed).events(1_000);
        Collections.shuffle(events, new Random(seed));
        var view = new RunView();
        for (Envelope envelope : events) {
            view.apply(envelope);
            assertNotNull(view.eta().at(envelope.at()));
            assertNotNull(view.nodes().at(envelope.at()));
        }
        assertEquals(events.size(), view.folded());
    }

    @Test
    void pausedTimeIsLeftOut() {
        var clock = new RunClock();
        Instant start = RandomRun.START;
        clock.apply(new Envelope(1, start, "r",
                new RunEvent.RunStarted(1, "v", "i", "g", "f", 1, 0, List.of("a"), 1, 1, null)));
        clock.apply(new Envelope(2, start.plusSeconds(10), "r", new RunEvent.Paused("me")));
        assertEquals(Duration.ofSeconds(10), clock.active(start.plusSeconds(3600)));
        clock.apply(new Envelope(3, start.plusSeconds(3600), "r", new RunEvent.Resumed("me")));
        assertEquals(Duration.ofSeconds(15), clock.active(start.plusSeconds(3605)));
        assertEquals(Duration.ofSeconds(3605), clock.elapsed(start.plusSeconds(3605)));
        assertEquals(Duration.ZERO, clock.active(start.plusSeconds(10)),
                "never negative, also when the wall clock jumps back");
    }

    @Test
    void theTimeLineJoinsItsSpansAndLosesNothing() {
        var line = new TimeLine(RandomRun.START, 8, Duration.ofSeconds(1));
        for (int i = 0; i < 1_000; i++) {
            line.add(RandomRun.START.plusSeconds(i), 5, Duration.ofSeconds(2));
        }
        assertEquals(Duration.ofSeconds(128), line.span());
        List<TimeLine.Span> spans = line.until(RandomRun.START.plusSeconds(1_023));
        assertEquals(8, spans.size());
        assertEquals(1_000, spans.stream().mapToLong(TimeLine.Span::statements).sum());
        assertEquals(1.0, spans.getFirst().perSecond());
        assertEquals(5.0, spans.getFirst().rowsPerSecond());
        assertEquals(Duration.ofSeconds(2), spans.getFirst().mean());
        assertNull(new TimeLine(RandomRun.START, 8, Duration.ofSeconds(1)).until(RandomRun.START).getFirst().mean());
    }

    @Test
    void whatRunsAloneIsNotTakenForParallel() {
        var view = new RunView();
        List<Envelope> alone = Serial.run(40, 20, Duration.ofSeconds(10), 8);
        alone.forEach(view::apply);
        Estimate estimate = view.eta().at(alone.getLast().at());
        assertEquals(Duration.ofSeconds(200), assertInstanceOf(Estimate.Left.class, estimate).duration(),
                "20 left of 10 s each, one at a time, although eight were allowed");
        assertEquals(20, view.nextOrdinal());
    }
}
