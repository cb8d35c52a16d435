package io.github.cqr.app.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value of an option by precedence (option, environment, configuration file) and reads it. Remembers where each came from, so
 * that every complaint names the place.
 */
final class Values {
    private static final Set<String> TRUE = Set.of("true", "1", "yes", "on", "y", "t");
    private static final Set<String> FALSE = Set.of("false", "0", "no", "off", "n", "f");
    private static final Pattern DURATION = Pattern
            .compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,6}) ?([KMGT])B");

    private final Arguments arguments;
    private final Map<String, String> environment;
    private final @Nullable ConfigFile config;
    private final Map<CqrOption, Given> found = new EnumMap<>(CqrOption.class);

    Values(Arguments arguments, Map<String, String> environment, @Nullable ConfigFile config) {
        this.arguments = arguments;
        this.environment = environment;
        this.config = config;
        for (CqrOption option : CqrOption.values()) {
            Given given = lookUp(option);
            if (given != null) {
                found.put(option, given);
            }
        }
    }

    private @Nullable Given lookUp(CqrOption option) {
        List<String> typed = arguments.typed().get(option);
        if (typed != null) {
            return new Given(typed.getLast(), new Origin.Typed());
        }
        for (String variable : option.variables()) {
            String value = environment.get(variable);
            if (value != null && !value.isEmpty()) {
                return new Given(value, new Origin.Variable(variable));
            }
        }
        return config == null ? null : config.value(option);
    }

    /** The value as it was written, or null if it was given nowhere. */
    @Nullable
    Given find(CqrOption option) {
        return found.get(option);
    }

    /** Where an option came from. */
    Origin origin(CqrOption option) {
        Given given = find(option);
        return given == null ? new Origin.Default() : given.origin();
    }

    /** The option that was given by the stronger source, the second when both are as strong; null when neither is given. */
    static @Nullable Given stronger(@Nullable Given first, @Nullable Given second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return rank(first.origin()) < rank(second.origin()) ? first : second;
    }

    /** The strength of a source: a smaller number goes before a greater one. */
    static int rank(Origin origin) {
        return switch (origin) {
            case Origin.Typed _ -> 0;
            case Origin.Variable _ -> 1;
            case Origin.ConfigLine _ -> 2;
            case Origin.Default _ -> 3;
        };
    }

    /** A text that must not be empty; null if it was given nowhere. */
    @Nullable
    String text(CqrOption option) {
        Given given = find(option);
        if (given != null && given.text().isBlank()) {
            throw UsageException.about(option, given.origin(), "it is empty", "give a value or leave it out");
        }
        return given == null ? null : given.text();
    }

    /** A path; null if it was given nowhere. */
    @Nullable
    Path path(CqrOption option) {
        String text = text(option);
        try {
            return text == null ? null : Path.of(text);
        } catch (java.nio.file.InvalidPathException e) {
            throw wrong(option, "is not a path", "give the path of a file");
        }
    }

    /** The path of a file that can be read now; null if it was given nowhere. */
    @Nullable
    Path readableFile(CqrOption option) {
        Path path = path(option);
        String problem = path == null ? null : FileProblem.ofReading(path);
        if (problem != null) {
            throw UsageException.about(option, origin(option), "cannot read '" + path + "': " + problem, null);
        }
        return path;
    }

    /** A whole number; null if it was given nowhere. {@code what} it is not, if it is not: "a port number". */
    @Nullable
    Long number(CqrOption option, String what, long least, long most) {
        Given given = find(option);
        if (given == null) {
            return null;
        }
        String digits = given.text().strip();
        if (digits.matches("\\d{1,18}")) {
            long number = Long.parseLong(digits);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw wrong(option, "is not " + what, "give a number from " + least + " to " + most);
    }

    /** As {@link #number}, for numbers that fit. */
    @Nullable
    Integer count(CqrOption option, String what, int most) {
        Long number = number(option, what, 1, most);
        return number == null ? null : Math.toIntExact(number);
    }

    /** Decimal seconds; null if it was given nowhere. */
    @Nullable
    Duration seconds(CqrOption option, String least, String most) {
        BigDecimal seconds = within(option, least, most, "is not a number of seconds", ", like 0.5");
        return seconds == null ? null : Duration.ofNanos(seconds.movePointRight(9).longValueExact());
    }

    /** A decimal number; null if it was given nowhere. */
    @Nullable
    Double decimal(CqrOption option, String what, String least, String most) {
        BigDecimal number = within(option, least, most, "is not " + what, "");
        return number == null ? null : number.doubleValue();
    }

    private @Nullable BigDecimal within(CqrOption option, String least, String most, String problem, String example) {
        Given given = find(option);
        if (given == null) {
            return null;
        }
        String text = given.text().strip();
        if (text.matches("\\d{1,9}|\\d{0,9}\\.\\d{1,9}")) {
            BigDecimal number = new BigDecimal(text);
            if (number.compareTo(new BigDecimal(least)) >= 0 && number.compareTo(new BigDecimal(most)) <= 0) {
                return number;
            }
        }
        throw wrong(option, problem, "give " + least + " to " + most + example);
    }

    /** A time with units, {@code 1h30m}; null if it was given nowhere. */
    @Nullable
    Duration duration(CqrOption option) {
        Given given = find(option);
        if (given == null) {
            return null;
        }
        Matcher parts = DURATION.matcher(given.text().strip());
        Duration sum = Duration.ZERO;
        if (parts.matches()) {
            long[] unitSeconds = {86_400, 3_600, 60, 1};
            for (int i = 0; i < unitSeconds.length; i++) {
                String digits = parts.group(i + 1);
                sum = digits == null ? sum : sum.plusSeconds(Long.parseLong(digits) * unitSeconds[i]);
            }
        }
        if (sum.isZero()) {
            throw wrong(option, "is not a time longer than zero", "give one like 30s, 10m or 1h30m");
        }
        return sum;
    }

    /** Bytes: a number with its unit; null if it was given nowhere. */
    @Nullable
    Long size(CqrOption option) {
        Given given = find(option);
        if (given == null) {
            return null;
        }
        Matcher parts = SIZE.matcher(given.text().strip().toUpperCase(Locale.ROOT));
        if (!parts.matches()) {
            throw wrong(option, "is not a size", "give one like 500MB, 20GB or 1TB");
        }
        long size = Long.parseLong(parts.group(1));
        for (int power = "KMGT".indexOf(parts.group(2)); power >= 0; power--) {
            size *= 1000;
        }
        return size;
    }

    /** A flag or a toggle; false for a flag and {@code byDefault} for a toggle that was given nowhere. */
    boolean isTrue(CqrOption option, boolean byDefault) {
        Given given = find(option);
        if (given == null) {
            return byDefault;
        }
        String word = given.text().strip().toLowerCase(Locale.ROOT);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw wrong(option, "is neither true nor false", "give true or false");
        }
        return TRUE.contains(word);
    }

    /** One of the option's choices as the constant of the same name; null if it was given nowhere. */
    <E extends Enum<E>> @Nullable E choice(CqrOption option, Class<E> type) {
        Given given = find(option);
        if (given == null) {
            return null;
        }
        String word = given.text().strip();
        if (!option.choices().contains(word)) {
            throw wrong(option, "is not one of " + String.join(", ", option.choices()), null);
        }
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    private UsageException wrong(CqrOption option, String problem, @Nullable String advice) {
        Given given = find(option);
        String shown = given == null || option.isSecret() ? "the value" : "'" + given.text() + "'";
        return UsageException.about(option, origin(option), shown + " " + problem, advice);
    }
}
