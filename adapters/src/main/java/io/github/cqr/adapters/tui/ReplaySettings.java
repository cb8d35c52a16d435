package io.github.cqr.adapters.tui;

import io.github.cqr.domain.replay.Place;
import org.jspecify.annotations.Nullable;

/**
 * How a recorded run is shown.
 *
 * @param speed how many times as fast as it was, from 0.1 to 1000
 * @param place where to begin, null at the start
 * @param follow whether to stay at the end of a log that grows
 */
public record ReplaySettings(double speed, @Nullable Place place, boolean follow) {}
