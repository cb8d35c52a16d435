package io.github.cqr.adapters.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.NodeException;
import io.github.cqr.domain.port.NodeInspector;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The questions of the never-twice protocol to a real node. */
final class ClickHouseInspector implements NodeInspector {
    /** How long an idle session lives at the server; ClickHouse allows an hour at most unless told otherwise. */
    private static final String IDLE_SECONDS = "600";
    private static final int TIMEOUT_TOO_LONG = 374;
    /** A server that can close sessions has closed one before it answers. */
    private static final int CLOSES = 3;

    private final NodeConnection node;
    private final ClickHouseSettings settings;
    private final NodeProfile profile;
    private final QueryLog log;

    ClickHouseInspector(NodeConnection node, ClickHouseSettings settings, NodeProfile profile) {
        this.node = node;
        this.settings = settings;
        this.profile = profile;
        this.log = new QueryLog(node, profile, settings.patience());
    }

    @Override
    public String node() {
        return node.address().name();
    }

    @Override
    public ServerBoot identify() throws NodeException {
        return identify(Map.of());
    }

    @Override
    public ServerBoot openSession(String sessionId) throws NodeException {
        try {
            return life(Map.of("session_id", sessionId, "session_timeout", IDLE_SECONDS));
        } catch (ServerError e) {
            if (e.code() != TIMEOUT_TOO_LONG) {
                throw refused(e);
            }
            // It was refused before a session was made; the server's own time-out is shorter.
            return identify(Map.of("session_id", sessionId));
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private ServerBoot identify(Map<String, String> parameters) throws NodeException {
        try {
            return life(parameters);
        } catch (ServerError e) {
            throw refused(e);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private ServerBoot life(Map<String, String> parameters) throws ServerError, IOException {
        Map<String, String> all = new HashMap<>(profile.forQuestions());
        all.putAll(parameters);
        return ServerLife.of(node.address(), node.rows("SELECT " + ServerLife.COLUMNS, all, settings.questionLimit())
                .getFirst(), 0);
    }

    @Override
    public SessionEnd closeSession(String sessionId) throws NodeException {
        Map<String, String> close = new HashMap<>(profile.forQuestions());
        // Exactly 1: with "true" the server does not check, and would make the session.
        close.putAll(Map.of("session_id", sessionId, "session_check", "1", "close_session", "1"));
        try {
            for (int i = 0; i < CLOSES; i++) {
                node.rows("SELECT 1", close, settings.questionLimit());
            }
            throw new NodeException("it does not close sessions (enable_http_close_session is off in its "
                    + "configuration); switch that on, or give --no-session-fence", false);
        } catch (ServerError e) {
            return switch (e.code()) {
                case ServerError.SESSION_NOT_FOUND -> SessionEnd.CLOSED;
                case ServerError.SESSION_IS_LOCKED -> SessionEnd.BUSY;
                default -> throw refused(e);
            };
        } catch (IOException e) {
            throw silent(e);
        }
    }

    @Override
    public Sightings look(Search search) throws NodeException {
        try {
            Map<String, Sighting> found = running(search);
            if (search.prefixes().isEmpty() && found.keySet().containsAll(search.ids())) {
                return new Sightings(identify(), found, null);
            }
            QueryLog.Reading reading = read(search);
            if (reading.lines().stream().anyMatch(line -> line.open() && !found.containsKey(line.queryId()))) {
                // It may have begun between the two questions. What still has no end after these two has none.
                Map<String, Sighting> again = running(search);
                return sightings(again, read(search));
            }
            return sightings(found, reading);
        } catch (ServerError e) {
            throw refused(e);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private QueryLog.Reading read(Search search) throws IOException {
        return log.read("is_initial_query AND " + Sql.oneOf("query_id", search.ids(), search.prefixes()),
                search.back());
    }

    private Sightings sightings(Map<String, Sighting> running, QueryLog.Reading reading) throws NodeException {
        Map<String, Sighting> all = new HashMap<>(running);
        for (QueryLog.Line line : reading.lines()) {
            boolean runs = running.containsKey(line.queryId());
            if (!runs || !(line.open() || line.refused())) {
                all.put(line.queryId(), sighting(line));
            }
        }
        return new Sightings(identify(), all, reading.doubt());
    }

    private static Sighting sighting(QueryLog.Line line) {
        State state = line.finished() ? State.FINISHED : line.open() ? State.LOST : State.FAILED;
        return new Sighting(line.queryId(), state, line.counters(), line.elapsed(), line.startedAt(),
                state == State.FAILED ? line.error().failure() : null, QueryLabel.read(line.comment()));
    }

    private Map<String, Sighting> running(Search search) throws ServerError, IOException {
        List<JsonNode> rows = node.rows("SELECT query_id, read_rows, total_rows_approx, read_bytes, written_rows,"
                + " memory_usage, elapsed, toUnixTimestamp64Milli(now64(3)), Settings['log_comment']"
                + " FROM system.processes WHERE is_initial_query AND "
                + Sql.oneOf("query_id", search.ids(), search.prefixes()), profile.forQuestions(),
                settings.questionLimit());
        Map<String, Sighting> running = new HashMap<>();
        for (JsonNode row : rows) {
            Duration elapsed = Duration.ofMillis(Math.round(row.path(6).asDouble() * TimeUnit.SECONDS.toMillis(1)));
            running.put(row.path(0).asText(), new Sighting(row.path(0).asText(), State.RUNNING, counters(row),
                    elapsed, Instant.ofEpochMilli(row.path(7).asLong()).minus(elapsed), null,
                    QueryLabel.read(row.path(8).asText())));
        }
        return running;
    }

    /** The counters of a row of {@code system.processes} that begins as ours do. */
    static Counters counters(JsonNode row) {
        return new Counters(row.path(1).asLong(), row.path(2).asLong(), row.path(3).asLong(), row.path(4).asLong(),
                Math.max(0, row.path(5).asLong()));
    }

    private static NodeException refused(ServerError e) {
        return new NodeException("it refuses: " + e.text(), e.failure());
    }

    private static NodeException silent(IOException e) {
        return new NodeException(Explain.why(e), true);
    }
}
