package io.github.cqr.app.cli;

import org.jspecify.annotations.Nullable;

/** What was asked for cannot be done as it was asked: exit code 2. The message is one line that says what, where and what to do. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes one from a whole message. */
    public UsageException(String message) {
        super(message);
    }

    /**
     * Makes one about an option. Wiring that has a {@link RunOptions} asks {@link RunOptions#usageError} instead, which knows where the
     * value was given.
     *
     * @param option the option with its dashes
     * @param message what is wrong and what to do
     */
    public UsageException(String option, String message) {
        super(option + ": " + message);
    }

    /** {@code --port: 'abc' is not a port number (from CLICKHOUSE_PORT); give a number from 1 to 65535}. */
    static UsageException about(CqrOption option, Origin origin, String problem, @Nullable String advice) {
        return new UsageException(option.flag(), problem + origin.inWords() + (advice == null ? "" : "; " + advice));
    }

    /** For mistakes whose remedy is to read the help. */
    static UsageException seeHelp(String message) {
        return seeHelp("", message);
    }

    /** For mistakes with a command whose remedy is to read its help. */
    static UsageException seeHelp(String command, String message) {
        return new UsageException(message + (message.endsWith("?") ? "" : ".") + " Try 'cqr "
                + (command.isEmpty() ? "" : command + " ") + "--help'.");
    }
}
