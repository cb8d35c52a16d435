package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.SessionRegistry.Registered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a run's control hash. What is damaged there is named, and never taken for absent. */
final class Control {
    private static final Comparator<OpenIntent> IN_FILE_ORDER = Comparator.comparingInt(OpenIntent::ordinal)
            .thenComparingInt(OpenIntent::attempt).thenComparingInt(OpenIntent::undo)
            .thenComparing(OpenIntent::queryId);

    private final Calls calls;
    private final String key;
    private final Map<String, String> fields;

    private Control(Calls calls, String key, Map<String, String> fields) {
        this.calls = calls;
        this.key = key;
        this.fields = fields;
    }

    /**
     * Reads it as it is now.
     *
     * @throws CheckpointStoreException if Valkey does not answer
     */
    static Control read(Calls calls, Keys keys) {
        return new Control(calls, keys.control(), calls.await(calls.commands().hgetall(keys.control())));
    }

    /** The manifest, null when there is none. */
    @Nullable
    Manifest manifest() {
        String generation = fields.get("generation");
        if (generation == null) {
            return null;
        }
        try {
            return new Manifest(generation, fields.getOrDefault("path", ""), fields.getOrDefault("host", ""),
                    fields.get("database"), Json.list(fields.getOrDefault("nodes", "[]")),
                    Long.parseLong(fields.getOrDefault("completed", "0")));
        } catch (IllegalArgumentException e) {
            throw unreadable("its manifest", e);
        }
    }

    /** Open intents, by ordinal. */
    List<OpenIntent> intents() {
        return all(Keys.INTENT, IntentJson::intent, IN_FILE_ORDER);
    }

    /** Markers of statements of which a part may be there, by ordinal. */
    List<Partial> partials() {
        return all(Keys.PARTIAL, (_, value) -> IntentJson.partial(value),
                Comparator.comparing(Partial::intent, IN_FILE_ORDER));
    }

    /** Query ids of attempts of which nothing is believed any more. */
    Set<String> judged() {
        return marked(Keys.JUDGED);
    }

    /** Instances of processes whose event logs owe nothing any more. */
    Set<String> settledLogs() {
        return marked(Keys.SETTLED);
    }

    private Set<String> marked(String prefix) {
        return fields.keySet().stream().filter(field -> field.startsWith(prefix))
                .map(field -> field.substring(prefix.length())).collect(Collectors.toUnmodifiableSet());
    }

    /** Sessions on record, by id. */
    List<Registered> sessions() {
        return all(Keys.SESSION, LeaseJson::session, Comparator.comparing(Registered::sessionId));
    }

    /**
     * The lease, null when nobody ever took it.
     *
     * @param now the server's own time
     */
    @Nullable
    LeaseView lease(Instant now) {
        String holder = fields.get("holder");
        if (holder == null || holder.isEmpty()) {
            return null;
        }
        try {
            Instant renewed = Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("renewed", "0")));
            Instant expires = Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("expires", "0")));
            return new LeaseView(LeaseJson.holder(holder), "1".equals(fields.get("clean")), renewed,
                    Duration.between(renewed, now), Duration.between(now, expires),
                    Long.parseLong(fields.getOrDefault("renewals", "0")));
        } catch (IllegalArgumentException e) {
            throw unreadable("its lease", e);
        }
    }

    /** Reads the value of a field, given what follows the prefix in its name. */
    private interface Reader<T> {
        T read(String name, String value);
    }

    private <T> List<T> all(String prefix, Reader<T> reader, Comparator<T> order) {
        List<T> found = new ArrayList<>();
        fields.forEach((field, value) -> {
            if (field.startsWith(prefix)) {
                try {
                    found.add(reader.read(field.substring(prefix.length()), value));
                } catch (IllegalArgumentException e) {
                    throw unreadable("its field " + field, e);
                }
            }
        });
        found.sort(order);
        return List.copyOf(found);
    }

    private CheckpointStoreException unreadable(String what, Exception cause) {
        return new CheckpointStoreException("the key " + key + " in Valkey at " + calls.server()
                + " cannot be read: " + what + " is damaged (" + cause.getMessage() + ")", cause);
    }
}
