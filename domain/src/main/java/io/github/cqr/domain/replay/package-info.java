/** A recorded run, gone through in any order: what the views showed at any time of it. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.replay;
