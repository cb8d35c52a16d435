package io.github.cqr.domain.event;

/**
 * What ClickHouse says that a statement has done so far.
 *
 * @param readRows rows read
 * @param totalRows rows that the server expects to read, 0 when it does not know
 * @param readBytes uncompressed bytes read
 * @param writtenRows rows written, to materialized views' targets too; this counter can exceed what stays after a failure
 * @param memoryBytes memory in use now, 0 when not known
 */
public record Counters(long readRows, long totalRows, long readBytes, long writtenRows, long memoryBytes) {
    /** Nothing done yet, or nothing known. */
    public static final Counters NONE = new Counters(0, 0, 0, 0, 0);
}
