package io.github.cqr.domain.script;

/** Whether a statement says by its own words that running it again does no harm. */
final class Repeatability {
    private Repeatability() {}

    /** Only reading is known to be harmless here yet; DDL with {@code IF [NOT] EXISTS} follows with the tokens of a statement. */
    static boolean isHarmless(StatementKind kind, String text) {
        return kind == StatementKind.SELECT && !text.isEmpty();
    }
}
