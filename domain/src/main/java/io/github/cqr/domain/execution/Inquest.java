package io.github.cqr.domain.execution;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.fence.Sessions;
import io.github.cqr.domain.port.Delivery;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.NodeException;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.NodeInspector.Search;
import io.github.cqr.domain.port.NodeInspector.Sightings;
import io.github.cqr.domain.port.Pause;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import io.github.cqr.domain.recovery.Judge;
import io.github.cqr.domain.recovery.Verdict;
import io.github.cqr.domain.recovery.Verdict.Prospect;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of an attempt whose answer did not arrive, or that another process sent. While its node shows it, it is awaited,
 * for hours if need be; then the query log decides; then, its session closed so that it can not arrive any more, the proof that it never
 * started. What can not be told is reported as unknown. Nothing is ever sent again here.
 */
public final class Inquest {
    private static final Duration SLACK = Duration.ofDays(1);

    private final NodeInspector node;
    private final @Nullable Sessions sessions;
    private final Ending ending;
    private final Pause pause;
    private final Inbox inbox;
    private final Limits limits;
    /** The attempts of which nobody knows at present what becomes of them. */
    private final Set<Hearing> open = ConcurrentHashMap.newKeySet();

    /**
     * How long an inquest takes.
     *
     * @param poll the pause between two looks
     * @param patience how long a node that does not tell is asked again
     * @param waitForNode true to wait for a silent node for as long as it takes ({@code --on-node-loss continue})
     */
    public record Limits(Duration poll, Duration patience, boolean waitForNode) {}

    /** @param sessions the node's sessions, null without a fence */
    public Inquest(NodeInspector node, @Nullable Sessions sessions, Ending ending, Pause pause, Inbox inbox,
            Limits limits) {
        this.node = node;
        this.sessions = sessions;
        this.ending = ending;
        this.pause = pause;
        this.inbox = inbox;
        this.limits = limits;
    }

    /**
     * Finds out.
     *
     * @param session the session that the attempt names, null for none
     * @param broken what happened to its answer
     * @throws InterruptedException if the process gives up
     */
    public ExecutionReport hold(RunEvent.Dispatched dispatched, Delivery delivery, @Nullable Registered session,
            String broken) throws InterruptedException {
        Hearing hearing = new Hearing(dispatched, delivery, session, broken);
        open.add(hearing);
        try {
            return hearing.hold();
        } finally {
            open.remove(hearing);
        }
    }

    /** Whether what was on the node is accounted for: each attempt here is seen to run, or has its end. A lost node is not taken back before. */
    public boolean settled() {
        return open.isEmpty();
    }

    /** The inquest on one attempt. */
    private final class Hearing {
        private final RunEvent.Dispatched dispatched;
        private final Delivery delivery;
        private final @Nullable Registered session;
        private final String broken;
        private final String queryId;
        /** For how long nobody could tell anything, by the pauses; a look at a silent node takes its time, too. */
        private Duration untold = Duration.ZERO;
        private @Nullable Duration untoldSince;
        private boolean saidDown;
        private boolean fenced;
        private boolean lasts;

        Hearing(RunEvent.Dispatched dispatched, Delivery delivery, @Nullable Registered session, String broken) {
            this.dispatched = dispatched;
            this.delivery = delivery;
            this.session = session;
            this.broken = broken;
            this.queryId = dispatched.attempt().queryId();
        }

        ExecutionReport hold() throws InterruptedException {
            while (true) {
                String given = delivery.givenUp();
                if (given != null) {
                    return unknown(given);
                }
                ExecutionReport end;
                try {
                    end = look();
                } catch (NodeException e) {
                    end = untold(e);
                }
                if (end != null) {
                    return end;
                }
                pause.pause(limits.poll());
            }
        }

        private @Nullable ExecutionReport look() throws NodeException {
            Sightings seen = node.look(new Search(Set.of(queryId), Set.of(), delivery.elapsed().plus(SLACK)));
            saidDown = false;
            Verdict verdict = Judge.judge(queryId, dispatched.server(), dispatched.traced(), fenced, seen);
            return switch (Judge.forKind(verdict, dispatched.statement().kind())) {
                case Verdict.Running _ -> {
                    open.remove(this);
                    untold = Duration.ZERO;
                    untoldSince = null;
                    yield null;
                }
                case Verdict.Completed done -> {
                    retire(session);
                    yield new ExecutionReport.Succeeded(queryId, done.counters(), done.elapsed());
                }
                case Verdict.Failed failed -> {
                    retire(session);
                    yield ending.failed(dispatched, delivery, failed.failure(), failed.counters(), failed.elapsed());
                }
                case Verdict.NeverStarted never ->
                    new ExecutionReport.NotSent(queryId, broken + "; it never started: " + never.proof());
                case Verdict.Unknown unknown -> untold(unknown);
            };
        }

        /**
         * Closes the session, so that at the next look absence can be proof. What no later look can change is looked at once more all the same:
         * a server can be restarted between the first and the last question of one look.
         */
        private @Nullable ExecutionReport untold(Verdict.Unknown unknown) throws NodeException {
            open.add(this);
            if (!fenced && session != null && sessions != null) {
                fenced = sessions.retire(session);
            }
            boolean lasted = lasts;
            lasts = unknown.prospect() == Prospect.LASTING;
            return over() || (lasts && lasted) ? unknown(broken + "; " + unknown.reason()) : null;
        }

        private @Nullable ExecutionReport untold(NodeException e) {
            open.add(this);
            if (!over()) {
                return null;
            }
            if (e.silent() && !saidDown) {
                saidDown = true;
                inbox.put(new RunInput.NodeDown(node.node(), e.why()));
            }
            return e.silent() && limits.waitForNode()
                    ? null
                    : unknown(broken + "; " + (e.silent()
                            ? "the node does not answer any more: "
                            : "the node does not tell: ") + e.why());
        }

        private boolean over() {
            Duration now = delivery.elapsed();
            Duration since = untoldSince == null ? now : untoldSince;
            untoldSince = since;
            untold = untold.plus(limits.poll());
            return untold.compareTo(limits.patience()) > 0 || now.minus(since).compareTo(limits.patience()) > 0;
        }

        private ExecutionReport unknown(String reason) {
            return new ExecutionReport.OutcomeUnknown(queryId, reason, delivery.elapsed());
        }
    }

    /** The statement is over: the session is not used again, since its last answer was lost, and a closed one can be forgotten. */
    private void retire(@Nullable Registered session) {
        if (session == null || sessions == null) {
            return;
        }
        try {
            boolean _ = sessions.retire(session);
        } catch (NodeException silent) {
            return; // it ends by itself, and stays on record until then
        }
    }
}
