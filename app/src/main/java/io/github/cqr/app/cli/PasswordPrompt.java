package io.github.cqr.app.cli;

import java.util.Optional;

/** Asks a person for a password. */
@FunctionalInterface
public interface PasswordPrompt {
    /**
     * Shows {@code question} and reads a line that is not shown.
     *
     * @return what was typed, which may be empty; nothing when there is no terminal to ask on, or it ended
     */
    Optional<Secret> ask(String question);
}
