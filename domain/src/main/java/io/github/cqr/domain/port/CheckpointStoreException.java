package io.github.cqr.domain.port;

import org.jspecify.annotations.Nullable;

/** The checkpoint store does not answer, or refuses. The message is one sentence that names it, without its password. */
public final class CheckpointStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CheckpointStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
