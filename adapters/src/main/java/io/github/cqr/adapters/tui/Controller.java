package io.github.cqr.adapters.tui;

import dev.tamboui.layout.Rect;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.MouseButton;
import dev.tamboui.tui.event.MouseEvent;
import dev.tamboui.tui.event.MouseEventKind;
import io.github.cqr.adapters.tui.render.Regions;
import io.github.cqr.adapters.tui.render.RunningPane;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.Screen;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.adapters.tui.render.UiState.Ask;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.view.ActiveView.Active;
import java.util.List;

/**
 * What a key or the mouse does: another look at the run, or an operator command into its inbox. The run answers a command with an event, and
 * only that changes what is shown of the run.
 */
final class Controller {
    private static final String BY = "keyboard";
    private static final int WHEEL = 3;
    private static final int LONGEST_FILTER = 60;

    private final Inbox inbox;
    private final Theme theme;
    /** What the run was last asked for, until it says so itself. */
    private int wantedConcurrency;
    private int seenConcurrency;

    Controller(Inbox inbox, Theme theme) {
        this.inbox = inbox;
        this.theme = theme;
    }

    /** The look after {@code event}, on a screen of this size. */
    UiState on(Event event, Scene scene, Rect area) {
        if (event instanceof KeyEvent key) {
            return key(key, scene, area);
        }
        return event instanceof MouseEvent mouse ? mouse(mouse, scene, area) : scene.ui();
    }

    private UiState key(KeyEvent key, Scene scene, Rect area) {
        UiState ui = scene.ui();
        if (ui.typing()) {
            return type(key, ui);
        }
        return switch (ui.overlay()) {
            case Overlay.None _ -> onPanes(key, scene, area);
            case Overlay.Confirm(Ask ask) -> answer(key, ask, ui);
            case Overlay.Help(int scroll) -> closes(key)
                    ? ui.overlay(new Overlay.None())
                    : ui.overlay(new Overlay.Help(scrolled(scroll, key, scene, area)));
            case Overlay.Status(int scroll) -> closes(key)
                    ? ui.overlay(new Overlay.None())
                    : ui.overlay(new Overlay.Status(scrolled(scroll, key, scene, area)));
            case Overlay.Detail(String id, int scroll) -> onDetail(key, scene, area, id, scroll);
            case Overlay.Failure(int index, int scroll) -> onFailure(key, scene, area, index, scroll);
        };
    }

    private static UiState type(KeyEvent key, UiState ui) {
        String text = ui.filter();
        return switch (key.code()) {
            case ENTER -> ui.filter(text, false);
            case ESCAPE -> ui.filter("", false);
            case BACKSPACE -> ui.filter(text.isEmpty() ? "" : text.substring(0, text.length() - 1), true);
            case CHAR ->
                key.hasCtrl() || text.length() >= LONGEST_FILTER ? ui : ui.filter(text + key.character(), true);
            default -> ui;
        };
    }

    private static boolean closes(KeyEvent key) {
        return key.code() == KeyCode.ESCAPE || key.code() == KeyCode.ENTER
                || (key.code() == KeyCode.CHAR && (key.character() == 'q' || key.character() == '?'));
    }

    private UiState answer(KeyEvent key, Ask ask, UiState ui) {
        if (key.code() == KeyCode.CHAR && (key.character() == 'y' || key.character() == 'Y')) {
            inbox.put(switch (ask) {
                case Ask.CancelStatement(int ordinal, _) -> new RunInput.CancelStatement(ordinal, BY);
                case Ask.Drain _ -> new RunInput.DrainAndStop(BY);
                case Ask.CancelAll _ -> new RunInput.CancelAndStop(BY);
            });
        }
        return ui.overlay(new Overlay.None());
    }

    private UiState onDetail(KeyEvent key, Scene scene, Rect area, String id, int scroll) {
        if (key.code() == KeyCode.CHAR && key.character() == 'x') {
            return askToCancel(scene, id);
        }
        return closes(key)
                ? scene.ui().overlay(new Overlay.None())
                : scene.ui().overlay(new Overlay.Detail(id, scrolled(scroll, key, scene, area)));
    }

    private UiState onFailure(KeyEvent key, Scene scene, Rect area, int index, int scroll) {
        if (key.code() == KeyCode.CHAR && key.character() == 'e') {
            int count = Math.max(1, scene.view().ended().troubles().size());
            return scene.ui().overlay(new Overlay.Failure((index + 1) % count, 0));
        }
        return closes(key)
                ? scene.ui().overlay(new Overlay.None())
                : scene.ui().overlay(new Overlay.Failure(index, scrolled(scroll, key, scene, area)));
    }

    private int scrolled(int scroll, KeyEvent key, Scene scene, Rect area) {
        int to = scroll + step(key, Math.max(1, area.height() - 8));
        return Math.clamp(to, 0, Screen.overlayScroll(scene, area, theme));
    }

    /** How far a key moves: up is negative, the ends are further than any list is long. */
    private static int step(KeyEvent key, int page) {
        return switch (key.code()) {
            case UP -> -1;
            case DOWN -> 1;
            case PAGE_UP -> -page;
            case PAGE_DOWN -> page;
            case HOME -> -1_000_000;
            case END -> 1_000_000;
            case CHAR -> key.character() == 'k' ? -1 : key.character() == 'j' ? 1 : 0;
            default -> 0;
        };
    }

    private UiState onPanes(KeyEvent key, Scene scene, Rect area) {
        UiState ui = scene.ui();
        return switch (key.code()) {
            case TAB -> next(ui, key.hasShift() ? -1 : 1);
            case ENTER -> open(scene);
            case ESCAPE -> ui.filter().isEmpty() ? ui.selected(null) : ui.filter("", false);
            case CHAR -> key.hasCtrl() || key.hasAlt() ? ui : letter(key, scene, area);
            default -> move(scene, area, step(key, Math.max(1, Screen.regions(scene, area).rows(ui.focus()) - 1)));
        };
    }

    private UiState letter(KeyEvent key, Scene scene, Rect area) {
        UiState ui = scene.ui();
        char c = key.character();
        switch (c) {
            case 'p' ->
                inbox.put(scene.view().batch().state().paused() ? new RunInput.Resume(BY) : new RunInput.Pause(BY));
            case 'r' -> inbox.put(new RunInput.Resume(BY));
            case '+', '=' -> concurrency(scene, 1);
            case '-', '_' -> concurrency(scene, -1);
            default -> {
            }
        }
        return switch (c) {
            case '?', 'h' -> ui.overlay(new Overlay.Help(0));
            case '/' -> ui.filter(ui.filter(), true);
            case 'v' -> ui.routine(!ui.routine());
            case 'b' -> next(ui, -1);
            case 'x' -> cancel(scene, area);
            case 'q' -> ui.overlay(new Overlay.Confirm(new Ask.Drain()));
            case 'C' -> ui.overlay(new Overlay.Confirm(new Ask.CancelAll()));
            case 'e' -> scene.view().ended().troubles().isEmpty() ? ui : ui.overlay(new Overlay.Failure(0, 0));
            case '1', '2', '3', '4', '5', '6' -> ui.focus(UiState.PANES.get(c - '1'));
            default -> move(scene, area, step(key, 1));
        };
    }

    private void concurrency(Scene scene, int by) {
        int now = scene.view().batch().state().concurrency();
        if (now != seenConcurrency || wantedConcurrency == 0) {
            seenConcurrency = now;
            wantedConcurrency = now;
        }
        wantedConcurrency = Math.max(1, wantedConcurrency + by);
        inbox.put(new RunInput.SetConcurrency(wantedConcurrency, BY));
    }

    private static UiState next(UiState ui, int by) {
        int count = UiState.PANES.size();
        return ui.focus(UiState.PANES.get((UiState.PANES.indexOf(ui.focus()) + by + count) % count));
    }

    private static UiState askToCancel(Scene scene, String queryId) {
        Active active = scene.view().active().find(queryId);
        return active == null
                ? scene.ui()
                : scene.ui().overlay(new Overlay.Confirm(
                        new Ask.CancelStatement(active.statement().ordinal(), active.attempt().node())));
    }

    /** Asks about the selected statement; when that one has ended, or none is selected, the first one is selected and the next press asks. */
    private static UiState cancel(Scene scene, Rect area) {
        String selected = scene.ui().selected();
        return selected != null && scene.view().active().find(selected) != null
                ? askToCancel(scene, selected)
                : select(scene, 1, Screen.regions(scene, area).rows(Pane.RUNNING));
    }

    private static UiState open(Scene scene) {
        UiState ui = scene.ui();
        String selected = ui.selected();
        if (ui.focus() == Pane.SLOWEST && !scene.view().ended().slowest().isEmpty()) {
            var slowest = scene.view().ended().slowest();
            int row = Math.min(ui.scroll(), slowest.size() - 1);
            return ui.overlay(new Overlay.Detail(slowest.get(row).end().attempt().queryId(), 0));
        }
        if (selected == null || scene.view().active().find(selected) == null) {
            List<Active> rows = RunningPane.rows(scene);
            selected = rows.isEmpty() ? selected : rows.getFirst().attempt().queryId();
        }
        return selected == null ? ui : ui.selected(selected).overlay(new Overlay.Detail(selected, 0));
    }

    private static UiState move(Scene scene, Rect area, int by) {
        UiState ui = scene.ui();
        if (by == 0) {
            return ui;
        }
        int visible = Screen.regions(scene, area).rows(ui.focus());
        return switch (ui.focus()) {
            case RUNNING -> select(scene, by, visible);
            case LOG -> ui.scroll(Math.clamp(ui.scroll() - by, 0,
                    Math.max(0, scene.view().log().events(ui.routine()).size() - visible)));
            case NODES -> scroll(ui, by, scene.view().nodes().at(scene.now()).size() - visible);
            case UPCOMING -> scroll(ui, by,
                    scene.view().waiting().all().size() + scene.upcoming().size() - visible);
            case SLOWEST -> scroll(ui, by, scene.view().ended().slowest().size() - 1);
            case RATES -> ui;
        };
    }

    private static UiState scroll(UiState ui, int by, int most) {
        return ui.scroll(Math.clamp((long) ui.scroll() + by, 0, Math.max(0, most)));
    }

    private static UiState select(Scene scene, int by, int visible) {
        List<Active> rows = RunningPane.rows(scene);
        if (rows.isEmpty()) {
            return scene.ui().selected(null);
        }
        int before = RunningPane.index(rows, scene.ui());
        int row = before < 0 ? 0 : Math.clamp((long) before + by, 0, rows.size() - 1);
        UiState selected = scene.ui().selected(rows.get(row).attempt().queryId());
        return selected.scroll(RunningPane.first(rows, selected, visible));
    }

    private UiState mouse(MouseEvent mouse, Scene scene, Rect area) {
        UiState ui = scene.ui();
        int wheel = mouse.kind() == MouseEventKind.SCROLL_UP
                ? -WHEEL
                : mouse.kind() == MouseEventKind.SCROLL_DOWN ? WHEEL : 0;
        boolean click = mouse.kind() == MouseEventKind.PRESS && mouse.button() == MouseButton.LEFT;
        if ((wheel == 0 && !click) || ui.typing()) {
            return ui;
        }
        if (!(ui.overlay() instanceof Overlay.None)) {
            var key = KeyEvent.ofKey(wheel < 0 ? KeyCode.UP : KeyCode.DOWN);
            return wheel == 0 || ui.overlay() instanceof Overlay.Confirm ? ui : key(key, scene, area);
        }
        Regions regions = Screen.regions(scene, area);
        Pane pane = regions.at(mouse.x(), mouse.y());
        if (pane == null) {
            return ui;
        }
        UiState focused = pane == ui.focus() ? ui : ui.focus(pane);
        Scene there = scene.with(focused);
        return click ? click(mouse, there, regions, pane) : move(there, area, wheel);
    }

    private static UiState click(MouseEvent mouse, Scene scene, Regions regions, Pane pane) {
        Rect area = regions.panes().get(pane);
        if (pane != Pane.RUNNING || area == null) {
            return scene.ui();
        }
        List<Active> rows = RunningPane.rows(scene);
        int row = RunningPane.first(rows, scene.ui(), regions.rows(pane)) + mouse.y() - area.y() - 2;
        if (mouse.y() < area.y() + 2 || row >= rows.size()) {
            return scene.ui();
        }
        String id = rows.get(row).attempt().queryId();
        return id.equals(scene.ui().selected())
                ? scene.ui().overlay(new Overlay.Detail(id, 0))
                : scene.ui().selected(id);
    }
}
