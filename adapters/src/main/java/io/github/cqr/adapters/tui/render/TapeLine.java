package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.domain.view.Figures;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Where on a recording the screen is.
 *
 * @param position time since the start
 * @param length time from the start to the end
 * @param number how many events there are up to here
 * @param events how many there are in all, as far as was read
 * @param state whether it moves
 * @param speed how many times as fast as it was
 * @param troubles where something went wrong, as parts of the whole from 0 to 1
 * @param read how much of the log was read so far, 0 to 1
 */
public record TapeLine(Duration position, Duration length, long number, long events, State state, double speed,
        List<Double> troubles, double read) {
    private static final int NARROWEST = 8;

    /** Whether it moves. */
    public enum State {
        /** It goes on by itself. */
        PLAY,
        /** It stands still. */
        STOP,
        /** It stays at the end of a log that grows. */
        LIVE,
        /** It stays at the end of a log whose run has ended. */
        ENDED
    }

    void draw(Pen pen, Rect area) {
        String left = state + (state == State.ENDED ? "" : " " + times()) + "  " + Figures.clock(position) + " / "
                + Figures.clock(length) + " ";
        String right = " event " + number + "/" + events + (read < 1
                ? String.format(Locale.ROOT, ", reading %d%%",
                        (int) (read * 100))
                : "");
        int x = pen.text(area.x(), area.y(), area.width(), left,
                state == State.PLAY || state == State.LIVE ? Tone.GOOD : Tone.ACCENT);
        int bar = area.right() - x - right.length();
        if (bar >= NARROWEST) {
            double part = length.isZero()
                    ? 1
                    : Math.clamp((double) Figures.millis(position) / Math.max(1, Figures.millis(length)), 0.0, 1.0);
            pen.bar(x, area.y(), bar, part, Tone.ACCENT);
            for (double trouble : troubles) {
                pen.text(x + (int) Math.min(bar - 1, trouble * bar), area.y(), 1, "!", Tone.BAD);
            }
            x += bar;
        }
        pen.text(x, area.y(), area.right() - x, right, Tone.DIM);
    }

    private String times() {
        return (speed >= 1 ? Long.toString(Math.round(speed)) : String.format(Locale.ROOT, "%.1f", speed)) + "x";
    }
}
