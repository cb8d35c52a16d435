package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyEvent;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.domain.port.TimeSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keys that are about the picture itself, on every screen: Ctrl-L draws it anew, {@code s} saves it. */
record PictureKeys(TuiSettings settings, TimeSource time, TerminalHold hold) {
    /**
     * Does what such a key asks for.
     *
     * @param typing whether letters are being typed
     * @return what the operator looks at after it; null if the event is none of these keys
     */
    @Nullable
    UiState on(Event event, UiState ui, boolean typing, Supplier<Buffer> picture) {
        if (!(event instanceof KeyEvent key)) {
            return null;
        }
        if (key.hasCtrl() && key.character() == 'l') {
            hold.again();
            return ui;
        }
        return key.character() == 's' && !key.hasCtrl() && !typing
                ? ui.note(Pictures.save(picture.get(), time.now().wall(), settings))
                : null;
    }
}
