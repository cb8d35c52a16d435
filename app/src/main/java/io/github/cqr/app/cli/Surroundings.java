package io.github.cqr.app.cli;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/**
 * Everything of the outer world that the command line looks at; nothing else reads the environment, the clock or the terminal.
 *
 * @param environment the environment variables
 * @param streams standard output and error
 * @param prompt asks for a password
 * @param clock stamps log lines
 * @param zone the time zone of log lines
 */
public record Surroundings(
        Map<String, String> environment,
        Streams streams,
        PasswordPrompt prompt,
        InstantSource clock,
        ZoneId zone) {
    /** Copies the map. */
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
