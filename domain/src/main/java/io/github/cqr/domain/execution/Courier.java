package io.github.cqr.domain.execution;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.fence.Gate;
import io.github.cqr.domain.fence.Sessions;
import io.github.cqr.domain.port.Delivery;
import io.github.cqr.domain.port.Delivery.Answer;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import org.jspecify.annotations.Nullable;

/**
 * Carries attempts to one node. The order is what makes it safe (DESIGN 6, rules 1 to 3): the intent is on record before it is called; then
 * a session that is on record too; then a last look at the gate; then the send. Whatever is held up after that, by a frozen process or a
 * slow proxy, names a session that whoever takes over has closed. Thread-safe: each attempt is carried by the thread that calls.
 */
public final class Courier {
    /** The server has no session of that id. */
    private static final int SESSION_NOT_FOUND = 372;
    /** Another request uses the session. */
    private static final int SESSION_IS_LOCKED = 373;
    /** A query of that id runs. */
    private static final int SAME_ID_RUNS = 216;
    /** A server that forgets each session at once is asked this often before the attempt is given back. */
    private static final int MOST_SESSIONS = 5;

    private final String node;
    private final @Nullable Sessions sessions;
    private final Gate gate;
    private final Inquest inquest;
    private final Ending ending;
    private final Inbox inbox;

    /**
     * @param sessions the node's sessions, null to send without ({@code --no-session-fence})
     * @param ending what a server's exception makes of an attempt
     */
    public Courier(String node, @Nullable Sessions sessions, Gate gate, Inquest inquest, Ending ending, Inbox inbox) {
        this.node = node;
        this.sessions = sessions;
        this.gate = gate;
        this.inquest = inquest;
        this.ending = ending;
        this.inbox = inbox;
    }

    /**
     * Carries one attempt whose intent is on record, and finds out its outcome.
     *
     * @throws InterruptedException if the process gives up: the attempt may run or not
     */
    public ExecutionReport carry(RunEvent.Dispatched dispatched, Delivery delivery) throws InterruptedException {
        // SET would change the session for whatever uses it next, and has no effect that could come late.
        if (sessions == null || dispatched.statement().changesSession()) {
            ExecutionReport report = send(dispatched, delivery, null);
            return report == null ? notSent(dispatched, "its node asks for a session that it was not sent in") : report;
        }
        for (int i = 0; i < MOST_SESSIONS; i++) {
            Registered session;
            switch (sessions.take(gate)) {
                case Sessions.Taken.Ready ready -> session = ready.session();
                case Sessions.Taken.None none -> {
                    return none.nodeSilent() ? unreachable(dispatched, none.why()) : notSent(dispatched, none.why());
                }
                // Taken back, it would be given to the same server again at once, and so on for ever.
                case Sessions.Taken.Refused refused -> {
                    return new ExecutionReport.Failed(dispatched.attempt().queryId(), refused.failure(), Counters.NONE,
                            Leftover.nothing(), delivery.elapsed());
                }
            }
            ServerBoot meantFor = dispatched.server();
            if (meantFor == null || !meantFor.sameLife(session.server())) {
                if (isNewer(session.server(), meantFor)) {
                    sessions.giveBack(session);
                    inbox.put(new RunInput.NodeSeen(node, session.server()));
                    return notSent(dispatched, "the server of its node was restarted meanwhile");
                }
                sessions.forget(session); // of a former life: it died with it
                continue;
            }
            ExecutionReport report = send(dispatched, delivery, session);
            if (report != null) {
                return report;
            }
        }
        return notSent(dispatched, "its node forgets each session at once");
    }

    private static boolean isNewer(ServerBoot session, @Nullable ServerBoot meantFor) {
        return meantFor == null || !session.serverId().equals(meantFor.serverId())
                || session.bootedAt().isAfter(meantFor.bootedAt());
    }

    /** Sends, and judges the answer; null when the server did not know the session, and another one should be tried. */
    private @Nullable ExecutionReport send(RunEvent.Dispatched dispatched, Delivery delivery,
            @Nullable Registered session) throws InterruptedException {
        String closed = gate.closed();
        if (closed != null) {
            keep(session);
            return notSent(dispatched, closed);
        }
        Answer answer = delivery.send(session == null ? null : session.sessionId());
        String queryId = dispatched.attempt().queryId();
        return switch (answer) {
            case Answer.Finished finished -> {
                keep(session);
                yield new ExecutionReport.Succeeded(queryId, finished.counters(), delivery.elapsed());
            }
            case Answer.CancelledFirst _ -> {
                keep(session);
                yield notSent(dispatched, "it was cancelled before it was sent");
            }
            case Answer.NoConnection none -> {
                keep(session);
                yield unreachable(dispatched, none.why());
            }
            case Answer.TurnedBack back -> {
                drop(session);
                yield ending.failed(dispatched, delivery, new Failure.Connection(node + " did not take it: "
                        + back.why()), Counters.NONE);
            }
            case Answer.Refused refused -> refused(dispatched, delivery, session, refused);
            case Answer.Broken broken ->
                inquest.hold(dispatched, delivery, session, "the connection broke: " + broken.why());
        };
    }

    private @Nullable ExecutionReport refused(RunEvent.Dispatched dispatched, Delivery delivery,
            @Nullable Registered session, Answer.Refused refused) throws InterruptedException {
        int code = refused.failure().code();
        if (session != null && code == SESSION_NOT_FOUND) {
            drop(session);
            return null;
        }
        if (session != null && code == SESSION_IS_LOCKED) {
            // Only who takes over, or closes it, uses a session of ours.
            return notSent(dispatched, "its session is in use: " + refused.failure().message());
        }
        if (code == SAME_ID_RUNS) {
            return inquest.hold(dispatched, delivery, session, "the server says that it runs already");
        }
        keep(session);
        return ending.failed(dispatched, delivery, refused.failure(), refused.counters());
    }

    private void keep(@Nullable Registered session) {
        if (sessions != null && session != null) {
            sessions.giveBack(session);
        }
    }

    private void drop(@Nullable Registered session) {
        if (sessions != null && session != null) {
            sessions.forget(session);
        }
    }

    private ExecutionReport unreachable(RunEvent.Dispatched dispatched, String why) {
        inbox.put(new RunInput.NodeDown(node, why));
        return notSent(dispatched, "there is no connection to " + node + ": " + why);
    }

    private static ExecutionReport notSent(RunEvent.Dispatched dispatched, String why) {
        return new ExecutionReport.NotSent(dispatched.attempt().queryId(), why);
    }
}
