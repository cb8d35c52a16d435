package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.session.SessionContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The latest events, for a log pane; lines are made of them only when somebody looks. A fold of events. */
public final class LogView {
    private static final int KEPT = 2_000;

    private final ArrayDeque<Envelope> all = new ArrayDeque<>();
    private final ArrayDeque<Envelope> notable = new ArrayDeque<>();
    private int warnings;

    /** Makes an empty log. */
    public LogView() {}

    /** Makes one that goes on from where {@code other} stands. */
    LogView(LogView other) {
        all.addAll(other.all);
        notable.addAll(other.notable);
        warnings = other.warnings;
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        if (envelope.event() instanceof RunEvent.Progress) {
            return;
        }
        if (envelope.event() instanceof RunEvent.Warning) {
            warnings++;
        }
        Envelope slim = envelope.event() instanceof RunEvent.Dispatched d
                ? new Envelope(envelope.seq(), envelope.at(), envelope.runId(),
                        new RunEvent.Dispatched(d.statement(), d.attempt(), null, SessionContext.EMPTY, d.timeout()))
                : envelope;
        add(all, slim);
        if (!routine(slim.event())) {
            add(notable, slim);
        }
    }

    private static boolean routine(RunEvent event) {
        return event instanceof RunEvent.Skipped || event instanceof RunEvent.Dispatched
                || event instanceof RunEvent.Completed || event instanceof RunEvent.Withdrawn
                || event instanceof RunEvent.NodeIdentified;
    }

    private static void add(ArrayDeque<Envelope> log, Envelope envelope) {
        log.addLast(envelope);
        if (log.size() > KEPT) {
            log.removeFirst();
        }
    }

    /**
     * The latest events, oldest first; at most {@value #KEPT}.
     *
     * @param routine true for all of them, false without what goes as it should, statement by statement
     */
    public List<Envelope> events(boolean routine) {
        return new ArrayList<>(routine ? all : notable);
    }

    /** How many warnings there were. */
    public int warnings() {
        return warnings;
    }
}
