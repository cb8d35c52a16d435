package io.github.cqr.domain.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The batch bar's figures. */
class BatchViewTest {
    private final BatchView view = new BatchView();
    private long seq;

    private void apply(RunEvent event) {
        view.apply(new Envelope(++seq, Instant.EPOCH, "run", event));
    }

    private void complete(int ordinal, StatementKind kind, Duration elapsed) {
        var ref = new StatementRef(ordinal, ordinal + 1L, "ab", 1, kind, null);
        var attempt = new Attempt(1, "a", "q" + ordinal);
        apply(new RunEvent.Dispatched(ref, attempt, null, SessionContext.EMPTY, null));
        apply(new RunEvent.Completed(ref, attempt, new Counters(10, 10, 80, 4, 0), Instant.EPOCH, elapsed));
    }

    @Test
    void averagesTheLastTenStatementsAndLeavesSetOut() {
        apply(new RunEvent.RunStarted(1, "v", "i", "g", "f.sql", 100, 10, List.of("a"), 2, 2, null));
        assertNull(view.rollingAverage());
        complete(0, StatementKind.SET, Duration.ofHours(1));
        assertNull(view.rollingAverage());
        for (int i = 1; i <= 5; i++) {
            complete(i, StatementKind.INSERT_SELECT, Duration.ofSeconds(100));
        }
        for (int i = 6; i <= 15; i++) {
            complete(i, StatementKind.INSERT_SELECT, Duration.ofSeconds(2));
        }
        assertEquals(Duration.ofSeconds(2), view.rollingAverage());
        assertEquals(16, view.done());
        assertEquals(150, view.rowsRead());
        assertEquals(60, view.rowsWritten());
        assertEquals("f.sql", view.file());
    }
}
