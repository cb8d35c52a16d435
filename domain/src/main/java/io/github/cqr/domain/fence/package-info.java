/**
 * What keeps a request that is late from being run (DESIGN 6, rules 2 and 3): HTTP sessions that are made, put on record and only then
 * used, and the lease that is looked at right before each send.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.fence;
