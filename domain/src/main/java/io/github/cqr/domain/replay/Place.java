package io.github.cqr.domain.replay;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a recorded run, as a person names it. */
public sealed interface Place {
    /** What can be typed, for messages. */
    String FORMS = "a statement's ordinal (17), a time of day (14:30:12), a time (2026-03-01T14:30:12Z), a time since the start "
            + "(+1h30m), a part of the whole (40%), start, failure or end";

    /** At this time. */
    record At(Instant time) implements Place {}

    /** When it is this time of day for the first time after the start. */
    record Clock(LocalTime time, ZoneId zone) implements Place {
        Instant after(Instant start) {
            ZonedDateTime begun = start.atZone(zone);
            ZonedDateTime same = begun.with(time);
            return (same.isBefore(begun.withNano(0)) ? same.plusDays(1) : same).toInstant();
        }
    }

    /** So long after the start. */
    record Since(Duration time) implements Place {}

    /** At this part of the whole, from 0 to 100. */
    record Percent(double percent) implements Place {}

    /** Where the statement was dispatched or skipped for the first time. */
    record Statement(int ordinal) implements Place {}

    /** At the first failure, or the next one. */
    record Failure() implements Place {}

    /** Before everything. */
    record Start() implements Place {}

    /** After everything. */
    record End() implements Place {}

    /**
     * Reads what a person typed.
     *
     * @param zone the time zone of a time of day
     * @throws IllegalArgumentException if it is none of {@link #FORMS}
     */
    static Place parse(String typed, ZoneId zone) {
        String text = typed.strip();
        String word = text.toLowerCase(Locale.ROOT);
        try {
            if (word.matches("\\d{1,9}")) {
                return new Statement(Integer.parseInt(word));
            }
            if (word.matches("\\d{1,3}(\\.\\d{1,4})?%")) {
                return new Percent(Math.min(100, Double.parseDouble(word.substring(0, word.length() - 1))));
            }
            if (word.matches("\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?")) {
                return new Clock(LocalTime.parse(word.length() == 4 || word.indexOf(':') == 1 ? "0" + word : word),
                        zone);
            }
            if (word.startsWith("+")) {
                return new Since(since(word.substring(1)));
            }
            return switch (word) {
                case "start" -> new Start();
                case "failure" -> new Failure();
                case "end" -> new End();
                default -> new At(Instant.parse(text));
            };
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + typed + "' is no place in a run", e);
        }
    }

    private static Duration since(String text) {
        Matcher parts = Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?")
                .matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new DateTimeException("no duration");
        }
        long seconds = 0;
        int[] units = {86_400, 3_600, 60, 1};
        for (int i = 0; i < units.length; i++) {
            String number = parts.group(i + 1);
            seconds += number == null ? 0 : Long.parseLong(number) * units[i];
        }
        return Duration.ofSeconds(seconds);
    }
}
