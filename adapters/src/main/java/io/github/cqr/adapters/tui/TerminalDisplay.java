package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.buffer.DiffResult;
import dev.tamboui.error.RuntimeIOException;
import dev.tamboui.layout.Rect;
import dev.tamboui.layout.Size;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.EventParser;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.KeyModifiers;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The process's own terminal. On the alternate screen only changed cells are written; below the prompt the few lines are written anew, from
 * where the cursor stands. Each picture is one write between the marks of a synchronized update, so that terminals which know them show no
 * half of it.
 */
final class TerminalDisplay implements Display {
    private static final String SYNC = "\u001b[?2026h";
    private static final String SYNC_END = "\u001b[?2026l";
    /** What terminals send for it; the parser does not know it. */
    private static final String SHIFT_TAB = "\u001b[Z";
    private static final String ERASE_BELOW = "\u001b[J";

    private final TtyBackend backend;
    private final boolean full;
    private Buffer shown = Buffer.empty(Rect.of(0, 0));
    private boolean entered;

    /**
     * Opens the terminal; nothing is drawn yet.
     *
     * @param in the terminal's input
     * @param full true for the alternate screen
     * @throws IOException if it cannot be drawn on; the message says why
     */
    TerminalDisplay(InputStream in, boolean full) throws IOException {
        this.full = full;
        backend = new TtyBackend(in);
        if (!backend.usable()) {
            backend.close();
            throw new IOException("the terminal cannot move its cursor");
        }
    }

    @Override
    public Size size() {
        try {
            Size size = backend.size();
            return size.width() < 1 || size.height() < 1 ? new Size(80, 24) : size;
        } catch (IOException _) {
            return new Size(80, 24);
        }
    }

    @Override
    public @Nullable Event poll() throws IOException {
        if (backend.took(SHIFT_TAB)) {
            return KeyEvent.ofKey(KeyCode.TAB, KeyModifiers.SHIFT);
        }
        return backend.peek(0) < 0 ? null : EventParser.readEvent(backend, 0);
    }

    @Override
    public void enter() throws IOException {
        if (entered) {
            return;
        }
        entered = true;
        backend.enableRawMode();
        if (full) {
            backend.enterAlternateScreen();
            backend.enableMouseCapture();
            backend.clear();
        }
        backend.hideCursor();
        shown = Buffer.empty(Rect.of(0, 0));
        backend.flush();
    }

    @Override
    public void draw(Buffer picture) throws IOException {
        if (!entered) {
            return;
        }
        try {
            backend.writeRaw(SYNC);
            if (full) {
                drawFull(picture);
            } else {
                drawInline(picture);
            }
            backend.writeRaw(SYNC_END);
            backend.flush();
        } catch (RuntimeIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        shown = picture;
    }

    private void drawFull(Buffer picture) throws IOException {
        if (!picture.area().equals(shown.area())) {
            backend.clear();
            shown = Buffer.empty(picture.area());
        }
        var difference = new DiffResult(picture.area().area());
        shown.diff(picture, difference);
        if (!difference.isEmpty()) {
            backend.draw(difference);
        }
    }

    /** The cursor stands at the start of the last line of what is shown. */
    private void drawInline(Buffer picture) throws IOException {
        toTop();
        backend.writeRaw(ERASE_BELOW);
        backend.writeRaw(picture.toAnsiStringTrimmed());
        backend.carriageReturn();
    }

    private void toTop() throws IOException {
        backend.carriageReturn();
        backend.moveCursorUp(Math.max(0, shown.height() - 1));
    }

    @Override
    public void leave() throws IOException {
        if (!entered) {
            return;
        }
        entered = false;
        if (full) {
            backend.disableMouseCapture();
            backend.leaveAlternateScreen();
        } else {
            toTop();
            backend.writeRaw(ERASE_BELOW);
        }
        backend.showCursor();
        backend.disableRawMode();
        backend.flush();
        shown = Buffer.empty(Rect.of(0, 0));
    }

    @Override
    public void restoreInput() {
        backend.disableRawMode();
    }

    @Override
    public void close() {
        try {
            backend.jlineTerminal().close();
        } catch (IOException _) {
            // the terminal is gone; there is nothing left to give back
        }
    }
}
