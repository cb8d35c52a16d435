package io.github.cqr.domain.recovery;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.NodeException;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.NodeInspector.Search;
import io.github.cqr.domain.port.NodeInspector.Sighting;
import io.github.cqr.domain.port.NodeInspector.Sightings;
import io.github.cqr.domain.port.Pause;
import io.github.cqr.domain.port.SessionRegistry;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What who takes a run over does before anything else (DESIGN 6, rules 3 and 4), the lease being its own: closes every session of the
 * former holder, so that nothing which is still on its way can be run; then looks at each node; then judges each attempt.
 */
public final class Takeover {
    private final Map<String, NodeInspector> nodes;
    private final SessionRegistry registry;
    private final Pause pause;
    private final Duration poll;
    private final Duration patience;
    private Duration paused = Duration.ZERO;

    /**
     * What was found.
     *
     * @param verdicts on each open intent
     * @param strays queries of the former holder that no intent tells of: their intents died with their machine
     * @param unreachable nodes that could not be asked or on which sessions could not be closed, and why
     * @param lives of the servers that answered for the other nodes, read when all else had been read there
     * @param doubts why the query log of a node may not tell of everything: strays may be missing
     */
    public record Findings(Map<OpenIntent, Verdict> verdicts, List<Stray> strays, Map<String, String> unreachable,
            Map<String, ServerBoot> lives, Map<String, String> doubts) {}

    /** A query of the former holder that no intent tells of. */
    public record Stray(String node, Sighting sighting, Verdict verdict) {}

    /**
     * @param nodes the nodes of the run
     * @param poll the pause between two looks
     * @param patience how long a node that does not answer, or a session that is in use by nothing of ours, is tried again
     */
    public Takeover(List<? extends NodeInspector> nodes, SessionRegistry registry, Pause pause, Duration poll,
            Duration patience) {
        this.nodes = nodes.stream().collect(Collectors.toMap(NodeInspector::node, Function.identity()));
        this.registry = registry;
        this.pause = pause;
        this.poll = poll;
        this.patience = patience;
    }

    /**
     * Closes, looks and judges.
     *
     * @param intents all that are open
     * @param sessions all that are on record
     * @param prefixes what the query ids of former holders begin with that did not end cleanly
     * @param back how far back their queries can be that no intent tells of
     * @param mayLive for how long from now on a former holder may still send statements in the sessions that it has: the lease was taken from
     *            it, and its trust in the lease has not run out. Zero when it is dead or its lease had expired
     * @param complete whether {@code sessions} are all that there were: else what is not seen may still be on its way in another one
     * @throws InterruptedException if the process gives up
     */
    public Findings run(List<OpenIntent> intents, List<Registered> sessions, Set<String> prefixes, Duration back,
            Duration mayLive, boolean complete) throws InterruptedException {
        paused = Duration.ZERO;
        Map<String, Sightings> seen = new HashMap<>();
        Map<String, String> unreachable = new LinkedHashMap<>();
        for (NodeInspector node : nodes.values()) {
            List<Registered> its = sessions.stream().filter(s -> s.node().equals(node.node())).toList();
            Set<String> ids = intents.stream().filter(i -> i.node().equals(node.node())).map(OpenIntent::queryId)
                    .collect(Collectors.toSet());
            if (its.isEmpty() && ids.isEmpty() && prefixes.isEmpty()) {
                continue;
            }
            try {
                seen.put(node.node(), closeAndLook(node, its, new Search(ids, prefixes, back), mayLive));
            } catch (NodeException e) {
                unreachable.put(node.node(), e.why());
            }
        }
        sessions.stream().map(Registered::node).filter(name -> !nodes.containsKey(name))
                .forEach(name -> unreachable.put(name, "it is not among the nodes of this run"));
        Map<String, ServerBoot> lives = new LinkedHashMap<>();
        Map<String, String> doubts = new LinkedHashMap<>();
        seen.forEach((name, sightings) -> {
            lives.put(name, sightings.server());
            if (sightings.logDoubt() != null) {
                doubts.put(name, sightings.logDoubt());
            }
        });
        return new Findings(judge(intents, seen, unreachable, complete), strays(intents, seen), unreachable, lives,
                doubts);
    }

    /**
     * Closes the sessions first and looks after that. A session that is in use is explained by a query of ours that runs, and then nothing
     * else can be on its way to it, unless its holder lives and uses it again: as long as that may be, nothing but closing it will do. As
     * long as more sessions are in use than queries run, one has just ended, and both are done again.
     */
    private Sightings closeAndLook(NodeInspector node, List<Registered> sessions, Search search, Duration mayLive)
            throws NodeException, InterruptedException {
        List<Registered> left = new ArrayList<>(sessions);
        Duration waited = Duration.ZERO;
        while (true) {
            try {
                left = close(node, left);
                Sightings seen = node.look(search);
                long running = seen.queries().values().stream()
                        .filter(query -> query.state() == NodeInspector.State.RUNNING).count();
                boolean reusable = !left.isEmpty() && paused.compareTo(mayLive) < 0;
                if (left.size() <= running && !reusable) {
                    return seen;
                }
                if (waited.compareTo(patience) > 0 && !reusable) {
                    throw new NodeException("a session of the former runner is in use there by no query of this run",
                            false);
                }
            } catch (NodeException e) {
                if (!e.silent() || waited.compareTo(patience) > 0) {
                    throw e;
                }
            }
            pause.pause(poll);
            waited = waited.plus(poll);
            paused = paused.plus(poll);
        }
    }

    private List<Registered> close(NodeInspector node, List<Registered> sessions) throws NodeException {
        List<Registered> busy = new ArrayList<>();
        for (Registered session : sessions) {
            if (node.closeSession(session.sessionId()) == NodeInspector.SessionEnd.BUSY) {
                busy.add(session);
            } else {
                forget(session);
            }
        }
        return busy;
    }

    private void forget(Registered session) {
        try {
            registry.forget(session.sessionId());
        } catch (CheckpointStoreException away) {
            return; // closed once more by the next one, which does no harm
        }
    }

    private static Map<OpenIntent, Verdict> judge(List<OpenIntent> intents, Map<String, Sightings> seen,
            Map<String, String> unreachable, boolean fenced) {
        Map<OpenIntent, Verdict> verdicts = new LinkedHashMap<>();
        for (OpenIntent intent : intents) {
            Sightings its = seen.get(intent.node());
            String why = unreachable.get(intent.node());
            verdicts.put(intent, its != null
                    ? Judge.judge(intent.queryId(), intent.server(), intent.traced(), fenced, its)
                    : new Verdict.Unknown("its node " + intent.node() + " cannot be asked: "
                            + (why == null ? "it is not among the nodes of this run" : why),
                            Verdict.Prospect.MAY_COME));
        }
        return verdicts;
    }

    private static List<Stray> strays(List<OpenIntent> intents, Map<String, Sightings> seen) {
        Set<String> known = new HashSet<>();
        intents.forEach(intent -> known.add(intent.queryId()));
        List<Stray> strays = new ArrayList<>();
        seen.forEach((node, sightings) -> sightings.queries().values().forEach(sighting -> {
            if (!known.contains(sighting.queryId())) {
                strays.add(new Stray(node, sighting,
                        Judge.judge(sighting.queryId(), null, true, false, sightings)));
            }
        }));
        return strays;
    }
}
