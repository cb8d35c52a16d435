package io.github.cqr.adapters.tui;

import dev.tamboui.backend.jline3.JLineBackend;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * TamboUI's terminal with two differences. Ctrl-C and Ctrl-Z stay signals, so that they work whatever the screen does. And input is only read
 * when some is there: a thread that waits in a read would stop the whole process once it is in the background.
 */
final class TtyBackend extends JLineBackend {
    private static final int NOTHING = -2;
    private static final int END = -1;

    private final InputStream in;
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private volatile @Nullable Attributes saved;

    /** @param in the terminal's input, as bytes */
    TtyBackend(InputStream in) throws IOException {
        this.in = in;
    }

    /** True if the terminal can be drawn on. */
    boolean usable() {
        String type = jlineTerminal().getType();
        return !type.equals(Terminal.TYPE_DUMB) && !type.equals(Terminal.TYPE_DUMB_COLOR);
    }

    @Override
    public void enableRawMode() {
        if (saved == null) {
            saved = jlineTerminal().getAttributes();
        }
        jlineTerminal().enterRawMode();
    }

    @Override
    public void disableRawMode() {
        Attributes before = saved;
        if (before != null) {
            jlineTerminal().setAttributes(before);
        }
    }

    @Override
    public int peek(int timeoutMs) throws IOException {
        fill();
        Integer next = waiting.peek();
        return next == null ? NOTHING : next;
    }

    @Override
    public int read(int timeoutMs) throws IOException {
        fill();
        Integer next = waiting.poll();
        return next == null ? NOTHING : next;
    }

    /** Takes these characters off the input if they are what comes next. */
    boolean took(String sequence) throws IOException {
        fill();
        var next = waiting.iterator();
        boolean there = sequence.chars().allMatch(c -> next.hasNext() && next.next() == c);
        for (int i = 0; there && i < sequence.length(); i++) {
            waiting.remove();
        }
        return there;
    }

    private void fill() throws IOException {
        while (in.available() > 0) {
            int first = in.read();
            if (first == END) {
                return;
            }
            int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
            int point = more == 0 ? first : first & (0x3F >> more);
            for (int i = 0; i < more && in.available() > 0; i++) {
                point = (point << 6) | (in.read() & 0x3F);
            }
            waiting.add(point > Character.MAX_VALUE ? '?' : point);
        }
    }
}
