package io.github.cqr.domain.event;

import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import org.jspecify.annotations.Nullable;

/**
 * Which statement of the file an event is about.
 *
 * @param ordinal 0-based place in the file, the PRD's Offset
 * @param line 1-based line on which the statement's text begins
 * @param hash SHA-256 of the statement in hex (PRD section 1)
 * @param occurrence 1 for the first statement of this text in the file, 2 for its first repetition, and so on
 * @param kind what sort of statement it is
 * @param name the name given by a {@code -- cqr: name=} directive, if any
 */
public record StatementRef(
        int ordinal,
        long line,
        String hash,
        int occurrence,
        StatementKind kind,
        @Nullable String name) {

    /** The reference to {@code statement}. */
    public static StatementRef of(Statement statement) {
        return new StatementRef(statement.ordinal(), statement.position().line(), statement.id().hash(),
                statement.id().occurrence(), statement.kind(), statement.directives().name());
    }

    /** What its checkpoint is kept under. */
    public StatementId id() {
        return new StatementId(hash, occurrence);
    }

    /** True for {@code SET} and {@code USE}: they change the session, have no checkpoint and are never skipped. */
    public boolean changesSession() {
        return kind.changesSession();
    }
}
