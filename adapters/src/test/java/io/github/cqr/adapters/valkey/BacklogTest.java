package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.adapters.valkey.Write.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Backlog backlog = new Backlog(100, 4);

    private static Write write(long seq, Action action, String queryId) {
        return new Write(seq, action, queryId, "key", "value", "partial", "");
    }

    private List<Long> owed() {
        return backlog.first(1000).stream().map(Write::seq).toList();
    }

    private void writeAll() {
        backlog.first(1000).forEach(backlog::acknowledge);
    }

    @Test
    void anOutcomeTakesThePlaceOfItsOwedIntent() {
        backlog.add(write(1, Action.INTENT, "a"));
        backlog.add(write(2, Action.INTENT, "b"));
        backlog.add(write(3, Action.COMPLETED, "a"));
        assertEquals(List.of(2L, 3L), owed());
        assertEquals(List.of(2L), backlog.first(1).stream().map(Write::seq).toList());
        writeAll();
        assertEquals(3, backlog.anchor());
        assertEquals(101, backlog.completed());
        assertEquals(0, backlog.size());
    }

    @Test
    void anIntentThatWasWrittenIsNotOwedAgain() {
        backlog.add(write(1, Action.INTENT, "a"));
        writeAll();
        backlog.add(write(2, Action.WITHDRAWN, "a"));
        assertEquals(List.of(2L), owed());
    }

    @Test
    void whatWasLostIsOwedAgainBeforeWhatIsNew() {
        backlog.add(write(1, Action.INTENT, "a"));
        backlog.add(write(2, Action.INTENT, "b"));
        backlog.add(write(3, Action.INTENT, "c"));
        writeAll();
        backlog.add(write(4, Action.COMPLETED, "b"));
        writeAll();
        backlog.add(write(5, Action.COMPLETED, "c"));
        assertTrue(backlog.rolledBack(2), "all of it is remembered");
        assertEquals(List.of(3L, 4L, 5L), owed());
        assertEquals(2, backlog.anchor());
        assertEquals(100, backlog.completed());
        writeAll();
        assertEquals(102, backlog.completed());
    }

    @Test
    void whatIsLostTwiceBeforeItIsWrittenIsCountedOnce() {
        backlog.add(write(1, Action.INTENT, "a"));
        writeAll();
        backlog.add(write(2, Action.COMPLETED, "a"));
        writeAll();
        assertTrue(backlog.rolledBack(0));
        assertTrue(backlog.rolledBack(0));
        assertEquals(100, backlog.completed());
        assertEquals(List.of(1L, 2L), owed());
        writeAll();
        assertEquals(101, backlog.completed());
    }

    @Test
    void anOpenIntentIsRememberedHoweverOldItIs() {
        backlog.add(write(1, Action.INTENT, "old"));
        for (int i = 1; i <= 6; i++) {
            backlog.add(write(2L * i, Action.INTENT, "q" + i));
            writeAll();
            backlog.add(write(2L * i + 1, Action.COMPLETED, "q" + i));
            writeAll();
        }
        assertFalse(backlog.rolledBack(0), "only four writes are remembered");
        assertEquals(List.of(1L, 10L, 11L, 12L, 13L), owed());
        assertEquals(104, backlog.completed());
    }
}
