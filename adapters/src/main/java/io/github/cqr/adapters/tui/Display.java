package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Size;
import dev.tamboui.tui.event.Event;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A terminal to draw on. {@link #size} and {@link #poll} belong to one thread, all that writes to another. */
interface Display {
    /** Its size now; never smaller than one cell. */
    Size size();

    /**
     * The next key or mouse event that is waiting, or null; does not wait for one.
     *
     * @throws IOException if the terminal is gone
     */
    @Nullable
    Event poll() throws IOException;

    /**
     * Takes the terminal over: keys come one by one, the cursor is hidden.
     *
     * @throws IOException if it cannot be had
     */
    void enter() throws IOException;

    /**
     * Shows a picture. Blocks as long as the terminal takes nothing.
     *
     * @throws IOException if the terminal is gone
     */
    void draw(Buffer picture) throws IOException;

    /**
     * Gives the terminal back as it was.
     *
     * @throws IOException if the terminal is gone
     */
    void leave() throws IOException;

    /** Lets keys be echoed and read by lines again, from any thread and without waiting; pictures are left alone. */
    void restoreInput();

    /** Lets go of it, after {@link #leave}. */
    void close();
}
