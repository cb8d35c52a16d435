package io.github.cqr.domain.port;

import io.github.cqr.domain.failure.Failure;
import org.jspecify.annotations.Nullable;

/** A question to a node had no usable answer. */
public final class NodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean silent;
    private final transient Failure.@Nullable Server refusal;

    /**
     * @param message a clause that names what is wrong: {@code it refuses connections}
     * @param silent true if the node did not answer, false if it answered and refuses
     */
    public NodeException(String message, boolean silent) {
        super(message, null, false, false);
        this.silent = silent;
        this.refusal = null;
    }

    /**
     * The node answered with an exception.
     *
     * @param message a clause that names what is wrong
     */
    public NodeException(String message, Failure.Server refusal) {
        super(message, null, false, false);
        this.silent = false;
        this.refusal = refusal;
    }

    /** The server's exception, null if there was none. */
    public Failure.@Nullable Server refusal() {
        return refusal;
    }

    /** True if the node did not answer, so that asking again may help; false if it answered and refuses. */
    public boolean silent() {
        return silent;
    }

    /** What is wrong. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
