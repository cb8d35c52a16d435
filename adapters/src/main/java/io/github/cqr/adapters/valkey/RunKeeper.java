package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.CheckpointStore.Manifest;
import java.time.Duration;

/**
 * What goes with every write of a run: its keys, TTLs, generation and writer.
 *
 * @param keys the names of its keys
 * @param ttl how long an outcome is kept
 * @param generation the run's generation, empty before {@link #begun}
 * @param writer random id of this process
 */
record RunKeeper(Keys keys, Duration ttl, String generation, String writer) {
    /** The control hash outlives the outcomes by this. */
    private static final Duration MARGIN = Duration.ofHours(1);

    /** The same of a run that has begun. */
    RunKeeper begun(String itsGeneration) {
        return new RunKeeper(keys, ttl, itsGeneration, writer);
    }

    /** TTL of outcomes in seconds. */
    String outcomeSeconds() {
        return Long.toString(ttl.toSeconds());
    }

    /** TTL of the control hash in seconds. */
    String controlSeconds() {
        return Long.toString(ttl.plus(MARGIN).toSeconds());
    }

    /** ARGV of {@link Scripts#WRITE}. */
    String[] arguments(Write write, long prev) {
        return new String[]{generation, writer, Long.toString(prev), Long.toString(write.seq()), outcomeSeconds(),
                controlSeconds(), write.action().word(), Write.intentField(write.queryId()), write.value()};
    }

    /** ARGV of {@link Scripts#BEGIN} and {@link Scripts#RESTORE}. */
    String[] beginArguments(Manifest manifest, long completed) {
        String database = manifest.database();
        return new String[]{controlSeconds(), writer, manifest.generation(), Long.toString(completed), manifest.path(),
                manifest.host(), Json.list(manifest.nodes()), database == null ? "" : database};
    }
}
