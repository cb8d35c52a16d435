package io.github.cqr.adapters.clickhouse;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table as the query log names it, without the quotes that it puts where a name is no plain word. */
record TableName(String database, String name) {
    private static final String PART = "(?:`((?:[^`\\\\]|\\\\.)*)`|([^.`]+))";
    private static final Pattern NAME = Pattern.compile(PART + "\\." + PART, Pattern.DOTALL);

    /** Reads {@code db.t} or {@code db.`t-1`}; null when it is neither. */
    static @Nullable TableName read(String text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.matches() ? new TableName(part(matcher, 1), part(matcher, 3)) : null;
    }

    private static String part(Matcher matcher, int group) {
        String quoted = matcher.group(group);
        return quoted == null ? matcher.group(group + 1) : quoted.replaceAll("(?s)\\\\(.)", "$1");
    }

    /** The inside of {@code (database, name) IN (...)}. */
    static String list(Collection<TableName> tables) {
        return tables.stream().map(t -> "(" + Sql.text(t.database()) + "," + Sql.text(t.name()) + ")")
                .collect(Collectors.joining(","));
    }
}
