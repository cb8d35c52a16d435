package io.github.cqr.adapters.jsonlines;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.github.cqr.domain.view.Printable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How times, durations and dangerous characters are written. */
final class JsonText {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** How a time is written, with a zero for each digit. */
    private static final String WRITTEN = "0000-00-00T00:00:00.000Z";
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    /** Seconds written lately. Threads may overwrite each other's: a record is whole or not there. */
    private static final @Nullable Second[] RECENT = new Second[64];

    /** The day whose beginning was asked for last; the same holds. */
    private static @Nullable Second lastDay;

    private record Second(long epochSecond, String text) {}

    private JsonText() {}

    /** RFC 3339 in UTC, with exactly three digits of a second. Most share their second with one written just before. */
    static String instant(Instant at) {
        long epochSecond = at.getEpochSecond();
        int place = (int) (epochSecond & (RECENT.length - 1));
        Second second = RECENT[place];
        if (second == null || second.epochSecond() != epochSecond) {
            second = new Second(epochSecond, SECOND.format(at));
            RECENT[place] = second;
        }
        int millis = at.getNano() / 1_000_000;
        return second.text() + '.' + (char) ('0' + millis / 100) + (char) ('0' + millis / 10 % 10)
                + (char) ('0' + millis % 10) + 'Z';
    }

    /**
     * The inverse of {@link #instant(Instant)}; takes every other form that {@link Instant#parse} takes too, more slowly.
     *
     * @throws java.time.DateTimeException if it is no time
     */
    static Instant instant(String text) {
        if (text.length() != WRITTEN.length()) {
            return Instant.parse(text);
        }
        for (int i = 0; i < WRITTEN.length(); i++) {
            char c = text.charAt(i);
            boolean fits = WRITTEN.charAt(i) == '0' ? c >= '0' && c <= '9' : c == WRITTEN.charAt(i);
            if (!fits) {
                return Instant.parse(text);
            }
        }
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text);
        }
        return Instant.ofEpochSecond(midnight(text) + hour * 3600L + minute * 60L + second,
                digits(text, 20, 23) * 1_000_000L);
    }

    /** Most times are of the day of the one read just before. */
    private static long midnight(String text) {
        Second day = lastDay;
        if (day == null || !text.startsWith(day.text())) {
            LocalDate date = LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
            day = new Second(date.toEpochDay() * 86_400, text.substring(0, 10));
            lastDay = day;
        }
        return day.epochSecond();
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    /** Milliseconds, exactly: with a fraction when there is one. */
    static String millis(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds()).multiply(THOUSAND)
                .add(BigDecimal.valueOf(duration.getNano(), 6)).stripTrailingZeros().toPlainString();
    }

    /** The inverse of {@link #millis}. */
    static Duration duration(BigDecimal millis) {
        BigDecimal[] parts = millis.divideAndRemainder(THOUSAND);
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].movePointRight(6).longValue());
    }

    /** The text with every half of a broken surrogate pair replaced: it has no UTF-8 form, and an event must never be unwritable. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int[] fixed = text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c).toArray();
                return new String(fixed, 0, fixed.length);
            }
        }
        return text;
    }

    /**
     * Escapes, besides what JSON demands, all that a terminal acts on when a line is shown as it is: DEL, the C1 controls, line and
     * paragraph separators, and the marks that reverse the direction of text.
     */
    static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private final int[] ascii = standardAsciiEscapesForJSON();

        Escapes() {
            ascii[0x7f] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii; // asked for once an event, and only read
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return Printable.acts(c) ? new SerializedString(String.format(Locale.ROOT, "\\u%04X", c)) : null;
        }
    }
}
