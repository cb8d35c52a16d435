/** The run: a pure decider (input in, events out) and the state that is the fold of its own events. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.domain.run;
