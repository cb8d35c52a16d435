package io.github.cqr.app.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code cqr report} is asked for.
 *
 * @param log an event log, a run's id or its beginning, the query file, or {@code -} for standard input
 * @param format what the report looks like
 * @param out where it is written, null for standard output
 * @param trace where a trace of the run is written too, null for nowhere
 */
public record ReportRequest(String log, Format format, @Nullable Path out, @Nullable Path trace) {
    /** What a report looks like. */
    public enum Format {
        /** Lines for people. */
        TEXT,
        /** An object for programs. */
        JSON,
        /** Tables for a ticket or a wiki. */
        MARKDOWN,
        /** Test cases for build servers. */
        JUNIT,
        /** One file with tables and charts for a browser. */
        HTML
    }
}
