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
 * @param playing whether it goes on by itself
 * @param following whether it stays at the end of a log that grows
 * @param speed how many times as fast as it was
 * @param troubles where something went wrong, as parts of the whole from 0 to 1
 * @param read how much of the log was read so far, 0 to 1
 */
public record TapeLine(Duration position, Duration length, long number, long events, boolean playing, boolean following,
        double speed, List<Double> troubles, double read) {
    private static final int NARROWEST = 8;

    void draw(Pen pen, Rect area) {
        String state = following ? "LIVE" : playing ? "PLAY" : "STOP";
        String left = state + " " + times() + "  " + Figures.clock(position) + " / " + Figures.clock(length) + " ";
        String right = " event " + number + "/" + events + (read < 1
                ? String.format(Locale.ROOT, ", reading %d%%",
                        (int) (read * 100))
                : "");
        int x = pen.text(area.x(), area.y(), area.width(), left, playing || following ? Tone.GOOD : Tone.ACCENT);
        int bar = area.right() - x - right.length();
        if (bar >= NARROWEST) {
            double part = length.isZero() ? 1 : Math.clamp((double) position.toMillis() / length.toMillis(), 0.0, 1.0);
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
