/** Small pure rules that the run asks: which node is next, what must run alone. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.policy;
