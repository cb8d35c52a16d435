package io.github.cqr.adapters.jsonlines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @Test
    void timesOfManyDaysAreReadAsTheyWereWritten() {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            // Two days in turn, and any day of four digits' years.
            long seconds = i % 3 == 0
                    ? random.nextLong(-62_167_219_200L, 253_402_300_800L)
                    : 1_770_000_000L + (i % 2) * 86_400L + random.nextInt(86_400);
            Instant at = Instant.ofEpochSecond(seconds, random.nextInt(1000) * 1_000_000L);
            assertEquals(at, JsonText.instant(JsonText.instant(at)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-09T14:30:00Z", "2026-02-09T14:30:00.123456Z", "+12026-02-09T14:30:00.000Z",
            "2026-02-09T14:30:00.000+01:00", "2026-02-09T24:00:00.000Z"})
    void otherFormsAreReadToo(String text) {
        assertEquals(Instant.parse(text), JsonText.instant(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-02-30T14:30:00.000Z", "2026-13-01T14:30:00.000Z", "2026-02-09T14:60:00.000Z",
            "2026-02-09T25:00:00.000Z", "2026-02-09 14:30:00.000Z", "2026-02-09T14:30:00.00aZ"})
    void whatIsNoTimeIsRefused(String text) {
        Instant _ = JsonText.instant("2026-02-09T14:30:00.000Z"); // its day is known
        assertThrows(DateTimeException.class, () -> JsonText.instant(text));
    }
}
