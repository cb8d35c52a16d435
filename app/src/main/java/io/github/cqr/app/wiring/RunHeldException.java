package io.github.cqr.app.wiring;

/** Another runner works on this run: exit code 3. */
final class RunHeldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunHeldException(String message) {
        super(message);
    }
}
