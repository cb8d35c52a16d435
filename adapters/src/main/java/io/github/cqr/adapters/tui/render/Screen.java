package io.github.cqr.adapters.tui.render;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import java.util.List;
import java.util.Map;

/** The whole picture. */
public final class Screen {
    private static final int INLINE_FRAME = 5;

    private Screen() {}

    /** The full screen. */
    public static Buffer full(Scene scene, Rect area, Theme theme) {
        Buffer buffer = Buffer.empty(area);
        var pen = new Pen(buffer, theme);
        Regions regions = regions(scene, area);
        HeaderPane.draw(pen, regions.header(), scene);
        for (Map.Entry<Pane, Rect> pane : regions.panes().entrySet()) {
            draw(pen, pane.getKey(), pane.getValue(), scene);
        }
        Keys.footer(pen, regions.footer(), scene);
        Overlays.draw(pen, overlay(area, regions), scene);
        return buffer;
    }

    /** The screen of a recorded run: the full screen, and below it one line for where on the tape it is. */
    public static Buffer recorded(Scene scene, Rect area, Theme theme, TapeLine line) {
        Buffer buffer = Buffer.empty(area);
        buffer.merge(full(scene, recordedPanes(area), theme), area.x(), area.y());
        line.draw(new Pen(buffer, theme), new Rect(area.x(), area.bottom() - 1, area.width(), 1));
        return buffer;
    }

    /** The part of such a screen that is as that of a live run. */
    public static Rect recordedPanes(Rect area) {
        return new Rect(area.x(), area.y(), area.width(), Math.max(1, area.height() - 1));
    }

    /** The rows that the operator looks at and may search: those of what lies above the panes, else those of the pane in focus. */
    public static List<PaneRow> rows(Scene scene, Rect area, Theme theme) {
        return scene.ui().overlay() instanceof Overlay.None
                ? ListPanes.rows(scene, scene.ui().focus())
                : Overlays.rows(overlay(area, regions(scene, area)), scene, theme);
    }

    /** How many of {@link #rows} are seen at once. */
    public static int visible(Scene scene, Rect area) {
        Regions regions = regions(scene, area);
        return scene.ui().overlay() instanceof Overlay.None
                ? regions.rows(scene.ui().focus())
                : Overlays.visible(overlay(area, regions));
    }

    /** The batch bar alone (PRD 4a). */
    public static Buffer bar(Scene scene, Rect area, Theme theme) {
        Buffer buffer = Buffer.empty(area);
        HeaderPane.bar(new Pen(buffer, theme), area.x(), area.y(), area.width(), scene);
        return buffer;
    }

    private static Rect overlay(Rect area, Regions regions) {
        int top = area.height() >= 16 ? regions.header().bottom() : area.y();
        return new Rect(area.x(), top, area.width(), regions.footer().y() - top);
    }

    /** Who has which part of the full screen. */
    public static Regions regions(Scene scene, Rect area) {
        return Regions.of(area, scene.view().nodes().at(scene.now()).size(), scene.ui());
    }

    private static void draw(Pen pen, Pane pane, Rect area, Scene scene) {
        if (area.height() < 1 || area.width() < 1) {
            return;
        }
        switch (pane) {
            case RUNNING -> RunningPane.draw(pen, area, scene);
            case NODES -> ListPanes.nodes(pen, area, scene);
            case RATES -> ListPanes.rates(pen, area, scene);
            case UPCOMING -> ListPanes.upcoming(pen, area, scene);
            case SLOWEST -> ListPanes.slowest(pen, area, scene);
            case LOG -> LogPane.draw(pen, area, scene);
        }
    }

    /**
     * How many lines {@link #inline} wants: the bar, the figures, the pane in focus (at first what runs) and the keys.
     *
     * @param rows height of the terminal
     */
    public static int inlineHeight(Scene scene, int rows) {
        int running = Math.max(scene.view().batch().state().running(),
                Math.min(scene.view().batch().state().concurrency(), 8));
        return Math.clamp((long) INLINE_FRAME + running, 1, Math.max(1, Math.min(20, rows - 2)));
    }

    /** The lines below the shell's prompt: the batch bar, how everything stands, the pane in focus (at first what runs), the keys. */
    public static Buffer inline(Scene scene, Rect area, Theme theme) {
        Buffer buffer = Buffer.empty(area);
        var pen = new Pen(buffer, theme);
        int header = Math.min(2, area.height());
        HeaderPane.draw(pen, new Rect(area.x(), area.y(), area.width(), header), scene);
        int footer = area.height() >= INLINE_FRAME ? 1 : 0;
        int body = area.height() - header - footer;
        if (body > 1) {
            draw(pen, scene.ui().focus(), new Rect(area.x(), area.y() + header, area.width(), body), scene);
        }
        Keys.footer(pen, new Rect(area.x(), area.bottom() - footer, area.width(), footer), scene);
        Overlays.draw(pen, new Rect(area.x(), area.y(), area.width(), area.height() - footer), scene);
        return buffer;
    }
}
