package io.github.cqr.domain.recovery;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.NodeInspector.Sighting;
import io.github.cqr.domain.port.NodeInspector.Sightings;
import io.github.cqr.domain.recovery.Verdict.Prospect;
import io.github.cqr.domain.script.StatementKind;
import org.jspecify.annotations.Nullable;

/**
 * Judges an attempt by what its node shows of it. What is there is believed; absence is believed only on proof, for a server that dies
 * loses the last seconds of its logs, and a request may still be on its way.
 */
public final class Judge {
    private Judge() {}

    /**
     * The verdict.
     *
     * @param meantFor the life of the server that it was meant for, null when that is not known
     * @param traced whether the query log tells of such a statement
     * @param fenced true if it can not arrive any more: the session that it names was closed before the node was looked at
     * @param seen what its node showed, after that
     */
    public static Verdict judge(String queryId, @Nullable ServerBoot meantFor, boolean traced, boolean fenced,
            Sightings seen) {
        Sighting sighting = seen.queries().get(queryId);
        if (sighting != null) {
            return judge(sighting, restarted(meantFor, seen));
        }
        if (!traced) {
            return new Verdict.Unknown("its node does not show it, and the query log was switched off for it",
                    fenced ? Prospect.OVER : Prospect.MAY_COME);
        }
        if (meantFor == null || !fenced) {
            return new Verdict.Unknown("its node does not show it, but it may still be on its way",
                    Prospect.MAY_COME);
        }
        if (restarted(meantFor, seen)) {
            return new Verdict.Unknown("its server was restarted since, which can lose the last lines of the query log",
                    Prospect.LASTING);
        }
        if (!meantFor.sameLife(seen.server())) {
            return new Verdict.Unknown("another server answers under its node's name now", Prospect.OVER);
        }
        String doubt = seen.logDoubt();
        return doubt == null
                ? new Verdict.NeverStarted("its session is closed, and its server, which has run since before it was "
                        + "dispatched, neither runs it nor has it in the query log")
                : new Verdict.Unknown("its node does not show it, but its query log proves nothing: " + doubt,
                        Prospect.OVER);
    }

    private static boolean restarted(@Nullable ServerBoot meantFor, Sightings seen) {
        return meantFor != null && meantFor.serverId().equals(seen.server().serverId())
                && !meantFor.sameLife(seen.server());
    }

    private static Verdict judge(Sighting sighting, boolean restarted) {
        return switch (sighting.state()) {
            case RUNNING -> new Verdict.Running(sighting.startedAt());
            case FINISHED ->
                new Verdict.Completed(sighting.counters(), sighting.startedAt(), sighting.elapsed());
            case FAILED -> sighting.failure() == null
                    ? new Verdict.Unknown("it failed, and its node does not say how", Prospect.OVER)
                    : new Verdict.Failed(sighting.failure(), sighting.counters(), sighting.startedAt(),
                            sighting.elapsed());
            case LOST -> new Verdict.Unknown(
                    "the query log says that it began and not how it ended, and it does not run any more",
                    restarted ? Prospect.LASTING : Prospect.OVER);
        };
    }

    /**
     * What a verdict means for a statement of that kind. A failure in the log is believed of what reads or inserts only: an {@code ALTER
     * UPDATE} that was cut off by a dying server stood there as failed before it began, and the mutation finished anyway.
     */
    public static Verdict forKind(Verdict verdict, StatementKind kind) {
        boolean believed = switch (kind) {
            case SELECT, INSERT_SELECT, INSERT_DATA, SET, USE -> true;
            case SCHEMA, OTHER -> false;
        };
        return verdict instanceof Verdict.Failed failed && !believed
                ? new Verdict.Unknown("the query log says that it failed (" + failed.failure().name()
                        + "), which is no proof for a statement that works on in the background",
                        Prospect.MAY_COME)
                : verdict;
    }
}
