package io.github.cqr.domain.report;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which no statement ran.
 *
 * @param from when the last one had ended
 * @param length until the next one was dispatched
 * @param cause why, as far as the events tell
 */
public record Gap(Instant from, Duration length, Cause cause) {
    /** Why nothing ran; where several reasons hold, the first of these. */
    public enum Cause {
        /** Somebody had paused the run. */
        PAUSED("paused"),
        /** Checkpoints could not be written. */
        CHECKPOINTS_AWAY("checkpoints away"),
        /** A node was lost. */
        NODE_LOST("node lost"),
        /** The run was to end. */
        STOPPING("stopping"),
        /** A statement waited to be tried again. */
        RETRY("waiting to retry"),
        /** A statement that runs alone began or ended. */
        BARRIER("barrier"),
        /** The run had not dispatched anything yet. */
        STARTING("starting"),
        /** Nothing in the events tells. */
        UNKNOWN("unknown");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
