/** What happened in a run: sealed event records and the envelope that numbers and dates them. The JSON form of each is in docs/events.md. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.event;
