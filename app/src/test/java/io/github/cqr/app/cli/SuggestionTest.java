package io.github.cqr.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Guesses at misspelled words. */
class SuggestionTest {
    private static final List<String> WORDS = List.of("--host", "--port", "--password", "--password-file", "--reset");

    @Test
    void theNearestWordIsMeant() {
        assertEquals(Optional.of("--host"), Suggestion.nearest("--hots", WORDS));
        assertEquals(Optional.of("--password"), Suggestion.nearest("--pasword", WORDS));
        assertEquals(Optional.of("--password-file"), Suggestion.nearest("--passwordfile", WORDS));
        assertEquals(Optional.of("--reset"), Suggestion.nearest("-reset", WORDS));
    }

    @Test
    void aStrangeWordIsNotGuessedAt() {
        assertEquals(Optional.empty(), Suggestion.nearest("--frobnicate", WORDS));
        assertEquals(Optional.empty(), Suggestion.nearest("", WORDS));
    }
}
