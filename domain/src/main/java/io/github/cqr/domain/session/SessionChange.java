package io.github.cqr.domain.session;

import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one {@code SET} or {@code USE} statement changes. */
public sealed interface SessionChange {
    /** The context for the statements after this one. */
    SessionContext applyTo(SessionContext before);

    /**
     * Reads a statement of kind {@code SET} or {@code USE}.
     *
     * @throws ScriptException
     *             at the statement's place, when it cannot be read, or when what it asks for cannot travel with single requests
     * @throws IllegalArgumentException
     *             when the statement is of another kind
     */
    static SessionChange parse(Statement statement) {
        return switch (statement.kind()) {
            case SET -> new SetReader(statement).read();
            case USE -> new SetReader(statement).readUse();
            case SELECT, INSERT_SELECT, INSERT_DATA, SCHEMA, OTHER ->
                throw new IllegalArgumentException("neither SET nor USE: " + statement.kind());
        };
    }

    /** {@code USE db}. */
    record UseDatabase(String database) implements SessionChange {
        @Override
        public SessionContext applyTo(SessionContext before) {
            return new SessionContext(database, before.settings(), before.parameters(), before.roles());
        }
    }

    /** {@code SET ROLE a, b}; an empty list is {@code SET ROLE DEFAULT}. */
    record SetRoles(List<String> roles) implements SessionChange {
        /** Copies the list. */
        public SetRoles {
            roles = List.copyOf(roles);
        }

        @Override
        public SessionContext applyTo(SessionContext before) {
            return new SessionContext(before.database(), before.settings(), before.parameters(), roles);
        }
    }

    /**
     * {@code SET a = 1, param_x = 'y', b = DEFAULT}.
     *
     * @param settings
     *            settings to set
     * @param parameters
     *            query parameters to set, without {@code param_}
     * @param defaults
     *            settings to forget
     */
    record SetSettings(Map<String, String> settings, Map<String, String> parameters,
            List<String> defaults) implements SessionChange {
        /** Copies what it is given. */
        public SetSettings {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
            defaults = List.copyOf(defaults);
        }

        @Override
        public SessionContext applyTo(SessionContext before) {
            Map<String, String> newSettings = new LinkedHashMap<>(before.settings());
            newSettings.putAll(settings);
            defaults.forEach(newSettings::remove);
            Map<String, String> newParameters = new LinkedHashMap<>(before.parameters());
            newParameters.putAll(parameters);
            return new SessionContext(before.database(), newSettings, newParameters, before.roles());
        }
    }
}
