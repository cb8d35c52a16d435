package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.LeftoverFinder;
import io.github.cqr.domain.script.StatementKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an INSERT left, by the logs (DESIGN 6, rule 5). {@code query_log.written_rows} counts what was on its way to the tables, and is never
 * too small: 0 proves that nothing stayed. Otherwise {@code system.part_log} has the exact rows, where everything that was written to is a
 * MergeTree of the node itself, and the server has not lost a line of it.
 *
 * <p>The server's error code proves nothing: an {@code INSERT ... VALUES} with a syntax error in its millionth row fails with the same code
 * as one with a syntax error at its beginning, and leaves rows.
 */
final class Leftovers implements LeftoverFinder {
    private static final int LOOKS = 10;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);
    private final Map<String, NodeBooks> books;
    private final Function<String, RunEvent.@Nullable Dispatched> attempts;

    /**
     * @param books of each node, by its name
     * @param attempts gives the attempt with a query id that is under way
     */
    Leftovers(Map<String, NodeBooks> books, Function<String, RunEvent.@Nullable Dispatched> attempts) {
        this.books = Map.copyOf(books);
        this.attempts = attempts;
    }

    @Override
    public Leftover find(String node, String queryId) {
        NodeBooks own = books.get(node);
        if (own == null) {
            return new Leftover.Unknown("no node is named " + node);
        }
        try {
            QueryLog.Reading reading = readToTheEnd(own, queryId);
            QueryLog.Line line = reading.of(queryId);
            if (line == null) {
                return absent(own, reading, attempts.apply(queryId));
            }
            if (line.open()) {
                return new Leftover.Unknown("the query log of " + node + " does not say how it ended");
            }
            if (line.refused()) {
                return Leftover.nothing();
            }
            return asynchronous(line, attempts.apply(queryId))
                    ? new Leftover.Unknown(
                            "its rows go to the table by themselves (async_insert), under another query id")
                    : judge(own, line, reading);
        } catch (ServerError e) {
            return new Leftover.Unknown(node + " does not tell: " + e.text());
        } catch (IOException e) {
            return new Leftover.Unknown(node + " does not answer: " + Explain.why(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Leftover.Unknown("nobody waited for the logs of " + node);
        }
    }

    /** The line of the end can come after the answer. */
    private static QueryLog.Reading readToTheEnd(NodeBooks own, String queryId)
            throws IOException, InterruptedException {
        for (int look = 1;; look++) {
            QueryLog.Reading reading = own.query(queryId);
            QueryLog.Line line = reading.of(queryId);
            boolean settled = line == null ? reading.doubt() != null || look > 1 : !line.open();
            if (settled || look == LOOKS) {
                return reading;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Some refusals leave no line, such as that of a setting in the request; and so does a server that was restarted. */
    private static Leftover absent(NodeBooks own, QueryLog.Reading reading, RunEvent.@Nullable Dispatched attempt)
            throws ServerError, IOException {
        if (reading.doubt() != null) {
            return new Leftover.Unknown("the query log proves nothing: " + reading.doubt());
        }
        ServerBoot meantFor = attempt == null || !attempt.traced() ? null : attempt.server();
        return meantFor != null && meantFor.sameLife(own.life())
                ? Leftover.nothing()
                : new Leftover.Unknown("the query log does not hold it");
    }

    /** The runner sends 0, unless the profile forbids it; only rows that come with the statement can be put off. */
    private static boolean asynchronous(QueryLog.Line line, RunEvent.@Nullable Dispatched attempt) {
        return attempt != null && attempt.statement().kind() == StatementKind.INSERT_DATA
                && !line.asyncInsert().equals("0");
    }

    private Leftover judge(NodeBooks own, QueryLog.Line line, QueryLog.Reading reading)
            throws ServerError, IOException {
        Set<String> tables = new LinkedHashSet<>();
        reading.lines().forEach(part -> tables.addAll(part.tables()));
        NodeBooks.Targets targets = own.targets(tables, line.queryId());
        long written = written(reading.lines());
        if (targets == NodeBooks.Targets.ELSEWHERE) {
            Elsewhere others = others(own, line.queryId());
            long all = written + others.written();
            if (all == 0) {
                return others.doubt() == null
                        ? Leftover.nothing()
                        : new Leftover.Unknown(Objects.requireNonNull(others.doubt()));
            }
            return new Leftover.Rows(all, false, Map.of());
        }
        if (written == 0) {
            return Leftover.nothing();
        }
        Map<String, Long> parts = targets == NodeBooks.Targets.MERGE_TREES && reading.flushed()
                ? own.newParts(reading.lines())
                : null;
        if (parts == null) {
            return new Leftover.Rows(written, false, Map.of());
        }
        long rows = parts.values().stream().mapToLong(Long::longValue).sum();
        return rows == 0 ? Leftover.nothing() : new Leftover.Rows(rows, true, parts);
    }

    /** What the query's parts wrote on the other nodes, and why that may not be all. */
    private record Elsewhere(long written, @Nullable String doubt) {}

    private Elsewhere others(NodeBooks own, String queryId) {
        long written = 0;
        List<String> doubts = new ArrayList<>();
        for (NodeBooks other : books.values()) {
            if (other == own) {
                continue;
            }
            try {
                QueryLog.Reading reading = other.query(queryId);
                written += written(reading.lines());
                if (reading.doubt() != null) {
                    doubts.add("the query log of " + other.name() + " proves nothing: " + reading.doubt());
                } else if (reading.lines().stream().anyMatch(QueryLog.Line::open)) {
                    doubts.add("the query log of " + other.name() + " does not say how a part of it ended");
                }
            } catch (IOException e) {
                doubts.add(other.name() + ", which may hold a part of it, does not answer: " + Explain.why(e));
            }
        }
        return new Elsewhere(written, doubts.isEmpty() ? null : doubts.getFirst());
    }

    private static long written(List<QueryLog.Line> lines) {
        return lines.stream().mapToLong(line -> line.counters().writtenRows()).sum();
    }
}
