package io.github.cqr.domain.run;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.policy.RoundRobin;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.session.SessionChange;
import io.github.cqr.domain.session.SessionContext;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The part of the script that was read and not finished: which statement is next, may it go now, where to, and with which session.
 *
 * <p>Three things hold a statement back besides the concurrency: a pause; a barrier, which waits for all before it and runs alone; and a
 * {@code SET} or {@code USE} on its way, which everything after it must see. They are taken in file order, so what waits holds back all
 * behind it. Only a statement that waits for its next try lets others pass, and no barrier.
 */
final class Lookahead {
    /** Enough to keep every slot busy while the reader fetches more; the text limit keeps huge inline data from piling up. */
    private static final int MAX_STATEMENTS = 256;

    private static final long MAX_TEXT_CHARS = 8L << 20;

    private final RunSettings settings;
    private final RoundRobin cycle;
    private final TreeMap<Integer, Pending> pending = new TreeMap<>();
    /** What is on its way, so that it can be taken back if it is not sent. */
    private final Map<Integer, Pending> sent = new HashMap<>();
    /** How many of those hold back everything behind them: barriers, SET and USE. */
    private int holding;
    private long pendingChars;
    private boolean ended;
    /** Whether a statement runs since before this process: it may be tried again when a SET behind it has taken effect. */
    private boolean adopted;
    /** Then, what holds from behind each SET or USE on, by its ordinal. */
    private final TreeMap<Integer, SessionContext> sessions = new TreeMap<>();
    private SessionContext session;

    /** What to do next. */
    sealed interface Next {
        /** Pass over a completed statement. */
        record Skip(Statement statement) implements Next {}

        /**
         * Send a statement, or the {@code undo}-th of what takes away the rest of an earlier try.
         *
         * @param session what holds for it
         */
        record Send(Statement statement, int attempt, String node, int undo, SessionContext session) implements Next {}
    }

    Lookahead(RunSettings settings) {
        this.settings = settings;
        this.cycle = new RoundRobin(settings.nodes(), settings.perNode());
        this.session = settings.session();
    }

    void add(Statement statement, boolean done, RunInput.@Nullable Remains remains) {
        Pending entry = new Pending(statement, done, 1, 0, 0, 0, null, null);
        put(remains instanceof RunInput.Remains.Partial partial ? entry.undoneOn(partial.node()) : entry);
    }

    /** A statement that an earlier process sent is on its way: it is not sent again, and holds back what it would hold back. */
    void adopt(Statement statement, Attempt attempt) {
        send(new Pending(statement, false, attempt.number(), 0, 0, attempt.undo(), attempt.node(), null));
        adopted = true;
    }

    void end() {
        ended = true;
    }

    boolean hasRoom() {
        return !ended && pending.size() < MAX_STATEMENTS && pendingChars < MAX_TEXT_CHARS;
    }

    /** True when the script has ended and every statement of it was skipped or sent. */
    boolean exhausted() {
        return ended && pending.isEmpty();
    }

    /** The statement of that reference as it was sent, or null when it is not on its way. */
    @Nullable
    Pending onItsWay(StatementRef ref) {
        return sent.get(ref.ordinal());
    }

    /** An attempt ended well; a {@code SET} or {@code USE} takes effect now, and after an undoing comes the next one, or the statement. */
    void completed(StatementRef ref, Attempt attempt) {
        Pending entry = forget(ref);
        if (entry == null) {
            return;
        }
        if (attempt.undoes()) {
            put(entry.undone());
        } else if (ref.changesSession()) {
            session = SessionChange.parse(entry.statement()).applyTo(session);
            if (adopted) {
                sessions.put(ref.ordinal(), session);
            }
        }
    }

    /** A statement was dispatched and had no effect: it is the next one again, under another query id. */
    void takeBack(StatementRef ref) {
        Pending entry = forget(ref);
        if (entry != null) {
            put(entry.again());
        }
    }

    /**
     * A statement failed and is tried again.
     *
     * @param dueNanos when, on the monotonic clock
     * @param undo whether what stayed of it has to be taken away first
     */
    void retry(StatementRef ref, Attempt attempt, long dueNanos, boolean undo) {
        Pending entry = forget(ref);
        if (entry != null) {
            Pending later = entry.failed(attempt.node(), dueNanos);
            put(undo ? later.undoneOn(attempt.node()) : later);
        }
    }

    /** Takes the next statement off the script if it may go now; null when nothing may. */
    @Nullable
    Next next(RunState state, long nowNanos) {
        boolean waiting = false;
        for (Pending entry : pending.values()) {
            if (entry.done()) {
                take(entry);
                return new Next.Skip(entry.statement());
            }
            if (entry.notBeforeNanos() - nowNanos > 0 && entry.failures() > 0) {
                waiting = true;
                if (settings.barriers().runsAlone(entry.statement()) || entry.statement().kind().changesSession()) {
                    return null;
                }
                continue;
            }
            boolean free = mayGo(state) && !(runsAlone(entry) && (waiting || state.running() > 0));
            String node = free ? node(entry, state) : null;
            if (node == null) {
                return null;
            }
            take(entry);
            SessionContext its = entry.session() == null ? sessionOf(entry) : entry.session();
            send(entry.with(its));
            return new Next.Send(entry.statement(), entry.attempt(), node, entry.undo(), its);
        }
        return null;
    }

    /** What the SET and USE before it ask for: all of them have taken effect by now, and some behind it may have, too. */
    private SessionContext sessionOf(Pending entry) {
        if (!adopted) {
            return session;
        }
        var before = sessions.lowerEntry(entry.statement().ordinal());
        return before == null ? settings.session() : before.getValue();
    }

    private boolean mayGo(RunState state) {
        boolean recordable = !(state.checkpointDegraded() && state.eventLogDegraded());
        return holding == 0 && !state.paused() && recordable && state.running() < state.concurrency();
    }

    private @Nullable String node(Pending entry, RunState state) {
        ToIntFunction<String> running = node -> state.isLost(node) ? Integer.MAX_VALUE : state.running(node);
        String pinned = entry.statement().directives().node();
        String last = entry.lastNode();
        if (pinned == null && entry.bound()) {
            pinned = last;
        }
        if (pinned != null) {
            return cycle.takePinned(pinned, running);
        }
        // Another node may do better than the one where it failed.
        String other = last == null
                ? null
                : cycle.take(node -> node.equals(last) ? Integer.MAX_VALUE : running.applyAsInt(node));
        return other == null ? cycle.take(running) : other;
    }

    private boolean runsAlone(Pending entry) {
        return entry.undo() > 0 || settings.barriers().runsAlone(entry.statement());
    }

    private boolean holdsBack(Pending entry) {
        return runsAlone(entry) || entry.statement().kind().changesSession();
    }

    private void send(Pending entry) {
        sent.put(entry.statement().ordinal(), entry);
        holding += holdsBack(entry) ? 1 : 0;
    }

    private @Nullable Pending forget(StatementRef ref) {
        Pending entry = sent.remove(ref.ordinal());
        holding -= entry != null && holdsBack(entry) ? 1 : 0;
        return entry;
    }

    private void put(Pending entry) {
        pending.put(entry.statement().ordinal(), entry);
        pendingChars += entry.statement().text().length();
    }

    private void take(Pending entry) {
        pending.remove(entry.statement().ordinal());
        pendingChars -= entry.statement().text().length();
    }
}
