package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.export.ExportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Saves what the screen shows as an SVG file, to be sent to others. */
final class Pictures {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private Pictures() {}

    /** Writes a new file and says, in one line, where it is or why it is not. */
    static String save(Buffer picture, Instant now, TuiSettings settings) {
        Path file = settings.pictures().resolve("cqr-" + NAME.format(now.atZone(settings.zone())) + ".svg");
        String svg = ExportRequest.export(picture).svg().options(o -> o.title("cqr").uniqueId("cqr")).toString();
        try {
            // Without the web font: who looks at a picture should not call a third party for it.
            Files.writeString(file, svg.replaceAll("@font-face\\s*\\{[^}]*\\}\\s*", ""));
            return "saved as " + file;
        } catch (IOException e) {
            return "the picture cannot be written: " + file + ": " + e.getMessage();
        }
    }
}
