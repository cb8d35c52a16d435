/** Projections that every front end shows: pure folds over the events, and the formatters of their figures. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.view;
