/** Puts the program together: the only place that constructs adapters, in order, and closes them in reverse. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.app.wiring;
