/** Every run's own record of its events: written ahead of each dispatch, read again after a crash, by a slow reader, or for a replay. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.eventlog;
