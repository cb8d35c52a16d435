package io.github.cqr.app.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .properties} file (UTF-8) whose keys are the long names of options without dashes, and {@code setting.NAME} for ClickHouse
 * settings. Escapes and continued lines are as {@link Properties#load} has them; what is added is the line of each entry, and that a wrong
 * or repeated key is an error.
 */
final class ConfigFile {
    private static final String SETTING_PREFIX = CqrOption.SETTING.key() + ".";

    private final String name;
    private final Map<CqrOption, Given> values = new EnumMap<>(CqrOption.class);
    private final Map<String, Given> settings = new LinkedHashMap<>();
    private final Map<String, Integer> lineOfKey = new LinkedHashMap<>();

    private ConfigFile(String name) {
        this.name = name;
    }

    /**
     * Reads a file.
     *
     * @throws UsageException if it cannot be read, naming it; or for an entry that is wrong, naming the line too
     */
    static ConfigFile read(Path path) {
        try {
            return parse(path.toString(), Files.readString(path));
        } catch (NoSuchFileException e) {
            throw unreadable(path, "there is no such file", e);
        } catch (MalformedInputException e) {
            throw unreadable(path, "it is not UTF-8", e);
        } catch (IOException e) {
            throw unreadable(path, FileProblem.of(path, e), e);
        }
    }

    private static UsageException unreadable(Path path, String why, IOException cause) {
        var exception = new UsageException(CqrOption.CONFIG.flag(), "cannot read '" + path + "': " + why);
        exception.initCause(cause);
        return exception;
    }

    /** Reads a file's text; {@code name} is for messages. */
    static ConfigFile parse(String name, String text) {
        var file = new ConfigFile(name);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int first = i + 1;
            var logical = new StringBuilder(lines.get(i));
            while (!isComment(logical) && continues(logical) && i + 1 < lines.size()) {
                logical.append('\n').append(lines.get(++i));
            }
            file.add(logical.toString(), first);
        }
        return file;
    }

    /** The value of an option, or null if the file does not give it or gives nothing. */
    @Nullable
    Given value(CqrOption option) {
        return values.get(option);
    }

    /** The ClickHouse settings in the order of the file. */
    Map<String, Given> settings() {
        return settings;
    }

    private void add(String logicalLine, int line) {
        var parsed = new Properties();
        try {
            parsed.load(new StringReader(logicalLine));
        } catch (IllegalArgumentException | IOException e) {
            throw wrong(line, "a \\u escape must have four hexadecimal digits");
        }
        for (String key : parsed.stringPropertyNames()) {
            put(key, parsed.getProperty(key), line);
        }
    }

    private void put(String key, String value, int line) {
        Integer before = lineOfKey.putIfAbsent(key, line);
        if (before != null) {
            throw wrong(line, "'" + key + "' stands in line " + before + " already");
        }
        var given = new Given(value, new Origin.ConfigLine(name, line));
        if (key.startsWith(SETTING_PREFIX)) {
            settings.put(key.substring(SETTING_PREFIX.length()), given);
            return;
        }
        Optional<CqrOption> option = CqrOption.ofKey(key);
        if (option.isEmpty()) {
            throw wrong(line, "unknown key '" + key + "'" + Suggestion.inWords(key, keys()));
        }
        if (option.get() == CqrOption.SETTING) {
            throw wrong(line, "a setting is written as setting.NAME=VALUE");
        }
        if (!option.get().inConfigFile()) {
            throw wrong(line, "'" + key + "' decides about one run: give it as the option " + option.get().flag());
        }
        if (!value.isEmpty()) {
            values.put(option.get(), given);
        }
    }

    private UsageException wrong(int line, String problem) {
        return new UsageException(name + ", line " + line + ": " + problem);
    }

    private static List<String> keys() {
        return Arrays.stream(CqrOption.values()).filter(CqrOption::inConfigFile).map(CqrOption::key).toList();
    }

    private static boolean isComment(CharSequence line) {
        String start = line.toString().stripLeading();
        return start.startsWith("#") || start.startsWith("!");
    }

    /** Whether a line ends in an odd number of backslashes. */
    private static boolean continues(CharSequence line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
