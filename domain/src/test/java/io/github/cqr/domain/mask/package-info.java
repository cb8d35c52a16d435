/** Tests of what is hidden before it leaves the process, and of what is not. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.mask;
