package io.github.cqr.domain.replay;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run and a place in it. Reading ahead goes through the recording once, keeps views of it at regular distances, and notes where
 * the failures and the statements are; to go to a place is to fold on from the nearest kept view before it. Its memory depends on the
 * number of statements (some bytes each) and not on that of events.
 *
 * <p>The time of a recording never goes back: an event that is older than the one before it has that one's time. Not thread-safe.
 */
public final class Tape {
    private static final int KEPT = 96;
    private static final int TROUBLES = 1_000;
    private static final int FIRST_DISTANCE = 512;

    private final Recording recording;
    private final Recording.Cursor ahead;
    private final List<Kept> kept = new ArrayList<>();
    private final List<Mark> troubles = new ArrayList<>();
    private final Map<Integer, Mark> statements = new HashMap<>();
    private RunView aheadView = new RunView();
    private long distance = FIRST_DISTANCE;
    private long events;
    private Instant start = Instant.EPOCH;
    private Instant end = Instant.EPOCH;

    private RunView view = new RunView();
    private Recording.Cursor cursor;
    private @Nullable Envelope next;
    private long number;
    private Instant now = Instant.EPOCH;

    /** A view of the recording after so many events, and where it goes on. */
    private record Kept(long number, long position, Instant time, RunView view) {}

    /**
     * An event that one may want to go to.
     *
     * @param number how many events there are up to it, itself included
     * @param time when it was
     */
    public record Mark(long number, Instant time) {}

    /** Makes a tape that stands before the first event; nothing is read yet. */
    public Tape(Recording recording) {
        this.recording = recording;
        this.ahead = recording.from(0);
        this.cursor = recording.from(0);
        kept.add(new Kept(0, 0, Instant.EPOCH, new RunView()));
    }

    /**
     * Reads on in the recording. Only as far as that can be gone to.
     *
     * @param most read no more events than that
     * @return how many were read; fewer than {@code most} when there are no more so far
     */
    public int readAhead(int most) {
        int read = 0;
        while (read < most) {
            Envelope envelope = ahead.next();
            if (envelope == null) {
                return read;
            }
            read++;
            note(envelope);
        }
        return read;
    }

    private void note(Envelope envelope) {
        if (events == 0) {
            start = envelope.at();
            end = start;
            now = start;
        }
        events++;
        end = envelope.at().isAfter(end) ? envelope.at() : end;
        aheadView = folded(aheadView, envelope);
        if (envelope.event() instanceof RunEvent.Failed || envelope.event() instanceof RunEvent.Cancelled
                || envelope.event() instanceof RunEvent.OutcomeUnknown
                || envelope.event() instanceof RunEvent.NodeLost) {
            if (troubles.size() < TROUBLES) {
                troubles.add(new Mark(events, end));
            }
        } else if (envelope.event() instanceof RunEvent.Dispatched || envelope.event() instanceof RunEvent.Adopted
                || envelope.event() instanceof RunEvent.Skipped) {
            statements.putIfAbsent(((RunEvent.OfStatement) envelope.event()).statement().ordinal(),
                    new Mark(events, end));
        }
        if (events - kept.getLast().number() >= distance) {
            kept.add(new Kept(events, ahead.position(), end, aheadView.copy()));
            if (kept.size() > KEPT) {
                thinOut();
            }
        }
    }

    /** Twice as far from one kept view to the next. */
    private void thinOut() {
        distance *= 2;
        for (int i = kept.size() - 2; i > 0; i -= 2) {
            kept.remove(i);
        }
    }

    /** A process's first event begins anew: a log may hold several, one after the other. */
    private static RunView folded(RunView view, Envelope envelope) {
        RunView onto = envelope.event() instanceof RunEvent.RunStarted && view.folded() > 0 ? new RunView() : view;
        onto.apply(envelope);
        return onto;
    }

    /** Time of the first event. */
    public Instant start() {
        return start;
    }

    /** Time of the last event that was read so far. */
    public Instant end() {
        return end;
    }

    /** How many events were read so far. */
    public long events() {
        return events;
    }

    /** How much of what is there was read so far, from 0 to 1. */
    public double read() {
        return recording.size() == 0 ? 1 : Math.clamp((double) ahead.position() / recording.size(), 0.0, 1.0);
    }

    /** What went wrong, as far as it was read; at most the first {@value #TROUBLES}. */
    public List<Mark> troubles() {
        return Collections.unmodifiableList(troubles);
    }

    /** What the views showed at this place; changes when the place does. */
    public RunView view() {
        return view;
    }

    /** The time at this place. */
    public Instant now() {
        return now;
    }

    /** How many events there are up to this place. */
    public long number() {
        return number;
    }

    /** True if no event is left after this place, as far as was read. */
    public boolean atEnd() {
        return number >= events;
    }

    /** Goes on by so much time, at most to the end. Negative goes back. */
    public void move(Duration by) {
        seek(later(now, by));
    }

    /** A broken log may have times at the end of all time. */
    private Instant later(Instant from, Duration by) {
        return by.compareTo(Duration.between(from, end)) >= 0
                ? end
                : by.compareTo(Duration.between(from, start)) <= 0 ? start : from.plus(by);
    }

    /** Goes to a time: all events up to it have happened. Times out of the recording are its ends. */
    public void seek(Instant time) {
        Instant to = time.isBefore(start) ? start : time.isAfter(end) ? end : time;
        // Events of one time may lie on both sides of a kept view: those behind it follow below.
        from(each -> !each.time().isAfter(to), to.isBefore(now));
        Instant last = number == 0 ? start : now;
        for (Envelope envelope = peek(); envelope != null; envelope = peek()) {
            Instant at = envelope.at().isAfter(last) ? envelope.at() : last;
            if (at.isAfter(to)) {
                break;
            }
            last = at;
            take(envelope);
        }
        now = to;
    }

    /**
     * Stands where folding on to a place begins: at the last kept view before it, or here if that is nearer.
     *
     * @param before whether a kept view is not behind the place
     * @param back whether the place is before this one
     */
    private void from(Predicate<Kept> before, boolean back) {
        Kept best = kept.getFirst();
        for (Kept each : kept) {
            best = before.test(each) ? each : best;
        }
        if (back || best.number() > number) {
            rewind(best);
        }
    }

    /** Goes so many events forward or, negative, back. */
    public void step(long by) {
        toNumber(Math.clamp(number + by, 0, events));
    }

    private void toNumber(long to) {
        from(each -> each.number() <= to, to < number);
        Instant time = number == 0 ? start : now;
        Envelope envelope = number < to ? peek() : null;
        while (envelope != null) {
            time = envelope.at().isAfter(time) ? envelope.at() : time;
            take(envelope);
            envelope = number < to ? peek() : null;
        }
        now = time;
    }

    private void rewind(Kept to) {
        view = to.view().copy();
        cursor = recording.from(to.position());
        next = null;
        number = to.number();
        now = number == 0 ? start : to.time();
    }

    /** The next event as far as was read ahead. */
    private @Nullable Envelope peek() {
        if (next == null && number < events) {
            next = cursor.next();
        }
        return next;
    }

    private void take(Envelope envelope) {
        view = folded(view, envelope);
        next = null;
        number++;
    }

    /** Where a place is; null if there is no such statement or failure so far. */
    public @Nullable Mark find(Place place) {
        return switch (place) {
            case Place.Statement(int ordinal) -> statements.get(ordinal);
            case Place.Failure _ -> troubles.stream().filter(mark -> mark.number() > number).findFirst()
                    .orElse(troubles.isEmpty() ? null : troubles.getFirst());
            case Place.At _,Place.Clock _,Place.Since _,Place.Percent _,Place.Start _,Place.End _ ->
                new Mark(-1, time(place));
        };
    }

    private Instant time(Place place) {
        return switch (place) {
            case Place.At(Instant time) -> time;
            case Place.Clock clock -> clock.after(start);
            case Place.Since(Duration time) -> later(start, time);
            case Place.Percent(double percent) ->
                start.plusMillis(Math.round(Figures.millis(Duration.between(start, end)) * percent / 100));
            case Place.Start _,Place.Statement _,Place.Failure _ -> start;
            case Place.End _ -> end;
        };
    }

    /** Goes to a place; says false, and stays, if there is no such statement or failure so far. */
    public boolean go(Place place) {
        if (place instanceof Place.Start) {
            toNumber(0);
            return true;
        }
        if (place instanceof Place.End) {
            toNumber(events);
            now = end;
            return true;
        }
        Mark mark = find(place);
        if (mark == null) {
            return false;
        }
        if (mark.number() < 0) {
            seek(mark.time());
        } else {
            toNumber(mark.number());
        }
        return true;
    }
}
