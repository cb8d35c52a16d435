/** The ring and the loop, with sinks and executors that misbehave. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.ring;
