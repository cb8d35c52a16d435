package io.github.cqr.adapters.eventlog;

import java.io.IOException;
import java.nio.file.Path;

/** An event log cannot be found, opened or read. The message is one sentence that names the path. */
public final class EventLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public EventLogException(String message) {
        super(message);
    }

    /** The exception for a log that is there and cannot be read. */
    static EventLogException unreadable(Path path, IOException cause) {
        return new EventLogException("cannot read the event log " + path + ": " + Reason.of(cause), cause);
    }

    /** Makes the exception. */
    public EventLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
