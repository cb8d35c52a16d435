package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.port.NodeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether a node's sessions are found again by later requests. Behind a load balancer that is not sticky they are not, and then every
 * statement would be refused. Several are tried at once, so that they come over several connections.
 */
final class FenceProbe {
    /** A balancer that hands requests out to 2, 3 or 4 servers in turn comes to another one with each round of 5. */
    private static final int SESSIONS = 5;
    private static final int ROUNDS = 3;
    private static final String SHORT_LIVED = "10";

    private final NodeConnection node;
    private final Map<String, String> parameters;
    private final ClickHouseInspector inspector;
    private final Duration limit;

    FenceProbe(NodeConnection node, ClickHouseSettings settings, NodeProfile profile) {
        this.node = node;
        this.parameters = profile.forQuestions();
        this.inspector = new ClickHouseInspector(node, settings, profile);
        this.limit = settings.questionLimit();
    }

    /**
     * Why sessions cannot fence here, null when they can.
     *
     * @param prefix what nobody else's session ids begin with
     */
    @Nullable
    String doubt(String prefix) {
        List<String> ids = IntStream.range(0, SESSIONS).mapToObj(i -> prefix + "-" + i).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String doubt = all(threads, ids, id -> ask(id, Map.of("session_timeout", SHORT_LIVED)));
            for (int i = 0; i < ROUNDS && doubt == null; i++) {
                // Another order each time: a balancer that hands requests out in turn would bring the same one to the same server again.
                List<String> order = new ArrayList<>(ids);
                Collections.rotate(order, i);
                doubt = all(threads, order, id -> ask(id, Map.of("session_check", "1")));
            }
            return doubt == null ? all(threads, ids, this::close) : doubt;
        }
    }

    /** One step for one session. */
    private interface Step {
        @Nullable
        String take(String sessionId);
    }

    private static @Nullable String all(ExecutorService threads, List<String> ids, Step step) {
        List<Future<@Nullable String>> answers = new ArrayList<>();
        for (String id : ids) {
            Callable<@Nullable String> task = () -> step.take(id);
            answers.add(threads.submit(task));
        }
        String doubt = null;
        for (Future<@Nullable String> answer : answers) {
            try {
                String words = answer.get();
                doubt = doubt == null ? words : doubt;
            } catch (ExecutionException e) {
                throw new IllegalStateException("the check of sessions failed: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        }
        return doubt;
    }

    private @Nullable String ask(String sessionId, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("session_id", sessionId);
        all.putAll(more);
        try {
            var _ = node.rows("SELECT 1", all, limit);
            return null;
        } catch (ServerError e) {
            return e.code() == ServerError.SESSION_NOT_FOUND
                    ? "a session is not found again: requests to this address go to several servers"
                    : "it refuses: " + e.text();
        } catch (IOException e) {
            return Explain.why(e);
        }
    }

    private @Nullable String close(String sessionId) {
        try {
            return switch (inspector.closeSession(sessionId)) {
                case CLOSED -> null;
                case BUSY -> "a session is in use by somebody else";
            };
        } catch (NodeException e) {
            return e.why();
        }
    }
}
