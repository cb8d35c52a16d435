package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long the run goes on, with and without its pauses. A fold of events; a wall clock that jumps back counts as standing still. */
public final class RunClock {
    private @Nullable Instant startedAt;
    private @Nullable Instant pausedAt;
    private @Nullable Instant endedAt;
    private Duration pausedBefore = Duration.ZERO;

    /** Makes a clock that has not started. */
    public RunClock() {}

    /** Makes one that goes on from where {@code other} stands. */
    RunClock(RunClock other) {
        startedAt = other.startedAt;
        pausedAt = other.pausedAt;
        endedAt = other.endedAt;
        pausedBefore = other.pausedBefore;
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        if (envelope.event() instanceof RunEvent.RunStarted) {
            startedAt = envelope.at();
            pausedAt = null;
            endedAt = null;
            pausedBefore = Duration.ZERO;
        } else if (envelope.event() instanceof RunEvent.Paused && pausedAt == null) {
            pausedAt = envelope.at();
        } else if (envelope.event() instanceof RunEvent.Resumed && pausedAt != null) {
            pausedBefore = Figures.sum(pausedBefore, between(pausedAt, envelope.at()));
            pausedAt = null;
        } else if (envelope.event() instanceof RunEvent.RunFinished) {
            endedAt = envelope.at();
        }
    }

    /** When the run started, or null before. */
    public @Nullable Instant startedAt() {
        return startedAt;
    }

    /** Time since the start, up to the end; zero before the start. */
    public Duration elapsed(Instant now) {
        return startedAt == null ? Duration.ZERO : between(startedAt, endedAt == null ? now : endedAt);
    }

    /** {@link #elapsed} without the time that the run was paused. */
    public Duration active(Instant now) {
        Instant until = endedAt == null ? now : endedAt;
        Duration paused = pausedAt == null ? pausedBefore : Figures.sum(pausedBefore, between(pausedAt, until));
        Duration active = elapsed(now).minus(paused);
        return active.isNegative() ? Duration.ZERO : active;
    }

    private static Duration between(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }
}
