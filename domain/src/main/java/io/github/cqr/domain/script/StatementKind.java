package io.github.cqr.domain.script;

/**
 * What sort of statement it is, decided from its own words as ClickHouse's grammar reads them. A word that is not known is
 * {@link #OTHER}: the server judges it.
 */
public enum StatementKind {
    /**
     * Reads and changes nothing: {@code SELECT}, {@code WITH ... SELECT}, {@code FROM ... SELECT}, {@code (SELECT ...)}, {@code EXPLAIN} of
     * anything, {@code SHOW}, {@code DESCRIBE}, {@code DESC}, {@code EXISTS}, {@code CHECK}, {@code WATCH}.
     */
    SELECT,
    /** {@code INSERT} whose rows the server makes itself: {@code INSERT ... SELECT}, also {@code WITH ... INSERT ... SELECT}. */
    INSERT_SELECT,
    /**
     * {@code INSERT} whose rows are in the script: {@code VALUES}, {@code FORMAT}, and {@code SELECT ... FROM input(...) FORMAT}. A cut
     * upload leaves a part of them.
     */
    INSERT_DATA,
    /**
     * Changes schema, storage layout or access rights, and thus a barrier by default: {@code CREATE}, {@code ALTER} (mutations too),
     * {@code DROP}, {@code RENAME}, {@code TRUNCATE}, {@code EXCHANGE}, {@code ATTACH}, {@code DETACH}, {@code UNDROP}, {@code REPLACE},
     * {@code MOVE}, {@code GRANT}, {@code REVOKE}, {@code SET DEFAULT ROLE}.
     */
    SCHEMA,
    /** {@code SET}: settings, query parameters, roles, for all statements after it. {@code SET DEFAULT ROLE} is {@link #SCHEMA}. */
    SET,
    /** {@code USE}: the database of all statements after it. */
    USE,
    /** All else: {@code OPTIMIZE}, {@code SYSTEM}, {@code KILL}, {@code DELETE}, {@code UPDATE}, {@code BACKUP}, {@code BEGIN}, ... */
    OTHER;

    /** True for {@link #SET} and {@link #USE}: they change the session, are no work of their own, and have no checkpoint. */
    public boolean changesSession() {
        return this == SET || this == USE;
    }
}
