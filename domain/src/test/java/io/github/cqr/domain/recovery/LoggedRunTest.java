package io.github.cqr.domain.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Small cases; that no event log of any schedule is misread is a matter of the simulation ({@code LogLedger}). */
class LoggedRunTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final SessionContext SESSION = SessionContext.EMPTY;

    private final LoggedRun run = new LoggedRun();
    private long seq;

    private void say(RunEvent event) {
        run.apply(new Envelope(++seq, AT, "r", event));
    }

    private void begin(String instance) {
        seq = 0;
        say(new RunEvent.RunStarted(1, "v", instance, "g", "a.sql", 9, 0, List.of("n"), 2, 2, null));
    }

    private static StatementRef statement(int ordinal) {
        return new StatementRef(ordinal, ordinal + 1, "h" + ordinal, 1, StatementKind.INSERT_SELECT, null);
    }

    private static Attempt attempt(String process, int ordinal, int undo) {
        return new Attempt(1, "n", process + "-" + ordinal + "-" + undo, undo);
    }

    private void dispatch(String process, int ordinal) {
        say(new RunEvent.Dispatched(statement(ordinal), attempt(process, ordinal, 0), null, SESSION, null));
    }

    private void complete(String process, int ordinal) {
        say(new RunEvent.Completed(statement(ordinal), attempt(process, ordinal, 0), Counters.NONE, AT, Duration.ZERO));
    }

    private void cancelled(String process, int ordinal, Leftover left) {
        say(new RunEvent.Cancelled(statement(ordinal), attempt(process, ordinal, 0), "by hand", Counters.NONE, left, AT,
                Duration.ZERO));
    }

    private void end() {
        say(new RunEvent.RunFinished(RunOutcome.COMPLETED, Counts.of(9), Duration.ZERO, 0));
    }

    private Set<String> open() {
        return run.open().stream().map(OpenIntent::queryId).collect(Collectors.toSet());
    }

    private Set<String> parts() {
        return run.parts().stream().map(part -> part.intent().queryId()).collect(Collectors.toSet());
    }

    @Test
    void whatHasNoEndIsOpenAndBoundToNoServer() {
        begin("p");
        say(new RunEvent.Skipped(statement(0)));
        dispatch("p", 1);
        dispatch("p", 2);
        dispatch("p", 3);
        complete("p", 1);
        say(new RunEvent.Withdrawn(statement(3), attempt("p", 3, 0), "paused"));
        assertEquals(Set.of(new StatementId("h0", 1), new StatementId("h1", 1)), run.completed());
        assertEquals(Set.of("p-2-0"), open());
        assertNull(run.open().getFirst().server());
        assertFalse(run.ended());
        end();
        assertTrue(run.ended());
        assertNull(run.gap());
    }

    @Test
    void anotherProcessThatDispatchesAStatementAgainProvesNothing() {
        begin("p");
        dispatch("p", 1);
        begin("q");
        dispatch("q", 1);
        cancelled("q", 1, Leftover.nothing());
        assertEquals(Set.of("p-1-0"), open(), "which of them was first is known by clocks alone");
        dispatch("q", 1);
        complete("q", 1);
        assertEquals(Set.of(), open());
        begin("p2");
        dispatch("p2", 1);
        assertEquals(Set.of(), open(), "it is completed, whatever is read after that");
    }

    @Test
    void anAdoptedAttemptEndsInEitherOrderOfTheLogs() {
        for (boolean ownFirst : List.of(true, false)) {
            var fresh = new LoggedRunTest();
            Runnable own = () -> {
                fresh.begin("p");
                fresh.dispatch("p", 1);
            };
            Runnable adopting = () -> {
                fresh.begin("q");
                fresh.say(new RunEvent.Adopted(statement(1), attempt("p", 1, 0), AT));
                assertEquals(Set.of("p-1-0"), fresh.open());
                fresh.cancelled("p", 1, Leftover.nothing());
            };
            (ownFirst ? own : adopting).run();
            (ownFirst ? adopting : own).run();
            assertEquals(Set.of(), fresh.open());
            assertEquals(Set.of(), fresh.run.completed());
        }
    }

    @Test
    void aPartStaysUntilItsOwnProcessTriesAgainOrTheStatementIsCompleted() {
        begin("p");
        dispatch("p", 1);
        cancelled("p", 1, new Leftover.Unknown("killed"));
        assertEquals(Set.of(), open());
        assertEquals(Set.of("p-1-0"), parts());
        say(new RunEvent.Dispatched(statement(1), attempt("p", 1, 1), null, SESSION, null));
        assertEquals(Set.of("p-1-0"), parts(), "it is being undone");
        assertEquals(Set.of("p-1-1"), open());
        say(new RunEvent.Completed(statement(1), attempt("p", 1, 1), Counters.NONE, AT, Duration.ZERO));
        assertEquals(Set.of(), run.completed(), "what undoes it is not the statement");
        dispatch("p", 1);
        assertEquals(Set.of(), parts());
        cancelled("p", 1, new Leftover.Unknown("killed"));
        begin("q");
        dispatch("q", 1);
        assertEquals(Set.of("p-1-0"), parts());
        complete("q", 1);
        assertEquals(Set.of(), parts());
    }

    private void undo(String process, int ordinal) {
        say(new RunEvent.Dispatched(statement(ordinal), attempt(process, ordinal, 1), null, SESSION, null));
    }

    @Test
    void whatAnotherProcessUndidIsNotCompletedWhateverTheFirstOneSays() {
        for (boolean first : List.of(true, false)) {
            var fresh = new LoggedRunTest();
            Runnable robbed = () -> {
                fresh.begin("p");
                fresh.dispatch("p", 1);
                fresh.complete("p", 1);
            };
            Runnable thief = () -> {
                fresh.begin("q");
                fresh.undo("q", 1);
            };
            (first ? robbed : thief).run();
            (first ? thief : robbed).run();
            fresh.run.refute();
            assertEquals(Set.of(), fresh.run.completed());
            assertEquals(Set.of("q-1-1"), fresh.parts());
        }
    }

    @Test
    void whoUndoesAndTriesAgainOrFindsItCompletedInTheStoreIsBelieved() {
        begin("p");
        dispatch("p", 1);
        complete("p", 1);
        begin("q");
        undo("q", 1);
        dispatch("q", 1);
        complete("q", 1);
        run.refute();
        assertEquals(Set.of(new StatementId("h1", 1)), run.completed());

        var skipped = new LoggedRunTest();
        skipped.begin("p");
        skipped.undo("p", 1);
        skipped.begin("q");
        skipped.complete("q", 1);
        skipped.begin("r");
        skipped.say(new RunEvent.Skipped(statement(1)));
        skipped.run.refute();
        assertEquals(Set.of(new StatementId("h1", 1)), skipped.run.completed());
    }

    @Test
    void aProcessThatLostTheRunIsNotTheLastThatWorkedOnIt() {
        begin("p");
        assertFalse(run.overtaken());
        say(new RunEvent.StopRequested(StopReason.LEASE_LOST, "the run was taken over"));
        assertTrue(run.overtaken());
        begin("q");
        assertFalse(run.overtaken());
    }

    @Test
    void missingEventsAreNoticed() {
        begin("p");
        dispatch("p", 1);
        seq += 3;
        dispatch("p", 2);
        assertTrue(assertNotNull(run.gap()).contains("events 3 to 5"), run.gap());
    }

    private static String assertNotNull(@org.jspecify.annotations.Nullable String text) {
        return java.util.Objects.requireNonNull(text);
    }
}
