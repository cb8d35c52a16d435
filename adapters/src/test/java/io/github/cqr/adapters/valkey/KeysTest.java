package io.github.cqr.adapters.valkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.script.StatementId;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final String HASH = Script.id(0).hash();

    @Test
    void keysAreThePrds() {
        var keys = new Keys("run");
        assertEquals("cqr:run:" + HASH, keys.outcome(new StatementId(HASH, 1)));
        assertEquals("cqr:run:" + HASH + ":3", keys.outcome(new StatementId(HASH, 3)));
        assertEquals("cqr:run:" + HASH, keys.base(new StatementId(HASH, 3)));
        assertEquals("cqr-run:run", keys.control());
    }

    @Test
    void onlyOutcomesOfTheRunAreItsOwn() {
        var keys = new Keys("a");
        assertTrue(keys.isOutcome("cqr:a:" + HASH));
        assertTrue(keys.isOutcome("cqr:a:" + HASH + ":2"));
        assertFalse(keys.isOutcome("cqr:a:b:" + HASH));
        assertFalse(keys.isOutcome("cqr:a:" + HASH + ":" + HASH));
        assertFalse(keys.isOutcome("cqr:ab:" + HASH));
        assertFalse(keys.isOutcome("cqr:a:lock"));
    }

    @Test
    void globCharactersAreEscaped() {
        assertEquals("cqr:a\\*\\?\\[b\\]\\^\\\\:*", new Keys("a*?[b]^\\").pattern());
    }
}
