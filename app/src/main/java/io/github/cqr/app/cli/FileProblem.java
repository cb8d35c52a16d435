package io.github.cqr.app.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says why a file cannot be read, in words that do not repeat its name. */
final class FileProblem {
    private FileProblem() {}

    /** Why {@code path} cannot be read as a file, or null if it can be as far as one can see. */
    static @Nullable String ofReading(Path path) {
        if (!Files.exists(path)) {
            return "there is no such file";
        }
        if (Files.isDirectory(path)) {
            return "it is a directory";
        }
        return Files.isReadable(path) ? null : "permission denied";
    }

    /** The words for an exception of reading {@code path}. */
    static String of(Path path, IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> Files.isDirectory(path) ? "it is a directory" : String.valueOf(e.getMessage());
        };
    }
}
