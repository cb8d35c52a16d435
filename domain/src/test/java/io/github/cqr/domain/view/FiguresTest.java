package io.github.cqr.domain.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures at the edges of their units. */
class FiguresTest {
    @ParameterizedTest
    @CsvSource({"0,0", "-5,0", "999,999", "1000,1.0K", "1249,1.2K", "99900,99.9K", "99960,100K", "999499,999K",
            "999500,1.0M",
            "4800000,4.8M", "1000000000,1.0B", "9223372036854775807,9.2E"})
    void counts(long value, String expected) {
        assertEquals(expected, Figures.count(value));
    }

    @ParameterizedTest
    @CsvSource({"0,0:00:00", "-1,0:00:00", "8,0:00:08", "2220,0:37:00", "3599,0:59:59", "90061,25:01:01"})
    void clocks(long seconds, String expected) {
        assertEquals(expected, Figures.clock(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({"0,0ms", "-3,0ms", "99,99ms", "100,0.1s", "12345,12.3s", "600000,600.0s"})
    void statementTimes(long millis, String expected) {
        assertEquals(expected, Figures.seconds(Duration.ofMillis(millis)));
    }

    @Test
    void anyDurationHasAFigure() {
        assertEquals("9223372036854776.0s", Figures.seconds(Duration.ofSeconds(Long.MAX_VALUE)));
        assertEquals("0ms", Figures.seconds(Duration.ofSeconds(Long.MIN_VALUE)));
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "1,3,33", "999999,1000000,99", "5,5,100", "7,5,100", "-1,5,0"})
    void percentages(long done, long total, int expected) {
        assertEquals(expected, Figures.percent(done, total));
    }

    @Test
    void bytesAreShort() {
        assertEquals("0 B", Figures.bytes(-5));
        assertEquals("999 B", Figures.bytes(999));
        assertEquals("1.0 KB", Figures.bytes(1_000));
        assertEquals("1.0 MB", Figures.bytes(999_950));
        assertEquals("4.8 GB", Figures.bytes(4_800_000_000L));
        assertEquals("120 GB", Figures.bytes(120_000_000_000L));
        assertEquals("9.2 EB", Figures.bytes(Long.MAX_VALUE));
    }
}
