package io.github.cqr.domain.run;

import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.policy.RoundRobin;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.session.SessionChange;
import io.github.cqr.domain.session.SessionContext;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of the script that was read and not finished: which statement is next, may it go now, where to, and with which session.
 *
 * <p>Three things hold a statement back besides the concurrency: a pause; a barrier, which waits for all before it and runs alone; and a
 * {@code SET} or {@code USE} on its way, which everything after it must see. Both are taken in file order, so what waits holds back all
 * behind it.
 */
final class Lookahead {
    /** Enough to keep every slot busy while the reader fetches more; the text limit keeps huge inline data from piling up. */
    private static final int MAX_STATEMENTS = 256;

    private static final long MAX_TEXT_CHARS = 8L << 20;

    private final RunSettings settings;
    private final RoundRobin cycle;
    private final TreeMap<Integer, Pending> pending = new TreeMap<>();
    /** What is on its way, so that it can be taken back if it is not sent. */
    private final Map<Integer, Statement> sent = new HashMap<>();
    /** How many of those hold back everything behind them: barriers, SET and USE. */
    private int holding;
    private long pendingChars;
    private boolean ended;
    private SessionContext session;

    private record Pending(Statement statement, boolean done, int attempt) {}

    /** What to do next. */
    sealed interface Next {
        /** Pass over a completed statement. */
        record Skip(Statement statement) implements Next {}

        /** Send a statement. */
        record Send(Statement statement, int attempt, String node) implements Next {}
    }

    Lookahead(RunSettings settings) {
        this.settings = settings;
        this.cycle = new RoundRobin(settings.nodes(), settings.perNode());
        this.session = settings.session();
    }

    void add(Statement statement, boolean done) {
        put(new Pending(statement, done, 1));
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

    /** Database, settings, parameters and roles that hold for the next statement. */
    SessionContext session() {
        return session;
    }

    /** A statement ended well; a {@code SET} or {@code USE} takes effect now. */
    void completed(StatementRef ref) {
        Statement statement = forget(ref);
        if (statement != null && ref.changesSession()) {
            session = SessionChange.parse(statement).applyTo(session);
        }
    }

    /** A statement was dispatched and not sent: it is the next one again, under another query id. */
    void takeBack(StatementRef ref, int attempt) {
        Statement statement = forget(ref);
        if (statement != null) {
            put(new Pending(statement, false, attempt + 1));
        }
    }

    /** Takes the next statement off the script if it may go now; null when nothing may. */
    @Nullable
    Next next(RunState state) {
        Map.Entry<Integer, Pending> first = pending.firstEntry();
        if (first == null) {
            return null;
        }
        Statement statement = first.getValue().statement();
        if (first.getValue().done()) {
            take(first.getKey());
            return new Next.Skip(statement);
        }
        String node = mayGo(statement, state) ? node(statement, state) : null;
        if (node == null) {
            return null;
        }
        take(first.getKey());
        sent.put(statement.ordinal(), statement);
        holding += holdsBack(statement) ? 1 : 0;
        return new Next.Send(statement, first.getValue().attempt(), node);
    }

    private boolean mayGo(Statement statement, RunState state) {
        boolean recordable = !(state.checkpointDegraded() && state.eventLogDegraded());
        if (state.paused() || !recordable || state.running() >= state.concurrency()) {
            return false;
        }
        return holding == 0 && !(settings.barriers().runsAlone(statement) && state.running() > 0);
    }

    private @Nullable String node(Statement statement, RunState state) {
        String pinned = statement.directives().node();
        return pinned == null ? cycle.take(state::running) : cycle.takePinned(pinned, state::running);
    }

    private boolean holdsBack(Statement statement) {
        return settings.barriers().runsAlone(statement) || statement.kind().changesSession();
    }

    private @Nullable Statement forget(StatementRef ref) {
        Statement statement = sent.remove(ref.ordinal());
        holding -= statement != null && holdsBack(statement) ? 1 : 0;
        return statement;
    }

    private void put(Pending entry) {
        pending.put(entry.statement().ordinal(), entry);
        pendingChars += entry.statement().text().length();
    }

    private void take(int ordinal) {
        Pending entry = pending.remove(ordinal);
        if (entry != null) {
            pendingChars -= entry.statement().text().length();
        }
    }
}
