package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Envelope;

/** How far a run is and how long the rest takes: what each front end says of it, in whatever form. A fold of events. Not thread-safe. */
public final class ProgressView {
    private final BatchView batch;
    private final RunClock clock;
    private final ActiveView active;
    private final EtaView eta;

    /** Makes the view of a run that has not started. */
    public ProgressView() {
        batch = new BatchView();
        clock = new RunClock();
        active = new ActiveView();
        eta = new EtaView(clock, batch, active);
    }

    /** Makes one that goes on from where {@code other} stands. */
    ProgressView(ProgressView other) {
        batch = new BatchView(other.batch);
        clock = new RunClock(other.clock);
        active = new ActiveView(other.active);
        eta = new EtaView(other.eta, clock, batch, active);
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        batch.apply(envelope);
        clock.apply(envelope);
        active.apply(envelope);
        eta.apply(envelope);
    }

    /** The batch bar's figures and the run's state. */
    public BatchView batch() {
        return batch;
    }

    /** The run's time. */
    public RunClock clock() {
        return clock;
    }

    /** What runs. */
    public ActiveView active() {
        return active;
    }

    /** How long the rest takes. */
    public EtaView eta() {
        return eta;
    }
}
