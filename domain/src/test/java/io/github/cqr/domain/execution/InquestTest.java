package io.github.cqr.domain.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.fence.Sessions;
import io.github.cqr.domain.port.Delivery;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.port.NodeException;
import io.github.cqr.domain.port.NodeInspector;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.SessionRegistry;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A node whose answer was lost, by a clock that moves when somebody waits. */
class InquestTest {
    private static final Instant BOOT = Instant.parse("2026-02-09T14:30:00Z");
    private static final ServerBoot LIFE = new ServerBoot("s1", BOOT);
    private static final ServerBoot NEXT_LIFE = new ServerBoot("s1", BOOT.plusSeconds(3600));
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Registered SESSION = new Registered("session", "n", LIFE);

    private final Node node = new Node();
    private final List<RunInput> told = new ArrayList<>();
    /** Whether all was accounted for, after each look. */
    private final List<Boolean> settled = new ArrayList<>();
    private Duration now = Duration.ZERO;

    /** Shows what it was given to show, a look at a time, and the last of it for ever. */
    private static final class Node implements NodeInspector {
        private final List<Shown> shown = new ArrayList<>();
        private int looks;

        private record Shown(ServerBoot server, @Nullable State state, boolean silent) {}

        @Override
        public String node() {
            return "n";
        }

        @Override
        public ServerBoot identify() {
            return shown.getFirst().server();
        }

        @Override
        public ServerBoot openSession(String sessionId) {
            throw new IllegalStateException("nothing is sent here");
        }

        @Override
        public SessionEnd closeSession(String sessionId) {
            return SessionEnd.CLOSED;
        }

        @Override
        public Sightings look(Search search) throws NodeException {
            Shown now = shown.get(Math.min(looks, shown.size() - 1));
            looks++;
            if (now.silent()) {
                throw new NodeException("it refuses connections", true);
            }
            return new Sightings(now.server(), now.state() == null
                    ? Map.of()
                    : Map.of("q", new Sighting("q", now.state(), Counters.NONE, Duration.ofSeconds(5), BOOT, null,
                            null)),
                    null);
        }

        void show(ServerBoot server, @Nullable State state) {
            shown.add(new Shown(server, state, false));
        }

        void beSilent(int looks) {
            for (int i = 0; i < looks; i++) {
                shown.add(new Shown(LIFE, null, true));
            }
        }
    }

    /** Sent, and without an answer. */
    private final class Lost implements Delivery {
        @Override
        public Answer send(@Nullable String sessionId) {
            throw new IllegalStateException("it was sent before");
        }

        @Override
        public @Nullable String givenUp() {
            return null;
        }

        @Override
        public @Nullable Kill kill() {
            return null;
        }

        @Override
        public Duration elapsed() {
            return now;
        }
    }

    private static final class Records implements SessionRegistry {
        @Override
        public boolean register(Registered session) {
            return true;
        }

        @Override
        public void forget(String sessionId) {
            // it is not looked at
        }
    }

    private ExecutionReport hold(boolean waitForNode) throws InterruptedException {
        var sessions = new Sessions(node, new Records(), () -> "fresh", pause -> now = now.plus(pause));
        var inquests = new ArrayList<Inquest>();
        var inquest = new Inquest(node, sessions, new Ending("n", (_, _) -> Leftover.nothing()), pause -> {
            settled.add(inquests.getFirst().settled());
            now = now.plus(pause);
        }, told::add, new Inquest.Limits(Duration.ofSeconds(1), PATIENCE, waitForNode));
        inquests.add(inquest);
        var dispatched = new RunEvent.Dispatched(new StatementRef(4, 9, "ab", 1, StatementKind.INSERT_SELECT, null),
                new Attempt(1, "n", "q"), "...", SessionContext.EMPTY, null, LIFE, true);
        ExecutionReport end = inquest.hold(dispatched, new Lost(), SESSION, "the connection broke");
        assertTrue(inquest.settled(), "it has its end");
        return end;
    }

    @Test
    void aRestartedServerIsNotAskedForAsLongAsPatienceLasts() throws InterruptedException {
        node.show(NEXT_LIFE, null);
        var end = assertInstanceOf(ExecutionReport.OutcomeUnknown.class, hold(true));
        assertTrue(end.reason().contains("was restarted"), end.reason());
        assertEquals(3, node.looks, "one closes the session, and two say the same");
    }

    @Test
    void whatBeganOnARestartedServerIsLostForGood() throws InterruptedException {
        node.show(NEXT_LIFE, NodeInspector.State.LOST);
        assertInstanceOf(ExecutionReport.OutcomeUnknown.class, hold(true));
        assertEquals(2, node.looks);
    }

    @Test
    void aRestartBetweenTheQuestionsOfOneLookHidesNothing() throws InterruptedException {
        node.show(LIFE, NodeInspector.State.RUNNING);
        node.show(NEXT_LIFE, NodeInspector.State.LOST);
        node.show(NEXT_LIFE, NodeInspector.State.FINISHED);
        assertInstanceOf(ExecutionReport.Succeeded.class, hold(true));
    }

    @Test
    void aLogThatLagsIsAskedForAsLongAsPatienceLasts() throws InterruptedException {
        node.show(LIFE, NodeInspector.State.LOST);
        assertInstanceOf(ExecutionReport.OutcomeUnknown.class, hold(true));
        assertTrue(now.compareTo(PATIENCE) >= 0, now.toString());
    }

    @Test
    void aNodeIsAccountedForOnceItShowsWhatRunsOrHasItsEnd() throws InterruptedException {
        node.beSilent(40);
        node.show(LIFE, NodeInspector.State.RUNNING);
        node.beSilent(1);
        node.show(LIFE, NodeInspector.State.LOST);
        node.show(LIFE, NodeInspector.State.RUNNING);
        node.show(LIFE, NodeInspector.State.FINISHED);
        assertInstanceOf(ExecutionReport.Succeeded.class, hold(true));
        assertEquals(List.of(new RunInput.NodeDown("n", "it refuses connections")), told);
        assertEquals(List.of(false), settled.subList(0, 40).stream().distinct().toList());
        assertEquals(List.of(true, false, false, true), settled.subList(40, settled.size()));
    }

    @Test
    void aSilentNodeIsGivenUpUnlessTheRunWaitsForIt() throws InterruptedException {
        node.beSilent(1);
        assertInstanceOf(ExecutionReport.OutcomeUnknown.class, hold(false));
        assertEquals(List.of(new RunInput.NodeDown("n", "it refuses connections")), told);
    }
}
