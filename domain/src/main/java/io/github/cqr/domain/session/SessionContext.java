package io.github.cqr.domain.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code SET} and {@code USE} statements read so far ask of every later statement; travels as URL parameters of each request.
 *
 * @param database
 *            the {@code database} parameter, or null for the connection's own
 * @param settings
 *            name to value as it travels, in the order first set
 * @param parameters
 *            query parameters, by name without {@code param_}, to value as it travels in {@code param_NAME}
 * @param roles
 *            what SET ROLE asked for, a URL parameter each; empty for the user's default roles
 */
public record SessionContext(@Nullable String database, Map<String, String> settings, Map<String, String> parameters,
        List<String> roles) {
    /** Nothing set. */
    public static final SessionContext EMPTY = new SessionContext(null, Map.of(), Map.of(), List.of());

    /** Copies what it is given. */
    public SessionContext {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        roles = List.copyOf(roles);
    }
}
