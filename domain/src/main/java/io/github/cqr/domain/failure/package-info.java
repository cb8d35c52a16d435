/** Why a statement did not complete: sealed failures, as values that travel with events and reports. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.failure;
