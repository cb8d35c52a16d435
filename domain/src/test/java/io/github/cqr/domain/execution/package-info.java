/** Tests of what is made of an attempt's answer. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.execution;
