package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.NodeException;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.RunInput;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Knows which life of which server each node's name stands for, and which nodes are lost: asks every node again and again, on a thread for
 * each, and stands before the inbox, so that a loss is told once, whoever notices it, and a return too.
 */
final class Census implements Inbox, AutoCloseable {
    private static final Duration USUALLY = Duration.ofSeconds(10);
    private static final Duration WHILE_LOST = Duration.ofSeconds(1);
    private final Map<String, ServerBoot> seen;
    private final Inbox inbox;
    private final boolean awaitsLost;
    private final List<? extends NodeInspector> nodes;
    private volatile List<Thread> threads = List.of();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> lost = new HashSet<>();
    private volatile boolean closed;

    /**
     * @param seen what is known so far, by node; kept up to date
     * @param awaitsLost whether a lost node is asked often
     */
    Census(List<? extends NodeInspector> nodes, Map<String, ServerBoot> seen, Inbox inbox, boolean awaitsLost) {
        this.seen = seen;
        this.inbox = inbox;
        this.awaitsLost = awaitsLost;
        this.nodes = nodes;
        seen.forEach((node, server) -> inbox.put(new RunInput.NodeSeen(node, server)));
    }

    /**
     * Begins to ask, the first time after a while.
     *
     * @param settled whether all that was under way on a node when it was lost is accounted for; until then it is not taken back
     */
    void begin(Predicate<String> settled) {
        threads = nodes.stream()
                .map(node -> Thread.ofVirtual().name("census of " + node.node()).start(() -> watch(node, settled)))
                .toList();
    }

    @Override
    public void put(RunInput input) {
        boolean news = switch (input) {
            case RunInput.NodeDown down -> lose(down.node());
            case RunInput.NodeUp up -> regain(up.node());
            case RunInput.NodeSeen its -> note(its.node(), its.server());
            default -> true;
        };
        if (news) {
            inbox.put(input);
        }
    }

    private boolean lose(String node) {
        lock.lock();
        try {
            changed.signalAll();
            return lost.add(node);
        } finally {
            lock.unlock();
        }
    }

    private boolean regain(String node) {
        lock.lock();
        try {
            return lost.remove(node);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the first reading of each life: later ones differ by a second, and would drift. */
    private boolean note(String node, ServerBoot server) {
        ServerBoot before = seen.get(node);
        if (before != null && before.sameLife(server)) {
            return false;
        }
        seen.put(node, server);
        return true;
    }

    private void watch(NodeInspector node, Predicate<String> settled) {
        try {
            while (await(node.node())) {
                ask(node, settled);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(NodeInspector node, Predicate<String> settled) {
        ServerBoot server;
        try {
            server = node.identify();
        } catch (NodeException e) {
            // Who has a statement there says that the node is lost, once there is no hope for it.
            return;
        }
        if (!closed) {
            put(new RunInput.NodeSeen(node.node(), server));
            if (settled.test(node.node())) {
                put(new RunInput.NodeUp(node.node()));
            }
        }
    }

    /** Waits until that node is to be asked again; false when there is nothing more to ask. */
    private boolean await(String node) throws InterruptedException {
        long since = System.nanoTime();
        lock.lock();
        try {
            while (!closed) {
                Duration pause = awaitsLost && lost.contains(node) ? WHILE_LOST : USUALLY;
                long left = since + pause.toNanos() - System.nanoTime();
                if (left <= 0) {
                    return true;
                }
                long _ = changed.awaitNanos(left);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    /** Waits for its threads to end. */
    boolean ended(Duration limit) throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.join(limit)) {
                return false;
            }
        }
        return true;
    }
}
