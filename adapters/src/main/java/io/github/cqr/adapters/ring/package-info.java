/**
 * The engine room: one thread owns the run and takes its inputs ({@link io.github.cqr.adapters.ring.RunLoop}), one Disruptor ring hands
 * its events to every consumer ({@link io.github.cqr.adapters.ring.EventRing}).
 *
 * <p>Three lines leave the ring, each consumer on a thread of its own:
 *
 * <pre>
 *   write-ahead sinks (event log, checkpoints) ──▶ executor: Dispatched only
 *   control line: cancel, pause, resume, stop  ──▶ executor, at once
 *   observers: screen, JSON lines, ...
 * </pre>
 *
 * A statement reaches the executor only when every write-ahead sink has acknowledged its Dispatched event. Orders to cancel or hold
 * back do not wait for that: the executor copes with a cancel that comes before its start.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.ring;
