package io.github.cqr.adapters.clickhouse;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts as parts of our own questions. */
final class Sql {
    private Sql() {}

    /** A literal. */
    static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The inside of {@code IN (...)}. */
    static String list(Collection<String> values) {
        return values.stream().map(Sql::text).collect(Collectors.joining(","));
    }

    /** A condition that holds for what is one of these, or begins with one of those. */
    static String oneOf(String column, Collection<String> values, Collection<String> beginnings) {
        Stream<String> whole = values.isEmpty() ? Stream.of() : Stream.of(column + " IN (" + list(values) + ")");
        List<String> all = Stream
                .concat(whole, beginnings.stream().map(from -> "startsWith(" + column + ", " + text(from) + ")"))
                .toList();
        return all.isEmpty() ? "0" : "(" + String.join(" OR ", all) + ")";
    }
}
