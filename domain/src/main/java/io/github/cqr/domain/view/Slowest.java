package io.github.cqr.domain.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The attempts that took longest, of all that were given. */
public final class Slowest {
    private static final int KEPT = 20;

    private final List<Ended> kept = new ArrayList<>();

    /** Makes one of none. */
    public Slowest() {}

    /** Makes one that goes on from where {@code other} stands. */
    Slowest(Slowest other) {
        kept.addAll(other.kept);
    }

    /** Takes an attempt that was sent and has ended. */
    public void add(Ended ended) {
        if (kept.size() < KEPT || ended.elapsed().compareTo(kept.getLast().elapsed()) > 0) {
            kept.add(ended);
            kept.sort(Comparator.comparing(Ended::elapsed).reversed());
            if (kept.size() > KEPT) {
                kept.removeLast();
            }
        }
    }

    /** The slowest first; at most {@value #KEPT}. */
    public List<Ended> all() {
        return List.copyOf(kept);
    }
}
