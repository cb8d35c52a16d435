package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.layout.Size;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyEvent;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.Screen;
import io.github.cqr.adapters.tui.render.TapeLine;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.replay.Recording;
import io.github.cqr.domain.replay.Tape;
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
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(1_500);

    private final TuiSettings settings;
    private final Display display;
    private final TimeSource time;
    private final FrameWriter writer;
    private final TerminalHold hold;
    private final Tape tape;
    private final ReplayKeys keys;
    private UiState ui = UiState.START;
    private Size size;
    private boolean changed = true;
    private Object drawn = "";

    ReplayScreen(TuiSettings settings, ReplaySettings replay, Recording recording, Display display, TimeSource time) {
        this.settings = settings;
        this.display = display;
        this.time = time;
        this.size = display.size();
        this.writer = new FrameWriter(display);
        Thread caller = Thread.currentThread();
        this.hold = new TerminalHold(writer, display, () -> LockSupport.unpark(caller));
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
                if (!keys.quit()) {
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
        poll();
        Size now = display.size();
        changed |= !now.equals(size);
        size = now;
        Object shown = List.of(tape.number(), tape.now(), tape.events(), tape.read(), keys.playing(), keys.following(),
                keys.speed());
        if (changed || !shown.equals(drawn)) {
            changed = false;
            drawn = shown;
            writer.show(picture());
        }
    }

    private void readAhead() {
        long until = time.now().nanos() + READ_NANOS;
        boolean more = true;
        while (more && time.now().nanos() - until < 0) {
            more = tape.readAhead(READ_AT_ONCE) == READ_AT_ONCE;
        }
        keys.begin(!more);
    }

    private void poll() throws IOException {
        for (Event event = display.poll(); event != null && !keys.quit(); event = display.poll()) {
            changed = true;
            if (event instanceof KeyEvent key && key.hasCtrl() && key.character() == 'l') {
                hold.again();
            } else if (event instanceof KeyEvent key && key.character() == 's' && !key.hasCtrl() && !ui.typing()
                    && !keys.asking()) {
                ui = ui.note(Pictures.save(picture(), time.now().wall(), settings));
            } else {
                ui = keys.on(event, scene(), Screen.recordedPanes(area()));
            }
        }
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
                        : (double) Duration.between(start, mark.time()).toMillis() / Math.max(1, length.toMillis()))
                .toList();
        var line = new TapeLine(Duration.between(start, tape.now()), length, tape.number(), tape.events(),
                keys.playing(), keys.following(), keys.speed(), troubles, tape.read());
        return Screen.recorded(scene(), area(), settings.theme(), line);
    }
}
