package io.github.cqr.domain.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.domain.view.RunView;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever way one goes to a place in a recording, the views are those of all events up to it. */
class TapeTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** Events in memory, of which more can come. */
    private static final class InMemory implements Recording {
        private final List<Envelope> events = new ArrayList<>();

        @Override
        public Cursor from(long position) {
            return new Cursor() {
                private int at = (int) position;

                @Override
                public @Nullable Envelope next() {
                    return at < events.size() ? events.get(at++) : null;
                }

                @Override
                public long position() {
                    return at;
                }
            };
        }

        @Override
        public long size() {
            return events.size();
        }

        @Override
        public void close() {}
    }

    /** A run of so many statements, with failures, pauses, and a clock that now and then jumps back. */
    private static List<Envelope> run(long seed, int statements) {
        var random = new Random(seed);
        List<Envelope> all = new ArrayList<>();
        Instant[] now = {START};
        add(all, now[0], new RunEvent.RunStarted(1, "v", "i", "g", "f.sql", statements, 0, List.of("a", "b"), 4, 4,
                null));
        var flying = new ArrayDeque<Envelope>();
        for (int i = 0; i < statements || !flying.isEmpty();) {
            now[0] = now[0].plusMillis(random.nextInt(20) == 0 ? -50 : random.nextInt(400));
            if (i < statements && ((flying.size() < 4 && random.nextBoolean()) || flying.isEmpty())) {
                var ref = new StatementRef(i, i + 1L, "h" + i, 1, StatementKind.INSERT_SELECT, null);
                add(all, now[0], new RunEvent.Dispatched(ref, new Attempt(1, i % 2 == 0 ? "a" : "b", "q" + i), "S" + i,
                        SessionContext.EMPTY, null));
                flying.add(all.getLast());
                i++;
            } else {
                end(all, now[0], (RunEvent.Dispatched) flying.remove().event(), random);
            }
        }
        return all;
    }

    private static void end(List<Envelope> all, Instant at, RunEvent.Dispatched d, Random random) {
        var counters = new Counters(random.nextInt(1000), 0, 0, 5, 0);
        add(all, at, new RunEvent.Progress(d.statement(), d.attempt(), counters, Duration.ofMillis(5)));
        add(all, at, random.nextInt(15) == 0
                ? new RunEvent.Failed(d.statement(), d.attempt(), new Failure.Server(241, "M", "m"), counters,
                        Leftover.nothing(), at, Duration.ofMillis(random.nextInt(3000)))
                : new RunEvent.Completed(d.statement(), d.attempt(), counters, at,
                        Duration.ofMillis(random.nextInt(3000))));
        if (random.nextInt(10) == 0) {
            add(all, at, new RunEvent.Paused("x"));
            add(all, at.plusMillis(300), new RunEvent.Resumed("x"));
        }
    }

    private static void add(List<Envelope> all, Instant at, RunEvent event) {
        all.add(new Envelope(all.size() + 1L, at, "run", event));
    }

    private static RunView folded(List<Envelope> events) {
        var view = new RunView();
        events.forEach(view::apply);
        return view;
    }

    private static void assertSame(RunView expected, RunView view, Instant now) {
        assertEquals(expected.batch().state().snapshot(), view.batch().state().snapshot());
        assertEquals(expected.batch().rollingAverage(), view.batch().rollingAverage());
        assertEquals(expected.eta().at(now), view.eta().at(now));
        assertEquals(expected.nodes().at(now), view.nodes().at(now));
        assertEquals(expected.timeLine().until(now), view.timeLine().until(now));
        assertEquals(expected.active().all(), view.active().all());
        assertEquals(expected.ended().slowest(), view.ended().slowest());
        assertEquals(expected.ended().troubles(), view.ended().troubles());
        assertEquals(expected.log().events(true), view.log().events(true));
        assertEquals(expected.log().events(false), view.log().events(false));
        assertEquals(expected.clock().active(now), view.clock().active(now));
        assertEquals(expected.nextOrdinal(), view.nextOrdinal());
        assertEquals(expected.folded(), view.folded());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyWayToAPlaceShowsTheSame(long seed) {
        var recording = new InMemory();
        recording.events.addAll(run(seed, 20_000));
        var tape = new Tape(recording);
        assertEquals(recording.events.size(), tape.readAhead(Integer.MAX_VALUE));
        var random = new Random(seed);
        List<Instant> times = new ArrayList<>();
        Instant time = START;
        for (Envelope envelope : recording.events) {
            time = envelope.at().isAfter(time) ? envelope.at() : time;
            times.add(time);
        }
        long length = Duration.between(tape.start(), tape.end()).toMillis();
        for (int i = 0; i < 40; i++) {
            switch (random.nextInt(5)) {
                case 0 -> tape.seek(START.plusMillis(random.nextLong(length)));
                case 1 -> tape.step(random.nextInt(2000) - 1000);
                case 2 -> tape.move(Duration.ofMillis(random.nextInt(60_000) - 30_000));
                case 3 -> assertTrue(tape.go(new Place.Statement(random.nextInt(20_000))));
                default -> assertTrue(tape.go(new Place.Failure()));
            }
            int number = Math.toIntExact(tape.number());
            assertSame(folded(recording.events.subList(0, number)), tape.view(), tape.now());
            assertTrue(number == 0 || !times.get(number - 1).isAfter(tape.now()), "no event of later");
        }
    }

    @Test
    void seekingTakesAllEventsOfItsTimeAndNoLaterOne() {
        var recording = new InMemory();
        recording.events.addAll(run(9, 300));
        var tape = new Tape(recording);
        tape.readAhead(Integer.MAX_VALUE);
        for (int i = recording.events.size(); i >= 0; i--) {
            Instant to = START.plusMillis(i * 97L);
            tape.seek(to);
            Instant last = START;
            int expected = 0;
            for (Envelope envelope : recording.events) {
                last = envelope.at().isAfter(last) ? envelope.at() : last;
                expected += last.isAfter(to) && to.isBefore(tape.end()) ? 0 : 1;
            }
            assertEquals(expected, tape.number());
        }
    }

    @Test
    void stepsGoOneByOneAndStopAtTheEnds() {
        var recording = new InMemory();
        recording.events.addAll(run(3, 50));
        var tape = new Tape(recording);
        tape.readAhead(Integer.MAX_VALUE);
        tape.step(-1);
        assertEquals(0, tape.number());
        for (int i = 1; i <= recording.events.size(); i++) {
            assertFalse(tape.atEnd());
            tape.step(1);
            assertEquals(i, tape.number());
        }
        tape.step(1);
        assertTrue(tape.atEnd());
        tape.step(-1);
        assertEquals(recording.events.size() - 1, tape.number());
        tape.go(new Place.Start());
        assertEquals(tape.start(), tape.now());
        tape.go(new Place.End());
        assertEquals(tape.end(), tape.now());
    }

    @Test
    void whatComesLaterCanBeGoneToOnceItIsRead() {
        var recording = new InMemory();
        List<Envelope> all = run(5, 100);
        recording.events.addAll(all.subList(0, 50));
        var tape = new Tape(recording);
        tape.readAhead(1_000);
        tape.go(new Place.End());
        assertEquals(50, tape.number());
        assertFalse(tape.go(new Place.Statement(99)));
        recording.events.addAll(all.subList(50, all.size()));
        assertEquals(all.size() - 50, tape.readAhead(1_000));
        assertFalse(tape.atEnd());
        assertTrue(tape.go(new Place.Statement(99)));
        tape.go(new Place.End());
        assertSame(folded(all), tape.view(), tape.now());
    }

    @Test
    void aSecondProcessInTheSameLogBeginsAnew() {
        var recording = new InMemory();
        recording.events.addAll(run(5, 10));
        recording.events.addAll(run(6, 10));
        var tape = new Tape(recording);
        tape.readAhead(1_000);
        tape.go(new Place.End());
        assertEquals(10, tape.view().batch().state().counts().total());
        assertTrue(tape.view().batch().state().counts().completed() <= 10);
    }

    @Test
    void placesAreReadAsTheyAreTyped() {
        assertEquals(new Place.Statement(17), Place.parse("17", ZoneOffset.UTC));
        assertEquals(new Place.Clock(LocalTime.of(9, 30), ZoneOffset.UTC), Place.parse("9:30", ZoneOffset.UTC));
        assertEquals(new Place.Clock(LocalTime.of(14, 30, 12), ZoneOffset.UTC),
                Place.parse("14:30:12", ZoneOffset.UTC));
        assertEquals(new Place.Since(Duration.ofMinutes(90)), Place.parse("+1h30m", ZoneOffset.UTC));
        assertEquals(new Place.Percent(40), Place.parse("40%", ZoneOffset.UTC));
        assertEquals(new Place.Failure(), Place.parse("failure", ZoneOffset.UTC));
        assertEquals(new Place.At(START), Place.parse("2026-03-01T10:00:00Z", ZoneOffset.UTC));
        for (String wrong : List.of("", "yesterday", "+", "+5", "25:00", "-3", "1e3", "+1x")) {
            assertThrows(IllegalArgumentException.class, () -> Place.parse(wrong, ZoneOffset.UTC), wrong);
        }
    }

    @Test
    void aTimeOfDayIsTheFirstOneAfterTheStart() {
        var clock = new Place.Clock(LocalTime.of(9, 0), ZoneOffset.UTC);
        assertEquals(Instant.parse("2026-03-02T09:00:00Z"), clock.after(START));
        assertEquals(START, new Place.Clock(LocalTime.of(10, 0), ZoneOffset.UTC).after(START));
    }
}
