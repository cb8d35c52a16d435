/** What the terminal UI looks like: pure functions from (view, now, area) to a buffer of cells. No clock, no thread, no terminal. */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.tui.render;
