package io.github.cqr.adapters.tui;

import dev.tamboui.layout.Rect;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.MouseButton;
import dev.tamboui.tui.event.MouseEvent;
import dev.tamboui.tui.event.MouseEventKind;
import io.github.cqr.adapters.tui.render.ListPanes;
import io.github.cqr.adapters.tui.render.LogPane;
import io.github.cqr.adapters.tui.render.PaneRow;
import io.github.cqr.adapters.tui.render.Regions;
import io.github.cqr.adapters.tui.render.RunningPane;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.Screen;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.adapters.tui.render.UiState.Ask;
import io.github.cqr.adapters.tui.render.UiState.Entry;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.adapters.tui.render.UiState.Overlay.Page;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import io.github.cqr.adapters.tui.render.UiState.Texts;
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
    private static final int LONGEST_TEXT = 60;

    private final Inbox inbox;
    private final Finder finder;
    /** What the run was last asked for, until it says so itself. */
    private int wantedConcurrency;
    private int seenConcurrency;

    Controller(Inbox inbox, Theme theme) {
        this.inbox = inbox;
        this.finder = new Finder(theme);
    }

    /** The look after {@code event}, on a screen of this size. */
    UiState on(Event event, Scene scene, Rect area) {
        Scene here = scene.with(scene.ui().note(""));
        if (event instanceof KeyEvent key) {
            return key(key, here, area);
        }
        return event instanceof MouseEvent mouse ? mouse(mouse, here, area) : here.ui();
    }

    private UiState key(KeyEvent key, Scene scene, Rect area) {
        UiState ui = scene.ui();
        if (ui.typing()) {
            return type(key, scene, area);
        }
        return switch (ui.overlay()) {
            case Overlay.None _ -> onPanes(key, scene, area);
            case Overlay.Confirm(Ask ask) -> answer(key, ask, ui);
            case Overlay.Page page -> onPage(key, page, scene, area);
        };
    }

    private UiState type(KeyEvent key, Scene scene, Rect area) {
        UiState ui = scene.ui();
        Texts texts = ui.texts();
        String text = texts.typed();
        return switch (key.code()) {
            case ENTER -> {
                UiState typed = ui.texts(texts.entry(Entry.NONE));
                boolean find = texts.entry() == Entry.SEARCH && !text.isEmpty();
                yield find ? finder.go(scene.with(typed), area, 1) : typed;
            }
            case ESCAPE -> ui.texts(texts.typed("").entry(Entry.NONE));
            case BACKSPACE -> ui.texts(texts.typed(text.isEmpty() ? "" : text.substring(0, text.length() - 1)));
            case CHAR ->
                key.hasCtrl() || text.length() >= LONGEST_TEXT ? ui : ui.texts(texts.typed(text + key.character()));
            default -> ui;
        };
    }

    private static UiState find(UiState ui) {
        return ui.texts(ui.texts().entry(Entry.SEARCH).typed(""));
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

    private UiState onPage(KeyEvent key, Page page, Scene scene, Rect area) {
        UiState ui = scene.ui();
        if (closes(key)) {
            return ui.overlay(new Overlay.None());
        }
        char c = key.code() == KeyCode.CHAR && !key.hasCtrl() && !key.hasAlt() ? key.character() : 0;
        if (c == 'x' && page instanceof Overlay.Detail(String id, int _)) {
            return askToCancel(scene, id);
        }
        if (c == 'e' && page instanceof Overlay.Failure(int index, int _)) {
            int count = Math.max(1, scene.view().ended().troubles().size());
            return ui.overlay(new Overlay.Failure((index + 1) % count, 0));
        }
        return switch (c) {
            case 'f' -> find(ui);
            case 'n' -> finder.go(scene, area, 1);
            case 'N' -> finder.go(scene, area, -1);
            default -> {
                int hidden = Screen.rows(scene, area, finder.theme()).size() - Screen.visible(scene, area);
                int to = page.scroll() + step(key, Math.max(1, area.height() - 8));
                yield ui.overlay(page.scrolled(Math.clamp(to, 0, Math.max(0, hidden))));
            }
        };
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
            case ESCAPE -> ui.filter().isEmpty()
                    ? ui.selected(null).texts(ui.texts().entry(Entry.SEARCH).typed("").entry(Entry.NONE))
                            .place(ui.place().marked(null))
                    : ui.texts(ui.texts().entry(Entry.FILTER).typed("").entry(Entry.NONE));
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
            case '/' -> ui.texts(ui.texts().entry(Entry.FILTER));
            case 'f' -> find(ui);
            case 'n' -> finder.go(scene, area, 1);
            case 'N' -> finder.go(scene, area, -1);
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
        if (ui.focus() == Pane.SLOWEST) {
            List<PaneRow> slowest = ListPanes.rows(scene, Pane.SLOWEST);
            return slowest.isEmpty()
                    ? ui
                    : ui.overlay(new Overlay.Detail(slowest.get(Math.max(0, Finder.index(slowest, ui))).key(), 0));
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
            case LOG -> ui.place(ui.place()
                    .bottom(LogPane.bottom(scene, LogPane.end(scene, visible) + by, visible)));
            case NODES, UPCOMING -> {
                int most = Math.max(0, ListPanes.rows(scene, ui.focus()).size() - visible);
                yield ui.place(ui.place().scroll(Math.clamp((long) ui.scroll() + by, 0, most)));
            }
            case SLOWEST -> {
                List<PaneRow> rows = ListPanes.rows(scene, Pane.SLOWEST);
                int row = Finder.index(rows, ui);
                int to = row < 0 ? 0 : Math.clamp((long) row + by, 0, Math.max(0, rows.size() - 1));
                yield rows.isEmpty() ? ui : Finder.at(scene, area, rows, to);
            }
            case RATES -> ui;
        };
    }

    private static UiState select(Scene scene, int by, int visible) {
        List<Active> rows = RunningPane.rows(scene);
        if (rows.isEmpty()) {
            return scene.ui().selected(null);
        }
        int before = RunningPane.index(rows, scene.ui());
        int row = before < 0 ? 0 : Math.clamp((long) before + by, 0, rows.size() - 1);
        UiState selected = scene.ui().selected(rows.get(row).attempt().queryId());
        return selected.place(selected.place().scroll(RunningPane.first(rows, selected, visible)));
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
