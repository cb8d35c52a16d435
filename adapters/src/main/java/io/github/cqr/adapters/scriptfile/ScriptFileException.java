package io.github.cqr.adapters.scriptfile;

/** A script cannot be opened or read. The message is one sentence that names its path and says what is wrong. */
public final class ScriptFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public ScriptFileException(String message, Throwable cause) {
        super(message, cause);
    }

    ScriptFileException(String message) {
        super(message);
    }
}
