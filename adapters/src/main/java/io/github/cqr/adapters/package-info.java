/** One package for each thing of the outside world that the core is connected to. No package here knows another. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters;
