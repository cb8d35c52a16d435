package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.run.RunState;
import io.github.cqr.domain.view.BatchLine;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.TimeLine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The head of the screen: what runs, the batch bar of PRD 4a, and how everything stands.
 *
 * <pre>
 * cqr  backfill.sql  running  0:12:33  8 at a time  run 3817fc08b35c
 * Backfill ━━━━━━━━━━━━━━━━━━━━────────────  64% 320/500 queries  12.3s/q  ETA 0:37:00
 * done 308  skipped 12  failed 0  left 180  running 4 · 0.7 q/s · checkpoints ok · event log ok · nodes 2/2
 * </pre>
 */
final class HeaderPane {
    private static final int BAR_MIN = 8;
    private static final int RUN_ID_SHOWN = 12;

    private HeaderPane() {}

    static void draw(Pen pen, Rect area, Scene scene) {
        switch (area.height()) {
            case 0 -> {
            }
            case 1 -> bar(pen, area.x(), area.y(), area.width(), scene);
            case 2 -> {
                bar(pen, area.x(), area.y(), area.width(), scene);
                figures(pen, area.x(), area.y() + 1, area.width(), scene);
            }
            default -> {
                title(pen, area, scene);
                bar(pen, area.x(), area.y() + 1, area.width(), scene);
                figures(pen, area.x(), area.y() + 2, area.width(), scene);
            }
        }
    }

    private static void title(Pen pen, Rect area, Scene scene) {
        RunState state = scene.view().batch().state();
        int right = area.right();
        int x = pen.text(area.x(), area.y(), area.width(), "cqr ", Tone.DIM);
        x = pen.text(x, area.y(), Math.min(right - x, Math.max(12, area.width() / 3)), scene.view().batch().file(),
                Tone.TITLE);
        x = pen.text(x, area.y(), right - x, "  " + word(state), tone(state));
        x = pen.text(x, area.y(), right - x, "  " + Figures.clock(scene.view().clock().elapsed(scene.now())),
                Tone.PLAIN);
        x = pen.text(x, area.y(), right - x, "  " + state.concurrency() + " at a time", Tone.PLAIN);
        String run = scene.view().runId();
        String shown = run.length() > RUN_ID_SHOWN + 8 ? run.substring(0, RUN_ID_SHOWN) : run;
        if (!shown.isEmpty()) {
            pen.text(x, area.y(), right - x, "  run " + shown, Tone.DIM);
        }
    }

    /** What the run does, in a word. */
    static String word(RunState state) {
        RunOutcome outcome = state.outcome();
        if (outcome != null) {
            return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        if (state.stopReason() != null) {
            return "stopping: " + state.stopReason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        if (state.paused()) {
            return "PAUSED";
        }
        return state.counts().total() == 0 ? "starting" : "running";
    }

    private static Tone tone(RunState state) {
        if (state.outcome() != null) {
            return state.outcome() == RunOutcome.COMPLETED ? Tone.GOOD : Tone.BAD;
        }
        return state.stopReason() != null ? Tone.BAD : state.paused() ? Tone.WARN : Tone.GOOD;
    }

    /** The batch bar in one line; the bar gives way first, then the end of the line. */
    static void bar(Pen pen, int x, int y, int width, Scene scene) {
        var batch = scene.view().batch();
        Counts counts = batch.state().counts();
        String percent = String.format(Locale.ROOT, " %3d%%", Figures.percent(batch.done(), counts.total()));
        String done = " " + batch.done() + "/" + counts.total() + " queries";
        Duration average = batch.rollingAverage();
        String mean = average == null ? "" : "  " + Figures.seconds(average) + "/q";
        String eta = "  " + eta(scene);
        String label = "Backfill ";
        int rest = percent.length() + done.length() + mean.length() + eta.length();
        int bar = width - label.length() - rest;
        if (bar < BAR_MIN) {
            label = "";
            bar = Math.max(0, width - rest);
            bar = bar < BAR_MIN ? 0 : bar;
        }
        int at = pen.text(x, y, width, label, Tone.TITLE);
        double part = counts.total() == 0 ? 0 : (double) batch.done() / counts.total();
        pen.bar(at, y, bar, part, counts.failed() + counts.unknown() > 0 ? Tone.BAD : Tone.GOOD);
        at += bar;
        at = pen.text(at, y, x + width - at, bar == 0 && label.isEmpty() ? percent.strip() : percent, Tone.TITLE);
        at = pen.text(at, y, x + width - at, done, Tone.PLAIN);
        at = pen.text(at, y, x + width - at, mean, Tone.PLAIN);
        pen.text(at, y, x + width - at, eta, Tone.ACCENT);
    }

    private static String eta(Scene scene) {
        RunState state = scene.view().batch().state();
        if (state.outcome() != null) {
            return "in " + Figures.clock(scene.view().clock().elapsed(scene.now()));
        }
        if (state.stopReason() != null) {
            return "stopping, " + state.running() + " in flight";
        }
        return BatchLine.eta(scene.view().eta().at(scene.now()));
    }

    private static void figures(Pen pen, int x, int y, int width, Scene scene) {
        RunState state = scene.view().batch().state();
        Counts c = state.counts();
        int right = x + width;
        int at = pen.text(x, y, width, "done " + c.completed(), Tone.PLAIN);
        at = pen.text(at, y, right - at, "  skipped " + c.skipped(), Tone.PLAIN);
        int bad = c.failed() + c.cancelled() + c.unknown();
        at = pen.text(at, y, right - at, "  failed " + bad, bad > 0 ? Tone.BAD : Tone.PLAIN);
        at = pen.text(at, y, right - at, "  left " + c.remaining(), Tone.PLAIN);
        String dot = pen.theme().dot();
        List<TimeLine.Span> spans = scene.spans();
        if (width >= 110 && !spans.isEmpty()) {
            at = pen.text(at, y, right - at, dot + rate(recent(spans)), Tone.PLAIN);
        }
        at = pen.text(at, y, right - at, dot, Tone.DIM);
        at = state.checkpointDegraded()
                ? pen.text(at, y, right - at, "checkpoints DOWN: " + scene.view().checkpointTrouble(), Tone.BAD)
                : pen.text(at, y, right - at, "checkpoints ok", Tone.GOOD);
        if (state.eventLogDegraded()) {
            at = pen.text(at, y, right - at, dot + "event log DOWN", Tone.BAD);
        }
        int nodes = scene.view().nodes().at(scene.now()).size();
        int lost = state.lostNodes().size();
        at = pen.text(at, y, right - at, dot, Tone.DIM);
        at = pen.text(at, y, right - at, "nodes " + (nodes - lost) + "/" + nodes, lost > 0 ? Tone.BAD : Tone.GOOD);
        int warnings = scene.view().log().warnings();
        if (warnings > 0) {
            pen.text(at, y, right - at, dot + warnings + (warnings == 1 ? " warning" : " warnings"), Tone.WARN);
        }
    }

    /** Statements a second over the last spans. */
    static double recent(List<TimeLine.Span> spans) {
        return spans.subList(Math.max(0, spans.size() - 10), spans.size()).stream()
                .mapToDouble(TimeLine.Span::perSecond).average().orElse(0);
    }

    /** A rate in the unit that reads best. */
    static String rate(double perSecond) {
        if (perSecond >= 1000) {
            return Figures.count(Math.round(perSecond)) + " q/s";
        }
        return perSecond >= 0.95
                ? String.format(Locale.ROOT, "%.1f q/s", perSecond)
                : String.format(Locale.ROOT, "%.1f q/min", perSecond * 60);
    }
}
