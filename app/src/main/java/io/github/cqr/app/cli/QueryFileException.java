package io.github.cqr.app.cli;

import org.jspecify.annotations.Nullable;

/** The script, or another file that a run needs, cannot be read: exit code 1. */
public final class QueryFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param file the file as it was written
     * @param why what is wrong, without the file's name
     */
    public QueryFileException(String file, String why, @Nullable Throwable cause) {
        super("cannot read '" + file + "': " + why, cause);
    }
}
