package io.github.cqr.app.cli;

import org.jspecify.annotations.Nullable;

/**
 * What {@code cqr replay} is asked for.
 *
 * @param log an event log, a run's id or its beginning, the query file, or {@code -} for standard input
 * @param at where to begin, as it was typed; null at the start
 * @param speed how many times as fast as it was, from 0.1 to 1000
 * @param follow whether to stay at the end of a log that grows
 */
public record ReplayRequest(String log, @Nullable String at, double speed, boolean follow) {}
