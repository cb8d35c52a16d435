package io.github.cqr.adapters.tui;

import io.github.cqr.adapters.tui.render.Theme;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * How the live screen looks and behaves.
 *
 * @param mode where it is drawn
 * @param theme colours and symbols of the terminal
 * @param zone time zone of what is shown
 * @param resume the command that goes on with the run, as an operator would type it
 * @param done says of a statement's place in the file whether an earlier run completed it
 * @param pictures directory of pictures that are saved
 * @param foreground whether the process may read from and write to its terminal now
 */
public record TuiSettings(
        Mode mode,
        Theme theme,
        ZoneId zone,
        String resume,
        IntPredicate done,
        Path pictures,
        BooleanSupplier foreground) {
    /** Where it is drawn. */
    public enum Mode {
        /** On the alternate screen. */
        FULL,
        /** Below the shell's prompt. */
        INLINE
    }
}
