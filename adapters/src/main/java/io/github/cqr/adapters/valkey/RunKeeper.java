package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStore.Manifest;
import java.time.Duration;

/**
 * What goes with every write of a run: its keys, TTLs, generation and writer.
 *
 * @param keys the names of its keys
 * @param ttl how long an outcome is kept
 * @param generation the run's generation, empty for a run that has none yet
 * @param writer random id of one acquisition of the lease, empty before the first
 */
record RunKeeper(Keys keys, Duration ttl, String generation, String writer) {
    /** The control hash outlives the outcomes by this. */
    private static final Duration MARGIN = Duration.ofHours(1);

    /** The same of this generation. */
    RunKeeper of(String itsGeneration) {
        return new RunKeeper(keys, ttl, itsGeneration, writer);
    }

    /** The same of a run whose lease was taken. */
    RunKeeper held(String itsGeneration, String itsWriter) {
        return new RunKeeper(keys, ttl, itsGeneration, itsWriter);
    }

    /** KEYS of a script that needs the control hash alone. */
    String[] control() {
        return new String[]{keys.control()};
    }

    /** TTL of outcomes in seconds. */
    String outcomeSeconds() {
        return Long.toString(ttl.toSeconds());
    }

    /** TTL of the control hash in seconds. */
    String controlSeconds() {
        return Long.toString(ttl.plus(MARGIN).toSeconds());
    }

    /**
     * ARGV of {@link Scripts#WRITE}.
     *
     * @param prev number of the write before
     * @param number of this one
     */
    String[] arguments(Write write, long prev, long number) {
        return new String[]{generation, writer, Long.toString(prev), Long.toString(number), outcomeSeconds(),
                controlSeconds(), write.action().word(), Keys.intent(write.queryId()), write.value(),
                write.partialField(), write.partial()};
    }

    /** ARGV of {@link Scripts#BEGIN}, and the first of {@link Scripts#RESTORE}. */
    String[] beginArguments(Manifest manifest, long completed) {
        String database = manifest.database();
        return new String[]{generation, writer, controlSeconds(), manifest.generation(), Long.toString(completed),
                manifest.path(),
                manifest.host(), Json.list(manifest.nodes()), database == null ? "" : database};
    }
}
