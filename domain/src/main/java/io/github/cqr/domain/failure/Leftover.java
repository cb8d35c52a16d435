package io.github.cqr.domain.failure;

import java.util.Map;

/** What a statement that did not complete left behind: blocks that an INSERT wrote before its error stay. */
public sealed interface Leftover {
    /** It left nothing, and there is proof: it never started, or the logs of all nodes say that it wrote nothing. */
    record Nothing() implements Leftover {}

    /**
     * It left rows.
     *
     * @param rows how many, in all tables together; more than what stayed where it is not exact
     * @param exact true if counted part by part ({@code system.part_log})
     * @param byTable rows by {@code database.table} as far as they are known by table, else empty
     */
    record Rows(long rows, boolean exact, Map<String, Long> byTable) implements Leftover {
        /** Copies the map. */
        public Rows {
            byTable = Map.copyOf(byTable);
        }
    }

    /** Nobody can say: it has to be taken as if rows had stayed. */
    record Unknown(String why) implements Leftover {}

    /** Proof that nothing stayed. */
    static Leftover nothing() {
        return new Nothing();
    }

    /** True unless it is proved that nothing stayed. */
    default boolean mayHaveLeft() {
        return !(this instanceof Nothing);
    }

    /** For a person, as the end of a sentence that begins with "it left": {@code nothing behind}, {@code 100 rows in a.b}. */
    default String words() {
        return switch (this) {
            case Nothing _ -> "nothing behind";
            case Rows r when !r.byTable().isEmpty() -> String.join(", ", r.byTable().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey()).map(e -> e.getValue() + " rows in " + e.getKey()).toList());
            case Rows r -> (r.exact() ? "" : "up to ") + r.rows() + " rows behind";
            case Unknown u -> "nobody knows what behind (" + u.why() + ")";
        };
    }
}
