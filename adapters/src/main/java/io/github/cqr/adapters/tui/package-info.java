/** The operator's live terminal UI, on TamboUI: folds events on a thread of its own, draws, and turns keys into operator commands. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.tui;
