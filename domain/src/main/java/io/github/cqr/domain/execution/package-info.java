/** How one attempt is carried to its node, and how its outcome is found out when no answer arrives. No threads and no clock of its own. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.execution;
