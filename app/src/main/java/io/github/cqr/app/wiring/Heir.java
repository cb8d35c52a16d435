package io.github.cqr.app.wiring;

import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.app.cli.Console;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Holder;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.NodeInspector.Label;
import io.github.cqr.domain.port.Pause;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import io.github.cqr.domain.recovery.Takeover;
import io.github.cqr.domain.recovery.Takeover.Stray;
import io.github.cqr.domain.recovery.Verdict;
import io.github.cqr.domain.run.LeaseTrust;
import io.github.cqr.domain.run.QueryIds;
import io.github.cqr.domain.script.StatementId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what earlier processes of the run left, the lease being this process's. The nodes are asked only when there is something to
 * ask: an open intent, a session on record, or a former holder that did not end cleanly.
 */
final class Heir {
    /**
     * How far before the former holder's last renewal a statement can have been dispatched that is on no record. Long, as starts that ended
     * with a question to a person have held the lease since then.
     */
    private static final Duration MARGIN = Duration.ofDays(1);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CheckpointStore store;
    private final String runId;
    private final String generation;
    private final Predicate<Holder> inSight;
    private final Console console;

    /**
     * @param generation of the run's checkpoints: queries of another one are none of ours
     * @param inSight whether everything that a former holder sent is on record here
     */
    Heir(CheckpointStore store, String runId, String generation, Predicate<Holder> inSight,
            Console console) {
        this.store = store;
        this.runId = runId;
        this.generation = generation;
        this.inSight = inSight;
        this.console = console;
    }

    /**
     * Closes what the former holder may still have on its way, and finds out what became of the rest.
     *
     * @param granted how the lease was taken
     * @param nodes asked for only when they are needed; each can be reached
     */
    Inheritance inherit(Acquisition.Granted granted, Supplier<? extends List<? extends NodeInspector>> nodes)
            throws InterruptedException {
        List<OpenIntent> intents = store.openIntents();
        List<Registered> sessions = store.sessions();
        List<Partial> partials = store.partials();
        Holder former = granted.former();
        boolean unclean = former != null && !granted.clean();
        if (intents.isEmpty() && sessions.isEmpty() && !unclean) {
            return new Inheritance(Map.of(), partials, List.of(), null);
        }
        Duration mayLive = unclean && former != null ? mayLive(former, granted.sinceRenewal()) : Duration.ZERO;
        Takeover.Findings found = new Takeover(nodes.get(), store, telling(former, mayLive), POLL, PATIENCE).run(
                intents,
                sessions, unclean ? Set.of(QueryIds.prefix(runId)) : Set.of(), granted.sinceRenewal().plus(MARGIN),
                mayLive, granted.remembers());
        Map<OpenIntent, Verdict> verdicts = new LinkedHashMap<>(found.verdicts());
        verdicts.putAll(strays(found.strays()));
        List<String> troubles = found.unreachable().entrySet().stream()
                .map(node -> "what the former runner sent to node " + node.getKey() + " cannot be held off: "
                        + node.getValue())
                .toList();
        return new Inheritance(verdicts, partials, troubles,
                unclean && former != null ? outOfSight(former, granted, found) : null);
    }

    /** For how long a holder from which the lease was taken may still believe that it has it. */
    private static Duration mayLive(Holder former, Duration sinceRenewal) {
        Duration left = LeaseTrust.LASTS.minus(sinceRenewal);
        return left.isNegative() || ThisProcess.isDead(former) ? Duration.ZERO : left;
    }

    private Pause telling(@Nullable Holder former, Duration mayLive) {
        boolean[] told = {former == null || mayLive.isZero()};
        return time -> {
            if (!told[0] && former != null) {
                told[0] = true;
                console.info("the former runner (" + LeaseTaker.words(former)
                        + ") may still live, and statements of its"
                        + " are running: until they end or it must have noticed that the run is not its own any more,"
                        + " nothing is sent (at most " + mayLive.toSeconds() + " s)");
            }
            Thread.sleep(time);
        };
    }

    /** Queries on no record become attempts like the others, unless their statement is known to be completed. */
    private Map<OpenIntent, Verdict> strays(List<Stray> strays) {
        Set<String> judged = strays.isEmpty() ? Set.of() : store.judged();
        List<Stray> ours = new ArrayList<>();
        List<StatementId> ids = new ArrayList<>();
        for (Stray stray : strays) {
            Label label = stray.sighting().label();
            boolean open = !judged.contains(stray.sighting().queryId());
            if (open && label != null && label.generation().equals(generation)) {
                ours.add(stray);
                ids.add(label.id());
            }
        }
        BitSet known = ids.isEmpty() ? new BitSet() : store.completed(ids);
        Map<OpenIntent, Verdict> verdicts = new LinkedHashMap<>();
        for (int i = 0; i < ours.size(); i++) {
            Label label = ours.get(i).sighting().label();
            if (!known.get(i) && label != null) {
                verdicts.put(new OpenIntent(ours.get(i).sighting().queryId(), label.ordinal(), label.id(),
                        ours.get(i).node(), 1, ours.get(i).sighting().startedAt(), label.undo(), null, true),
                        ours.get(i).verdict());
            }
        }
        return verdicts;
    }

    /**
     * A former holder on another machine may have dispatched statements while the store was away, of which only its own event log tells.
     * The nodes' logs tell of them too, unless a node was restarted since it was seen last, or its log does not tell of everything, or they
     * are on their way still in a session that the store has lost.
     */
    private @Nullable String outOfSight(Holder former, Acquisition.Granted granted, Takeover.Findings found) {
        Map<String, ServerBoot> seen = granted.seen();
        if (inSight.test(former)) {
            return null;
        }
        if (seen.isEmpty()) {
            return "the former runner (" + LeaseTaker.words(former) + ") did not end in order, its event log is not on "
                    + "this machine, and which servers it worked with is not on record";
        }
        List<String> restarted = new ArrayList<>();
        seen.forEach((node, life) -> {
            ServerBoot its = found.lives().get(node);
            if (its == null || !its.sameLife(life)) {
                restarted.add(node);
            }
        });
        List<String> reasons = new ArrayList<>();
        if (!restarted.isEmpty()) {
            reasons.add("its node(s) " + String.join(", ", restarted)
                    + " were restarted or replaced since it was last in touch");
        }
        found.doubts()
                .forEach((node, why) -> reasons.add("the query log of " + node + " proves nothing (" + why + ")"));
        if (!granted.remembers()) {
            reasons.add(
                    "Valkey was restarted or failed over since then and may have lost by which sessions to hold off "
                            + "what is still on its way");
        }
        return reasons.isEmpty()
                ? null
                : "the former runner (" + LeaseTaker.words(former) + ") did not end in order, its event log is not on "
                        + "this machine, and " + String.join("; ", reasons);
    }
}
