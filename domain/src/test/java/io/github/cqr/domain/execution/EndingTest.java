package io.github.cqr.domain.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.Delivery;
import io.github.cqr.domain.port.ExecutionReport;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndingTest {
    private static final Leftover ROWS = new Leftover.Rows(7, true, Map.of("d.t", 7L));

    private final Ending ending = new Ending("n", (_, _) -> ROWS);

    /** A delivery whose answer is there already. */
    private record Answered(@Nullable Kill kill) implements Delivery {
        @Override
        public Answer send(@Nullable String sessionId) {
            throw new IllegalStateException("it was sent before");
        }

        @Override
        public @Nullable String givenUp() {
            return null;
        }

        @Override
        public Duration elapsed() {
            return Duration.ofSeconds(3);
        }
    }

    private ExecutionReport.Failed failed(StatementKind kind, int code) {
        return assertInstanceOf(ExecutionReport.Failed.class, report(kind, code, null));
    }

    private ExecutionReport report(StatementKind kind, int code, Delivery.@Nullable Kill kill) {
        var dispatched = new RunEvent.Dispatched(new StatementRef(4, 9, "ab", 1, kind, null),
                new Attempt(1, "n", "q"), "...", SessionContext.EMPTY, null);
        return ending.failed(dispatched, new Answered(kill), new Failure.Server(code, "NAME", "message"),
                Counters.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {159, 209, 210, 236, 341, 394, 999})
    void aSchemaChangeThatTheServerNoLongerWaitsForMayGoOn(int code) {
        assertInstanceOf(Leftover.Unknown.class, failed(StatementKind.SCHEMA, code).left());
        assertInstanceOf(Leftover.Unknown.class, failed(StatementKind.OTHER, code).left());
        assertEquals(Leftover.nothing(), failed(StatementKind.SELECT, code).left());
    }

    @ParameterizedTest
    @ValueSource(ints = {36, 47, 57, 60, 62, 497})
    void aSchemaChangeThatTheServerRefusesLeavesNothing(int code) {
        assertEquals(Leftover.nothing(), failed(StatementKind.SCHEMA, code).left());
        assertEquals(Leftover.nothing(), failed(StatementKind.OTHER, code).left());
    }

    @Test
    void whatAnInsertLeftIsLookedForWhateverTheCode() {
        assertEquals(ROWS, failed(StatementKind.INSERT_SELECT, 62).left());
        assertEquals(ROWS, failed(StatementKind.INSERT_DATA, 341).left());
    }

    @Test
    void aKillOfOursIsNoFailureUnlessItWasATimeOut() {
        var killed = report(StatementKind.SCHEMA, 394, new Delivery.Kill.Cancel());
        assertInstanceOf(Leftover.Unknown.class,
                assertInstanceOf(ExecutionReport.Killed.class, killed).left());
        var late = report(StatementKind.OTHER, 394, new Delivery.Kill.Timeout(Duration.ofMinutes(90)));
        assertEquals("it ran longer than its time-out of 1h 30m and was killed",
                assertInstanceOf(ExecutionReport.Failed.class, late).failure().message());
    }
}
