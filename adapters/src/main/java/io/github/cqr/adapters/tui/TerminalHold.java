package io.github.cqr.adapters.tui;

import java.time.Duration;

/** Who has the terminal: a screen, or for a while somebody else. Called from any thread; nothing here waits longer than half a second. */
public final class TerminalHold {
    private static final Duration LEAVE_LIMIT = Duration.ofMillis(500);

    private final FrameWriter writer;
    private final Display display;
    private final Runnable wake;
    private volatile boolean suspended;
    private volatile boolean redraw = true;

    /** @param wake lets the screen look at once whether it has the terminal again */
    TerminalHold(FrameWriter writer, Display display, Runnable wake) {
        this.writer = writer;
        this.display = display;
        this.wake = wake;
    }

    /** Gives the terminal back for a while, before the process is stopped by Ctrl-Z. */
    public void suspend() {
        suspended = true;
        giveBack();
    }

    /** Draws again as soon as the process is in the foreground. */
    public void resume() {
        redraw = true;
        suspended = false;
        wake.run();
    }

    /** Gives the terminal back before the process is ended at once. */
    public void abandon() {
        suspended = true;
        giveBack();
    }

    private void giveBack() {
        if (!writer.leave(LEAVE_LIMIT)) {
            display.restoreInput();
        }
    }

    /**
     * Whether the screen may draw and read keys; takes the terminal over again when it may again.
     *
     * @param foreground whether the process is in the foreground of its terminal
     * @param anew done before the first picture after that
     */
    boolean has(boolean foreground, Runnable anew) {
        if (suspended || writer.broken() != null || !foreground) {
            redraw = true;
            return false;
        }
        if (redraw) {
            redraw = false;
            anew.run();
            writer.enter();
        }
        return true;
    }

    /** Draws everything anew. */
    void again() {
        writer.leave(LEAVE_LIMIT);
        writer.enter();
    }
}
