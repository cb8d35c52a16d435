package io.github.cqr.adapters.eventlog;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What an I/O error means, in a few words. */
final class Reason {
    private Reason() {}

    static String of(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "it does not exist";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it is there already";
            default -> {
                String message = e.getMessage();
                yield message == null ? e.getClass().getSimpleName().toLowerCase(Locale.ROOT) : message;
            }
        };
    }
}
