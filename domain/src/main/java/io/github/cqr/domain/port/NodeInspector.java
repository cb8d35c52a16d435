package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.script.StatementId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node, as the never-twice protocol asks it. Every method blocks, for a bounded time, and none changes data: whoever holds an
 * answer can act on it without having done anything. Thread-safe.
 */
public interface NodeInspector {
    /** The node's name, as events give it. */
    String node();

    /**
     * Which life of which server answers now.
     *
     * @throws NodeException if it does not tell
     */
    ServerBoot identify() throws NodeException;

    /**
     * Makes an HTTP session on the server. The id must never have been used before, as a request that was held back can arrive late.
     *
     * @return the life of the server that the session was made in
     * @throws NodeException if there is no answer, or a refusal; the session may exist all the same
     */
    ServerBoot openSession(String sessionId) throws NodeException;

    /**
     * Closes a session, so that a statement that was held back on its way and names it is refused. Closing one that does not exist is
     * {@link SessionEnd#CLOSED} too.
     *
     * @throws NodeException if there is no answer, or a refusal
     */
    SessionEnd closeSession(String sessionId) throws NodeException;

    /**
     * Looks for queries among what runs and then in the query log, which is flushed first. What is absent from the answer was neither
     * running nor, after that, in the log.
     *
     * @throws NodeException if the processes cannot be read; a log that cannot be read is told in {@link Sightings#logDoubt()}
     */
    Sightings look(Search search) throws NodeException;

    /** What became of a session. */
    enum SessionEnd {
        /** It does not exist any more: a statement that names it and asks for the check is refused. */
        CLOSED,
        /** A statement runs in it: ClickHouse code 373. */
        BUSY
    }

    /**
     * What to look for: the queries with these ids, and those whose ids begin so.
     *
     * @param ids whole query ids
     * @param prefixes beginnings of query ids
     * @param back how far back the log is read, counted from the server's own now
     */
    record Search(Set<String> ids, Set<String> prefixes, Duration back) {
        /** Copies the sets. */
        public Search {
            ids = Set.copyOf(ids);
            prefixes = Set.copyOf(prefixes);
        }
    }

    /**
     * What was found.
     *
     * @param server the life of the server, read after all else: nothing that is told here is of a later one
     * @param queries what was found, by query id
     * @param logDoubt why absence from the log proves nothing (it is off, sampled, not readable, or does not hold our own probe), null
     *            when it does
     */
    record Sightings(ServerBoot server, Map<String, Sighting> queries, @Nullable String logDoubt) {
        /** Copies the map. */
        public Sightings {
            queries = Map.copyOf(queries);
        }
    }

    /**
     * One query.
     *
     * @param state how far it came
     * @param counters what it did so far, or in all
     * @param elapsed how long the server worked on it so far, or in all
     * @param startedAt when it began, by the server's clock
     * @param failure why it failed; null unless {@link State#FAILED}
     * @param label what it is by its {@code log_comment}; null if it has none of ours
     */
    record Sighting(String queryId, State state, Counters counters, Duration elapsed, Instant startedAt,
            @Nullable Failure failure, @Nullable Label label) {}

    /** How far a query came. */
    enum State {
        /** It is among the processes. */
        RUNNING,
        /** The log says QueryFinish. */
        FINISHED,
        /** The log says that an exception ended it. */
        FAILED,
        /** The log says only that it began, and it does not run any more. */
        LOST
    }

    /**
     * What the runner wrote into a query's {@code log_comment}.
     *
     * @param undo 0 for the statement itself, k for its k-th {@code before-retry}
     */
    record Label(String generation, String instance, int ordinal, StatementId id, int undo) {}
}
