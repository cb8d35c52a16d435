package io.github.cqr.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofSeconds(1), Duration.ofSeconds(10), 42);
    private static final Leftover ROWS = new Leftover.Rows(5, true, Map.of());

    private static Failure server(int code) {
        return new Failure.Server(code, "SOME_ERROR", "text");
    }

    private static boolean insertAgain(int failures, Failure failure, Leftover left, boolean undoable) {
        return TWICE.allows(StatementKind.INSERT_SELECT, failures, failure, left, undoable);
    }

    @ParameterizedTest
    @ValueSource(ints = {159, 202, 203, 209, 210, 236, 241, 242, 252, 279, 285, 286, 319, 394, 425, 999})
    void whatMayPassIsTriedAgainAsOftenAsWasAsked(int code) {
        assertTrue(insertAgain(1, server(code), Leftover.nothing(), false));
        assertTrue(insertAgain(2, server(code), Leftover.nothing(), false));
        assertFalse(insertAgain(3, server(code), Leftover.nothing(), false));
    }

    @ParameterizedTest
    @ValueSource(ints = {36, 43, 46, 47, 48, 53, 57, 60, 62, 80, 81, 115, 164, 192, 193, 452, 472, 497, 516, 395})
    void whatWillNotPassIsNotTriedAgain(int code) {
        assertFalse(insertAgain(1, server(code), Leftover.nothing(), false));
    }

    @Test
    void aPartIsNeverDoubled() {
        assertFalse(insertAgain(1, server(241), ROWS, false));
        assertFalse(insertAgain(1, server(241), new Leftover.Unknown("no log"), false));
        assertTrue(insertAgain(1, server(241), ROWS, true));
        assertTrue(TWICE.allows(StatementKind.SELECT, 1, server(241), ROWS, false));
    }

    @ParameterizedTest
    @EnumSource(value = StatementKind.class, names = {"SCHEMA", "OTHER", "SET", "USE"})
    void whatWorksOnInTheBackgroundIsNotTriedAgain(StatementKind kind) {
        assertFalse(TWICE.allows(kind, 1, server(241), Leftover.nothing(), false));
    }

    @Test
    void brokenConnectionsAndTimeOutsAreTriedAgain() {
        assertTrue(insertAgain(1, new Failure.Connection("refused"), Leftover.nothing(), false));
        assertTrue(insertAgain(1, new Failure.TimedOut(Duration.ofSeconds(1), "late"), Leftover.nothing(), false));
    }

    @Test
    void nothingIsTriedAgainUnlessAskedFor() {
        assertFalse(RetryPolicy.NEVER.allows(StatementKind.SELECT, 1, server(202), Leftover.nothing(), false));
    }

    @Test
    void pausesDoubleUpToTheLongestWithJitterThatASeedRepeats() {
        for (int failures = 1; failures < 100; failures++) {
            long whole = Math.min(10_000, 1000L << Math.min(failures - 1, 20));
            Duration pause = TWICE.pause(7, failures);
            assertTrue(pause.toMillis() >= whole / 2 && pause.toMillis() <= whole, failures + ": " + pause);
            assertEquals(pause, TWICE.pause(7, failures));
        }
        assertNotEquals(TWICE.pause(7, 5), TWICE.pause(8, 5));
    }

    @Test
    void boundsAreChecked() {
        assertThrows(IllegalArgumentException.class,
                () -> new RetryPolicy(-1, Duration.ofSeconds(1), Duration.ofSeconds(1), 0));
        assertThrows(IllegalArgumentException.class,
                () -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1), 0));
    }
}
