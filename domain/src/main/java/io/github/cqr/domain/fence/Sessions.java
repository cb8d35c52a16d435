package io.github.cqr.domain.fence;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.NodeException;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.Pause;
import io.github.cqr.domain.port.SessionRegistry;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP sessions of one node, each for one statement at a time. A session is made, then put on record if the lease still holds, and
 * only then used; its id is used for one creation and never again. So whoever takes the run over can close every session that any
 * statement of ours may name, and a statement that was held back on its way is refused when it arrives. Thread-safe.
 */
public final class Sessions {
    private static final Duration ASK_AGAIN = Duration.ofMillis(500);

    private final NodeInspector node;
    private final SessionRegistry registry;
    private final Supplier<String> freshIds;
    private final Pause pause;
    private final Deque<Registered> idle = new ArrayDeque<>();

    /** @param freshIds gives ids that nobody has used or will use */
    public Sessions(NodeInspector node, SessionRegistry registry, Supplier<String> freshIds, Pause pause) {
        this.node = node;
        this.registry = registry;
        this.freshIds = freshIds;
        this.pause = pause;
    }

    /** What became of {@link #take}. */
    public sealed interface Taken {
        /** A session to send one statement in. */
        record Ready(Registered session) implements Taken {}

        /** None is to be had, and why: nothing was sent. */
        record None(String why, boolean nodeSilent) implements Taken {}

        /** The server answered, and makes none: nothing was sent, and the next statement would fare no better. */
        record Refused(Failure failure) implements Taken {}
    }

    /**
     * A session of the node's server, from those that are idle or a new one. While the registry does not answer, it is asked again, as
     * long as the gate is open.
     *
     * @throws InterruptedException if the process gives up
     */
    public Taken take(Gate gate) throws InterruptedException {
        Registered session = pollIdle();
        if (session != null) {
            return new Taken.Ready(session);
        }
        String id = freshIds.get();
        ServerBoot server;
        try {
            server = node.openSession(id);
        } catch (NodeException e) {
            // It may exist at the server all the same. Nobody will ever use it: the next one has another id.
            String why = "no session could be made at " + node.node() + ": " + e.why();
            Failure.Server refusal = e.refusal();
            return e.silent()
                    ? new Taken.None(why, true)
                    : new Taken.Refused(refusal == null ? new Failure.Connection(why) : refusal);
        }
        return register(new Registered(id, node.node(), server), gate);
    }

    private Taken register(Registered session, Gate gate) throws InterruptedException {
        while (true) {
            String closed = gate.closed();
            if (closed != null) {
                return new Taken.None(closed, false);
            }
            try {
                return registry.register(session)
                        ? new Taken.Ready(session)
                        : new Taken.None("the run's lease is another process's", false);
            } catch (CheckpointStoreException away) {
                pause.pause(ASK_AGAIN);
            }
        }
    }

    /** The statement was answered: the session can take the next one. */
    public void giveBack(Registered session) {
        synchronized (idle) {
            idle.addFirst(session);
        }
    }

    /**
     * Closes a session whose statement is not at the server as far as is known, so that it can not arrive any more.
     *
     * @return true once no statement can be run in it
     * @throws NodeException if the server does not say so
     */
    public boolean retire(Registered session) throws NodeException {
        if (node.closeSession(session.sessionId()) == NodeInspector.SessionEnd.BUSY) {
            return false;
        }
        forget(session);
        return true;
    }

    /** The server does not know the session any more, or it is closed. */
    public void forget(Registered session) {
        try {
            registry.forget(session.sessionId());
        } catch (CheckpointStoreException away) {
            // It stays on record: whoever takes over closes it once more, which does no harm.
            return;
        }
    }

    /** Closes all idle sessions at the end of a run, as far as the server answers. */
    public void close() {
        for (Registered session = pollIdle(); session != null; session = pollIdle()) {
            try {
                if (!retire(session)) {
                    return;
                }
            } catch (NodeException silent) {
                return; // they end by themselves when they were idle for long enough
            }
        }
    }

    private @Nullable Registered pollIdle() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }
}
