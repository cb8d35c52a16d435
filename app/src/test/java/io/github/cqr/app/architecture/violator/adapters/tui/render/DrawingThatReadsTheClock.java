package io.github.cqr.app.architecture.violator.adapters.tui.render;

/** Breaks the rule that drawing reads no clock. */
public final class DrawingThatReadsTheClock {
    private DrawingThatReadsTheClock() {}

    /** Does what drawing must not do. */
    public static long now() {
        return System.nanoTime();
    }
}
