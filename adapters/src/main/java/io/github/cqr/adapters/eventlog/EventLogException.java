package io.github.cqr.adapters.eventlog;

/** An event log cannot be found, opened or read. The message is one sentence that names the path. */
public final class EventLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public EventLogException(String message) {
        super(message);
    }

    /** Makes the exception. */
    public EventLogException(String message, Throwable cause) {
        super(message, cause);
    }
}
