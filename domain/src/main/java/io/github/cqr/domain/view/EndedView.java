package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attempts that ended: the latest ones, the slowest ones, and those that went wrong, with their text. A fold of events. */
public final class EndedView {
    private static final int RECENT = 100;
    private static final int TROUBLES = 200;

    private final Map<String, String> sqlInFlight = new HashMap<>();
    private final ArrayDeque<Ended> recent = new ArrayDeque<>();
    private final Slowest slowest;
    private final List<Ended> troubles = new ArrayList<>();

    /** Makes an empty view. */
    public EndedView() {
        slowest = new Slowest();
    }

    /** Makes one that goes on from where {@code other} stands. */
    EndedView(EndedView other) {
        sqlInFlight.putAll(other.sqlInFlight);
        recent.addAll(other.recent);
        slowest = new Slowest(other.slowest);
        troubles.addAll(other.troubles);
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        if (envelope.event() instanceof RunEvent.Dispatched e) {
            sqlInFlight.put(e.attempt().queryId(), ActiveView.shown(e.sql()));
        } else if (envelope.event() instanceof RunEvent.OfEnd e) {
            String sql = sqlInFlight.remove(e.attempt().queryId());
            take(new Ended(e, envelope.at(), sql == null ? "" : sql));
        }
    }

    private void take(Ended ended) {
        recent.addLast(ended);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        boolean sent = !(ended.end() instanceof RunEvent.Withdrawn || ended.end() instanceof RunEvent.Detached);
        boolean trouble = ended.end() instanceof RunEvent.Failed || ended.end() instanceof RunEvent.Cancelled
                || ended.end() instanceof RunEvent.OutcomeUnknown;
        if (trouble && troubles.size() < TROUBLES) {
            troubles.add(ended);
        }
        if (sent) {
            slowest.add(ended);
        }
    }

    /** The slowest attempts of this process, the slowest first; at most as many as {@link Slowest} keeps. */
    public List<Ended> slowest() {
        return slowest.all();
    }

    /** Attempts that failed, were cancelled or ended in doubt, the first one first; at most {@value #TROUBLES}. */
    public List<Ended> troubles() {
        return List.copyOf(troubles);
    }

    /** The attempt with this query id as far as it is still kept, else null. */
    public @Nullable Ended find(String queryId) {
        for (Iterable<Ended> kept : List.of(recent, troubles, slowest.all())) {
            for (Ended ended : kept) {
                if (ended.end().attempt().queryId().equals(queryId)) {
                    return ended;
                }
            }
        }
        return null;
    }

    /** The kept attempts at the statement with this place in the file, in the order of their ends. */
    public List<Ended> attemptsAt(int ordinal) {
        return recent.stream().filter(ended -> ended.end().statement().ordinal() == ordinal).toList();
    }
}
