package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.adapters.tui.render.UiState.Entry;
import io.github.cqr.domain.run.RunState;
import java.util.List;

/** The keys as they are told to the operator: in the footer as many as fit, in the help all of them. */
final class Keys {
    /**
     * A key and what it does.
     *
     * @param key as it is pressed
     * @param does in a word
     * @param told in a sentence
     */
    record Key(String key, String does, String told) {}

    private static final Key PAUSE = new Key("p", "pause",
            "Pause: dispatch nothing new until p is pressed again; what runs goes on.");
    private static final Key RESUME = new Key("p", "resume", PAUSE.told());

    static final List<Key> ALL = List.of(PAUSE,
            new Key("+-", "concurrency", "Run one statement more or fewer at a time."),
            new Key("arrows j k", "select",
                    "Select a running statement, or scroll the pane in focus; PgUp, PgDn, Home and End too."),
            new Key("Enter", "open",
                    "Open the selected statement: full text, identity, attempts, counters, server message."),
            new Key("x", "cancel", "Cancel the selected statement; asks first. The run then stops as after a failure."),
            new Key("Tab", "pane", "Go to the next pane; Shift-Tab or b to the one before. 1 to 6 go straight to one."),
            new Key("/", "filter", "Show only rows that hold a text; Enter keeps it, Esc clears it."),
            new Key("f", "find",
                    "Find a text in the pane in focus, or in an open page; n goes to the next row that holds it, N to "
                            + "the one before."),
            new Key("v", "log", "Show or hide what goes as it should in the log."),
            new Key("e", "errors", "Open what went wrong; again for the next one."),
            new Key("q", "quit", "Let what runs finish, then quit; asks first."),
            new Key("C", "cancel all", "Cancel all that runs, then quit; asks first."),
            new Key("s", "save", "Save a picture of the screen as an SVG file in the current directory."),
            new Key("?", "help", "This help. Esc or q closes it."),
            new Key("Ctrl-L", "redraw", "Draw the whole screen anew."),
            new Key("Ctrl-C", "interrupt", "Stop as --on-interrupt says; the second time quits at once."),
            new Key("Ctrl-Z", "suspend",
                    "Suspend the program; statements that run go on at the server. fg comes back."));

    private static final List<String> FOOTER = List.of("p", "+-", "Enter", "x", "Tab", "/", "q", "e", "f", "v", "C");

    /** In the order in which the footer has them. */
    static final List<Key> RECORDED = List.of(new Key("space", "play", "Play or stop; p does the same."),
            new Key("< >", "speed", "Play slower or faster, from 0.1 to 1000 times as fast as it was; - and + too."),
            new Key("Left Right", "step", "One event back or on."),
            new Key("[ ]", "jump", "Back or on by ten seconds, or by a hundredth of the whole if that is more."),
            new Key("g", "failure", "Go to the next failure or lost node; after the last one to the first."),
            new Key("t", "go to", "Go to a statement (17), a time (14:30:12, +1h30m), a part (40%)."),
            new Key("q", "quit", "Quit."), new Key("0", "start", "Go to the start."),
            new Key("$", "end", "Go to the end, and stay there while the log grows."), find("Enter"), find("Tab"),
            find("/"), find("f"),
            find("v"), find("e"), find("arrows j k"), find("s"), find("?"), find("Ctrl-L"));

    private static Key find(String key) {
        return ALL.stream().filter(k -> k.key().equals(key)).findFirst().orElse(PAUSE);
    }

    /** The keys that this scene takes. */
    static List<Key> of(Scene scene) {
        return scene.recorded() ? RECORDED : ALL;
    }

    private Keys() {}

    static void footer(Pen pen, Rect area, Scene scene) {
        if (area.height() < 1) {
            return;
        }
        UiState ui = scene.ui();
        if (ui.typing()) {
            boolean filter = ui.texts().entry() == Entry.FILTER;
            int x = pen.text(area.x(), area.y(), area.width(),
                    (filter ? "filter: " : "find: ") + ui.texts().typed() + "_", Tone.KEY);
            pen.text(x + 2, area.y(), area.right() - x - 2,
                    filter ? "Enter keeps it, Esc clears it" : "Enter goes there, Esc leaves it", Tone.DIM);
            return;
        }
        if (!ui.note().isEmpty()) {
            pen.text(area.x(), area.y(), area.width(), ui.note(), Tone.ACCENT);
            return;
        }
        Key help = find("?", scene.view().batch().state());
        int end = area.right() - width(help);
        int x = area.x();
        List<Key> keys = scene.recorded()
                ? RECORDED.subList(0, RECORDED.size() - 2)
                : FOOTER.stream().map(key -> find(key, scene.view().batch().state())).toList();
        for (Key shown : keys) {
            if (x + width(shown) + 2 <= end) {
                x = draw(pen, x, area, shown) + 2;
            }
        }
        var _ = draw(pen, x, area, help);
    }

    private static int width(Key key) {
        return key.key().length() + 1 + key.does().length();
    }

    private static int draw(Pen pen, int x, Rect area, Key key) {
        int after = pen.text(x, area.y(), area.right() - x, key.key(), Tone.KEY);
        return pen.text(after + 1, area.y(), area.right() - after - 1, key.does(), Tone.DIM);
    }

    private static Key find(String key, RunState state) {
        if (key.equals("p") && state.paused()) {
            return RESUME;
        }
        return find(key);
    }
}
