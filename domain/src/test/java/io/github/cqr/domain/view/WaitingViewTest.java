package io.github.cqr.domain.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for another try, and for how long. */
class WaitingViewTest {
    private static final Instant AT = Instant.parse("2026-02-09T14:30:12Z");

    private final RunView view = new RunView();
    private long seq;

    private void tell(RunEvent event) {
        view.apply(new Envelope(++seq, AT, "run", event));
    }

    private static StatementRef ref(int ordinal) {
        return new StatementRef(ordinal, ordinal + 1L, "ab", 1, StatementKind.INSERT_SELECT, null);
    }

    private static Attempt attempt(int ordinal, int number) {
        return new Attempt(number, "node-a", "q" + ordinal + "-" + number);
    }

    private void dispatch(int ordinal, int number) {
        tell(new RunEvent.Dispatched(ref(ordinal), attempt(ordinal, number), "INSERT", SessionContext.EMPTY, null));
    }

    private void retry(int ordinal) {
        dispatch(ordinal, 1);
        tell(new RunEvent.RetryScheduled(ref(ordinal), attempt(ordinal, 1), new Failure.Server(202, "TOO_MANY", "busy"),
                Counters.NONE, Leftover.nothing(), AT, Duration.ofSeconds(1), Duration.ofSeconds(30)));
    }

    private List<Integer> waiting() {
        return view.waiting().all().stream().map(one -> one.statement().ordinal()).toList();
    }

    @Test
    void aStatementWaitsFromItsFailureToItsNextDispatch() {
        retry(7);
        retry(3);
        assertEquals(List.of(3, 7), waiting());
        assertEquals("busy", view.waiting().all().getFirst().message());
        RunView before = view.copy();
        dispatch(3, 2);
        assertEquals(List.of(7), waiting());
        assertEquals(2, before.waiting().all().size(), "a copy goes its own way");
    }

    @Test
    void thePauseGetsShorterAndIsNeverNegative() {
        retry(7);
        WaitingView.Waiting one = view.waiting().all().getFirst();
        assertEquals(Duration.ofSeconds(30), one.left(AT.minusSeconds(9)), "a clock that was set back");
        assertEquals(Duration.ofSeconds(18), one.left(AT.plusSeconds(12)));
        assertEquals(Duration.ZERO, one.left(AT.plusSeconds(31)));
        assertEquals(Duration.ZERO, one.left(Instant.MAX));
    }

    @Test
    void aRunThatStopsTriesNothingAgain() {
        retry(7);
        tell(new RunEvent.StopRequested(StopReason.STATEMENT_FAILED, "statement 3 failed"));
        assertEquals(List.of(), waiting());
    }
}
