package io.github.cqr.domain.event;

import java.time.Instant;

/**
 * An event with its number, time and run.
 *
 * @param seq 1 for the first event of a process, growing by one
 * @param at wall-clock time of the decision, to the millisecond
 * @param runId the run it belongs to
 * @param event what happened
 */
public record Envelope(long seq, Instant at, String runId, RunEvent event) {}
