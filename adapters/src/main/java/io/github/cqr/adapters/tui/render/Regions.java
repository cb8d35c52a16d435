package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who gets which part of the screen:
 *
 * <pre>
 * large (110x32 and up)        medium (60x16 and up)     small
 * header                       header                    header
 * running                      running                   the focused pane
 * nodes      | rates           nodes                     footer
 * upcoming   | slowest         log or the focused one
 * log                          footer
 * footer
 * </pre>
 *
 * @param header the batch bar, with more lines where there is room
 * @param footer the keys; empty on a very low screen
 * @param panes the panes that are shown
 */
public record Regions(Rect header, Rect footer, Map<Pane, Rect> panes) {
    /** Divides {@code area}. */
    public static Regions of(Rect area, int nodes, UiState ui) {
        int headerLines = area.height() >= 16 ? 3 : area.height() >= 6 ? 2 : 1;
        int footerLines = area.height() >= 5 ? 1 : 0;
        var header = new Rect(area.x(), area.y(), area.width(), Math.min(headerLines, area.height()));
        var footer = new Rect(area.x(), area.bottom() - footerLines, area.width(), footerLines);
        int gap = area.height() >= 16 ? 1 : 0;
        int top = header.bottom() + gap;
        var body = new Rect(area.x(), top, area.width(), Math.max(0, footer.y() - top));
        Map<Pane, Rect> panes = new EnumMap<>(Pane.class);
        if (area.width() >= 110 && area.height() >= 32) {
            large(body, nodes, panes);
        } else if (area.width() >= 60 && area.height() >= 16) {
            medium(body, nodes, ui, panes);
        } else if (body.height() > 0) {
            panes.put(ui.focus(), body);
        }
        return new Regions(header, footer, panes);
    }

    private static void large(Rect body, int nodes, Map<Pane, Rect> panes) {
        int lanes = Math.clamp(nodes + 1L, 5, Math.max(5, body.height() / 4));
        int log = Math.max(7, body.height() / 5);
        int lists = Math.max(6, body.height() / 5);
        int running = body.height() - lanes - log - lists;
        int half = body.width() / 2;
        int y = body.y();
        panes.put(Pane.RUNNING, new Rect(body.x(), y, body.width(), running));
        y += running;
        panes.put(Pane.NODES, new Rect(body.x(), y, half - 1, lanes));
        panes.put(Pane.RATES, new Rect(body.x() + half, y, body.width() - half, lanes));
        y += lanes;
        panes.put(Pane.UPCOMING, new Rect(body.x(), y, half - 1, lists));
        panes.put(Pane.SLOWEST, new Rect(body.x() + half, y, body.width() - half, lists));
        y += lists;
        panes.put(Pane.LOG, new Rect(body.x(), y, body.width(), log));
    }

    private static void medium(Rect body, int nodes, UiState ui, Map<Pane, Rect> panes) {
        int lanes = Math.clamp(nodes + 1L, 2, Math.max(2, body.height() / 4));
        int lower = Math.max(4, body.height() / 3);
        int running = body.height() - lanes - lower;
        panes.put(Pane.RUNNING, new Rect(body.x(), body.y(), body.width(), running));
        panes.put(Pane.NODES, new Rect(body.x(), body.y() + running, body.width(), lanes));
        panes.put(ui.lower(), new Rect(body.x(), body.y() + running + lanes, body.width(), lower));
    }

    /** The pane at this place, or null. */
    public @Nullable Pane at(int x, int y) {
        for (Map.Entry<Pane, Rect> pane : panes.entrySet()) {
            if (pane.getValue().contains(x, y)) {
                return pane.getKey();
            }
        }
        return null;
    }

    /** How many rows a pane shows below its title; 0 when it is not shown. */
    public int rows(Pane pane) {
        Rect area = panes.get(pane);
        return area == null ? 0 : Math.max(0, area.height() - (pane == Pane.RUNNING ? 2 : 1));
    }
}
