package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.port.NodeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries the fence at the start: makes a session, looks for it by several connections at once, and closes it. A load balancer that is not
 * sticky sends them to several servers, of which one alone knows it; and a server can be told not to close sessions.
 */
final class SessionCheck {
    private static final int CONNECTIONS = 6;
    private static final String WITHOUT = ", or go without the session fence (--no-session-fence)";
    private final NodeConnection node;
    private final ClickHouseSettings settings;
    private final NodeProfile profile;
    private final Supplier<String> ids;

    SessionCheck(NodeConnection node, ClickHouseSettings settings, NodeProfile profile, Supplier<String> ids) {
        this.node = node;
        this.settings = settings;
        this.profile = profile;
        this.ids = ids;
    }

    /** What is wrong with sessions there, and what to do; null when nothing is. */
    @Nullable
    String problem() {
        String name = "node " + node.address();
        ClickHouseInspector inspector = new ClickHouseInspector(node, settings, profile);
        String id = ids.get();
        try {
            inspector.openSession(id);
            if (!knownEverywhere(id)) {
                return name + " forgets sessions from one connection to the next, as a load balancer does that is not"
                        + " sticky; name the servers themselves" + WITHOUT;
            }
            inspector.closeSession(id);
            return null;
        } catch (NodeException e) {
            String why = e.why();
            return name + " cannot be fenced: " + why
                    + (why.contains("--no-session-fence") ? "" : "; mend that" + WITHOUT);
        }
    }

    private boolean knownEverywhere(String id) {
        List<Future<Boolean>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                asked.add(threads.submit(() -> known(id)));
            }
        }
        return asked.stream().allMatch(SessionCheck::result);
    }

    /** In use by another of these requests, it is known too; no answer says nothing. */
    private boolean known(String id) {
        try {
            node.rows("SELECT 1", Map.of("session_id", id, "session_check", "1"), settings.questionLimit());
            return true;
        } catch (ServerError e) {
            return e.code() != ServerError.SESSION_NOT_FOUND;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean result(Future<Boolean> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the check of a session failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
