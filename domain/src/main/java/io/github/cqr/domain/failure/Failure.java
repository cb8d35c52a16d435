package io.github.cqr.domain.failure;

import java.time.Duration;

/** Why a statement did not complete. A switch over failures names every kind and has no default. */
public sealed interface Failure {
    /** One clear sentence for a person; server messages are given whole. It may hold control characters of the server. */
    String message();

    /** ClickHouse's error code, or 0 when the server gave none. */
    int code();

    /** ClickHouse's name of the error ({@code SYNTAX_ERROR}), or this program's own in the same style. */
    String name();

    /**
     * The server answered with an exception, early or in the middle of its answer.
     *
     * @param code ClickHouse's error code
     * @param name its name as the server writes it
     * @param message the server's whole message
     */
    record Server(int code, String name, String message) implements Failure {}

    /**
     * The server could not be reached, or the connection broke and the statement is known to have had no effect.
     *
     * @param message what broke, naming the node
     */
    record Connection(String message) implements Failure {
        @Override
        public int code() {
            return 0;
        }

        @Override
        public String name() {
            return "CONNECTION_LOST";
        }
    }

    /**
     * The statement ran longer than its time-out and was killed.
     *
     * @param limit the time-out that was asked for
     * @param message what was done about it
     */
    record TimedOut(Duration limit, String message) implements Failure {
        @Override
        public int code() {
            return 0;
        }

        @Override
        public String name() {
            return "STATEMENT_TIMEOUT";
        }
    }
}
