/** What is to be said of a run when it is over, folded from its event log in memory that does not grow with the log. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.report;
