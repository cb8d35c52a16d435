package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.layout.Size;
import dev.tamboui.tui.event.Event;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.Screen;
import io.github.cqr.adapters.tui.render.TapeLine;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.replay.Recording;
import io.github.cqr.domain.replay.Tape;
import io.github.cqr.domain.view.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The live screen over a recorded run. One thread, the caller's, reads the log ahead, moves on the tape, takes keys and makes pictures; a second one
 * writes them.
 */
public final class ReplayScreen {
    private static final long LOOK_NANOS = 33_000_000;
    private static final long READ_NANOS = 20_000_000;
    private static final int READ_AT_ONCE = 200;
    /** Pictures cost time that reading needs. */
    private static final long FRAME_WHILE_READING_NANOS = 100_000_000;
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(1_500);

    private final TuiSettings settings;
    private final Display display;
    private final TimeSource time;
    private final FrameWriter writer;
    private final TerminalHold hold;
    private final Tape tape;
    private final ReplayKeys keys;
    private final PictureKeys pictureKeys;
    private UiState ui = UiState.START;
    private Size size;
    private int troublesSeen;
    private boolean changed = true;
    private boolean reading = true;
    private Object drawn = "";
    private long drawnNanos;

    ReplayScreen(TuiSettings settings, ReplaySettings replay, Recording recording, Display display, TimeSource time) {
        this.settings = settings;
        this.display = display;
        this.time = time;
        this.size = display.size();
        this.writer = new FrameWriter(display);
        Thread caller = Thread.currentThread();
        this.hold = new TerminalHold(writer, display, () -> LockSupport.unpark(caller));
        this.pictureKeys = new PictureKeys(settings, time, hold);
        this.tape = new Tape(recording);
        this.keys = new ReplayKeys(tape, replay, settings.zone(), new Controller(_ -> {}, settings.theme()));
    }

    /**
     * Takes the process's terminal.
     *
     * @param in the terminal's input
     * @throws IOException if the terminal cannot be drawn on; the message says why
     */
    public static ReplayScreen open(TuiSettings settings, ReplaySettings replay, Recording recording, TimeSource time,
            InputStream in) throws IOException {
        try {
            return new ReplayScreen(settings, replay, recording, new TerminalDisplay(in, true), time);
        } catch (RuntimeException | LinkageError e) {
            throw new IOException("the terminal cannot be used: " + e.getMessage(), e);
        }
    }

    /** Gives the terminal to others and takes it back. */
    public TerminalHold hold() {
        return hold;
    }

    /** Shows the run until the operator quits or the terminal is gone. */
    public void show() {
        try {
            long last = time.now().nanos();
            while (!keys.quit() && writer.broken() == null) {
                long now = time.now().nanos();
                look(Duration.ofNanos(now - last));
                last = now;
                if (!keys.quit() && !reading) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
        } catch (IOException _) {
            // the terminal is gone, and nobody sees anything any more
        } finally {
            if (!writer.end(() -> {}, CLOSE_LIMIT)) {
                display.restoreInput();
            }
        }
    }

    /** @param passed time since the last look */
    void look(Duration passed) throws IOException {
        readAhead();
        keys.move(passed);
        if (!hold.has(settings.foreground().getAsBoolean(), () -> changed = true)) {
            return;
        }
        showFailure();
        poll();
        Size now = display.size();
        changed |= !now.equals(size);
        size = now;
        Object shown = List.of(tape.number(), tape.now(), keys.now().getEpochSecond(), tape.events(), tape.read(),
                keys.state(), keys.speed());
        long nanos = time.now().nanos();
        if (changed || (!shown.equals(drawn) && (!reading || nanos - drawnNanos >= FRAME_WHILE_READING_NANOS))) {
            changed = false;
            drawn = shown;
            drawnNanos = nanos;
            writer.show(picture());
        }
    }

    private void readAhead() {
        long until = time.now().nanos() + READ_NANOS;
        do {
            reading = tape.readAhead(READ_AT_ONCE) == READ_AT_ONCE;
        } while (reading && time.now().nanos() - until < 0);
        keys.begin(!reading);
    }

    private void poll() throws IOException {
        for (Event event = display.poll(); event != null && !keys.quit(); event = display.poll()) {
            changed = true;
            UiState after = pictureKeys.on(event, ui, ui.typing() || keys.asking(), this::picture);
            ui = after == null ? keys.on(event, scene(), Screen.recordedPanes(area())) : after;
        }
    }

    /** As on the live screen what went wrong first opens by itself, unless one looks around; it closes before it happened. */
    private void showFailure() {
        int troubles = tape.view().ended().troubles().size();
        boolean moves = keys.state() != TapeLine.State.STOP;
        if (moves && troublesSeen == 0 && troubles > 0 && ui.overlay() instanceof Overlay.None) {
            ui = ui.overlay(new Overlay.Failure(0, 0));
            changed = true;
        } else if (ui.overlay() instanceof Overlay.Failure(int index, int _) && index >= troubles) {
            ui = ui.overlay(new Overlay.None());
            changed = true;
        }
        troublesSeen = troubles;
    }

    private Scene scene() {
        return new Scene(tape.view(), ui, List.of(), keys.now(), settings.zone(), settings.resume(), true);
    }

    private Rect area() {
        return Rect.of(size.width(), size.height());
    }

    private Buffer picture() {
        Instant start = tape.start();
        Duration length = Duration.between(start, tape.end());
        List<Double> troubles = tape.troubles().stream()
                .map(mark -> length.isZero()
                        ? 1.0
                        : (double) Figures.millis(Duration.between(start, mark.time()))
                                / Math.max(1, Figures.millis(length)))
                .toList();
        var line = new TapeLine(Duration.between(start, tape.now()), length, tape.number(), tape.events(),
                keys.state(), keys.speed(), troubles, tape.read());
        return Screen.recorded(scene(), area(), settings.theme(), line);
    }
}
