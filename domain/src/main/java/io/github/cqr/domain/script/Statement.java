package io.github.cqr.domain.script;

/**
 * One statement of a script.
 *
 * @param ordinal
 *            its 0-based place among the statements of the script
 * @param position
 *            where the first character of {@code text} stands in the script
 * @param text
 *            what ClickHouse is sent: the text between two delimiters, stripped of white space at both ends, its comments kept, without
 *            byte order mark, shebang and directive comments. Inline data of {@code INSERT ... FORMAT} is kept to its last byte, white
 *            space included, because a trailing tab may be an empty column
 * @param id
 *            its identity; always {@code StatementId.hashOf(text)} and the occurrence
 * @param kind
 *            what sort of statement it is
 * @param directives
 *            what the comments before it ask for
 */
public record Statement(int ordinal, Position position, String text, StatementId id, StatementKind kind,
        Directives directives) {
    /** Whether running it again does no harm by its own words; see {@link StatementKind}. */
    public boolean isHarmlessToRepeat() {
        return Repeatability.isHarmless(kind, text);
    }
}
