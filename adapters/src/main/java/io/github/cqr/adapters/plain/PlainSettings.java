package io.github.cqr.adapters.plain;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * How plain output looks.
 *
 * @param verbose true for a line for every lifecycle event of a statement
 * @param quiet true for warnings and errors only, and no progress
 * @param live true on a terminal: one progress line, redrawn in place, instead of progress lines at intervals
 * @param colour true to colour warnings and errors
 * @param unicode true if the terminal shows UTF-8
 * @param columns width of the terminal now
 * @param interval time between two progress lines; live lines are redrawn more often
 */
public record PlainSettings(
        boolean verbose,
        boolean quiet,
        boolean live,
        boolean colour,
        boolean unicode,
        IntSupplier columns,
        Duration interval) {}
