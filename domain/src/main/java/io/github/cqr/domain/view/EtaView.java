package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * How long the rest takes. What runs takes what its progress says, the rest takes the mean time of the last ten statements, and all of it
 * goes as many at a time as really ran lately: barriers and full nodes make that fewer than the concurrency allows. Pauses are left out.
 * Before {@value #WARM_UP} statements are completed there is no answer. A fold of events.
 */
public final class EtaView {
    static final int WARM_UP = 3;
    private static final int WINDOW = 10;

    private final RunClock clock;
    private final BatchView batch;
    private final ActiveView active;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private int completed;
    private Duration lastActive = Duration.ZERO;
    /** The integral of how many statements ran over the time that was no pause. */
    private double busySeconds;

    private record Mark(Duration active, double busySeconds) {}

    /** What can be said. */
    public sealed interface Estimate {
        /** Too little is known. */
        record WarmingUp() implements Estimate {}

        /** Everything is done. */
        record Done() implements Estimate {}

        /** Nothing new is dispatched until somebody resumes; {@code afterwards} is what is left from then on, null when not known. */
        record Paused(@Nullable Duration afterwards) implements Estimate {}

        /** This long. */
        record Left(Duration duration) implements Estimate {}
    }

    /** Makes the view over others, which must be given each event first. */
    EtaView(RunClock clock, BatchView batch, ActiveView active) {
        this.clock = clock;
        this.batch = batch;
        this.active = active;
    }

    /** Makes one over other views that goes on from where {@code other} stands. */
    EtaView(EtaView other, RunClock clock, BatchView batch, ActiveView active) {
        this(clock, batch, active);
        marks.addAll(other.marks);
        completed = other.completed;
        lastActive = other.lastActive;
        busySeconds = other.busySeconds;
    }

    /** Folds one event in. */
    void apply(Envelope envelope) {
        Duration now = clock.active(envelope.at());
        int ranSoFar = batch.state().running();
        if (envelope.event() instanceof RunEvent.Dispatched || envelope.event() instanceof RunEvent.Adopted) {
            ranSoFar--;
        } else if (envelope.event() instanceof RunEvent.OfEnd) {
            ranSoFar++;
        }
        if (now.compareTo(lastActive) > 0) {
            busySeconds += Math.max(0, ranSoFar) * seconds(now.minus(lastActive));
            lastActive = now;
        }
        if (envelope.event() instanceof RunEvent.ConcurrencyChanged) {
            marks.clear();
        } else if (envelope.event() instanceof RunEvent.Completed e && !e.statement().changesSession()
                && !e.attempt().undoes()) {
            completed++;
            marks.addLast(new Mark(now, busySeconds));
            if (marks.size() > WINDOW) {
                marks.removeFirst();
            }
        }
    }

    /** What can be said at {@code now}. */
    public Estimate at(Instant now) {
        Counts counts = batch.state().counts();
        if (counts.total() > 0 && counts.remaining() <= 0) {
            return new Estimate.Done();
        }
        Duration mean = batch.rollingAverage();
        Duration left = completed < WARM_UP || mean == null ? null : left(counts, mean, now);
        if (batch.state().paused()) {
            return new Estimate.Paused(left);
        }
        return left == null ? new Estimate.WarmingUp() : new Estimate.Left(left);
    }

    private Duration left(Counts counts, Duration mean, Instant now) {
        double sum = 0;
        double longest = 0;
        for (ActiveView.Active a : active.values()) {
            double one = left(a, seconds(mean), now);
            sum += one;
            longest = Math.max(longest, one);
        }
        double queued = Math.max(0, counts.remaining() - batch.state().running()) * seconds(mean);
        double parallel = parallel();
        return Duration.ofMillis(Math.round(1000 * Math.max(longest, (sum + queued) / parallel)));
    }

    private static double left(ActiveView.Active a, double mean, Instant now) {
        double ran = seconds(a.elapsed(now));
        double progress = a.progress();
        return progress >= 0.05 ? ran * (1 - progress) / progress : Math.max(0, mean - ran);
    }

    /** How many statements ran at once lately, between 1 and the concurrency. */
    double parallel() {
        double nominal = Math.max(1, batch.state().concurrency());
        if (marks.size() < 2) {
            return nominal;
        }
        double span = seconds(marks.getLast().active().minus(marks.getFirst().active()));
        if (span < 0.001) {
            return nominal;
        }
        double measured = (marks.getLast().busySeconds() - marks.getFirst().busySeconds()) / span;
        return Math.clamp(measured, 1.0, nominal);
    }

    private static double seconds(Duration duration) {
        return Figures.micros(duration) / 1e6;
    }
}
