package io.github.cqr.adapters.tui;

import dev.tamboui.layout.Rect;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.TapeLine;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.domain.replay.Place;
import io.github.cqr.domain.replay.Tape;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** What keys do on a tape; those that only look at something else are the live screen's, those that steer a run do nothing. */
final class ReplayKeys {
    private static final double[] SPEEDS = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
    private static final Duration JUMP = Duration.ofSeconds(10);
    private static final int LONGEST_PLACE = 40;

    private final Tape tape;
    private final ZoneId zone;
    private final Controller panes;
    private @Nullable Place wanted;
    private @Nullable String typed;
    private double speed;
    private boolean begun;
    private boolean playing;
    private boolean following;
    private boolean quit;
    /** How long nothing has come since the end was reached, while following. */
    private Duration still = Duration.ZERO;

    ReplayKeys(Tape tape, ReplaySettings settings, ZoneId zone, Controller panes) {
        this.tape = tape;
        this.zone = zone;
        this.panes = panes;
        this.speed = settings.speed();
        this.following = settings.follow() && settings.place() == null;
        this.wanted = settings.place();
        this.playing = settings.place() == null;
    }

    boolean quit() {
        return quit;
    }

    /** Whether the tape moves. */
    TapeLine.State state() {
        if (following) {
            return ended() ? TapeLine.State.ENDED : TapeLine.State.LIVE;
        }
        return playing ? TapeLine.State.PLAY : TapeLine.State.STOP;
    }

    /** Whether the run was over at this place. */
    private boolean ended() {
        return tape.atEnd() && tape.view().batch().state().outcome() != null;
    }

    double speed() {
        return speed;
    }

    /** Whether a place to go to is being typed. */
    boolean asking() {
        return typed != null;
    }

    /** The time to show: while following the clock goes on between two events. */
    Instant now() {
        return following && !ended() ? tape.now().plus(still) : tape.now();
    }

    /**
     * Goes to where it was asked to begin, as soon as that has been read.
     *
     * @param all whether everything that there is was read
     */
    void begin(boolean all) {
        if (begun || tape.events() == 0) {
            return;
        }
        if (wanted == null) {
            begun = true;
            tape.go(new Place.Start());
        } else if (all || wanted instanceof Place.Start) {
            begun = true;
            tape.go(wanted);
            wanted = null;
        }
    }

    /** Lets so much time pass. */
    void move(Duration passed) {
        if (following) {
            boolean more = !tape.atEnd();
            if (more) {
                tape.go(new Place.End());
            }
            still = more ? Duration.ZERO : still.plus(passed);
        } else if (playing && begun) {
            tape.move(Duration.ofNanos(Math.round(passed.toNanos() * speed)));
            playing = !(tape.atEnd() && !tape.now().isBefore(tape.end()) && tape.read() >= 1);
        }
    }

    UiState on(Event event, Scene scene, Rect area) {
        UiState ui = scene.ui();
        if (!(event instanceof KeyEvent key) || ui.typing()) {
            return panes.on(event, scene, area);
        }
        if (typed != null) {
            return type(key, typed, ui);
        }
        if (!(ui.overlay() instanceof Overlay.None) && !movesTheTape(key)) {
            boolean steers = key.code() == KeyCode.CHAR && key.character() == 'x';
            return steers ? ui : panes.on(event, scene, area);
        }
        return switch (key.code()) {
            case LEFT -> stepped(ui, -1);
            case RIGHT -> stepped(ui, 1);
            case CHAR -> key.hasCtrl() || key.hasAlt() ? ui : letter(key, scene, area);
            default -> panes.on(event, scene, area);
        };
    }

    /** Whether a key is for the tape also while something lies above the panes: the tape's line is seen below it. */
    private static boolean movesTheTape(KeyEvent key) {
        return key.code() == KeyCode.LEFT || key.code() == KeyCode.RIGHT
                || (key.code() == KeyCode.CHAR && " p<>+=-_[]0$gt".indexOf(key.character()) >= 0);
    }

    private UiState letter(KeyEvent key, Scene scene, Rect area) {
        UiState ui = scene.ui().note("");
        return switch (key.character()) {
            case ' ', 'p' -> {
                boolean on = following || !playing;
                stop();
                playing = on;
                if (on && tape.atEnd()) {
                    tape.go(new Place.Start());
                }
                yield ui;
            }
            case '>', '+', '=' -> faster(ui, 1);
            case '<', '-', '_' -> faster(ui, -1);
            case '[' -> jumped(ui, -1);
            case ']' -> jumped(ui, 1);
            case '0' -> gone(ui, new Place.Start());
            case '$' -> {
                gone(ui, new Place.End());
                following = true;
                still = Duration.ZERO;
                yield ui;
            }
            case 'g' -> gone(ui, new Place.Failure());
            case 't' -> {
                typed = "";
                yield ask(ui, "");
            }
            case 'q' -> {
                quit = true;
                yield ui;
            }
            case 'x', 'C', 'r' -> ui;
            default -> panes.on(key, scene, area);
        };
    }

    private void stop() {
        following = false;
        playing = false;
        begun = true;
    }

    private UiState stepped(UiState ui, int by) {
        stop();
        tape.step(by);
        return ui.note("");
    }

    private UiState jumped(UiState ui, int by) {
        following = false;
        Duration whole = Duration.between(tape.start(), tape.end());
        Duration hundredth = whole.dividedBy(100);
        tape.move((hundredth.compareTo(JUMP) > 0 ? hundredth : JUMP).multipliedBy(by));
        return ui;
    }

    private UiState faster(UiState ui, int by) {
        int nearest = 0;
        for (int i = 0; i < SPEEDS.length; i++) {
            nearest = Math.abs(SPEEDS[i] - speed) < Math.abs(SPEEDS[nearest] - speed) ? i : nearest;
        }
        speed = SPEEDS[Math.clamp((long) nearest + by, 0, SPEEDS.length - 1)];
        return ui;
    }

    private UiState gone(UiState ui, Place place) {
        stop();
        if (tape.go(place)) {
            return ui;
        }
        return ui.note(switch (place) {
            case Place.Failure _ -> "nothing went wrong in what was read so far";
            case Place.Statement(int ordinal) -> "statement " + ordinal + " does not occur in what was read so far";
            case Place.At _,Place.Clock _,Place.Since _,Place.Percent _,Place.Start _,Place.End _ -> "";
        });
    }

    private static UiState ask(UiState ui, String text) {
        return ui.note("go to (statement 17, 14:30:12, +1h30m, 40%): " + text + "_");
    }

    private UiState type(KeyEvent key, String text, UiState ui) {
        String next = switch (key.code()) {
            case BACKSPACE -> text.isEmpty() ? "" : text.substring(0, text.length() - 1);
            case CHAR -> key.hasCtrl() || text.length() >= LONGEST_PLACE ? text : text + key.character();
            default -> text;
        };
        if (key.code() == KeyCode.ESCAPE) {
            typed = null;
            return ui.note("");
        }
        if (key.code() != KeyCode.ENTER) {
            typed = next;
            return ask(ui, next);
        }
        typed = null;
        try {
            return gone(ui.note(""), Place.parse(text, zone));
        } catch (IllegalArgumentException e) {
            return ui.note(text.isBlank() ? "" : String.valueOf(e.getMessage()));
        }
    }
}
