package io.github.cqr.domain.recovery;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.failure.Failure;
import java.time.Duration;
import java.time.Instant;

/** What became of an attempt of which no outcome is on record. */
public sealed interface Verdict {
    /** It runs still. */
    record Running(Instant startedAt) implements Verdict {}

    /** The query log says that it finished. */
    record Completed(Counters counters, Instant startedAt, Duration elapsed) implements Verdict {}

    /** The query log says that an exception ended it; a part of its effect may be there. */
    record Failed(Failure failure, Counters counters, Instant startedAt, Duration elapsed) implements Verdict {}

    /**
     * It had no effect and never will.
     *
     * @param proof why that is certain
     */
    record NeverStarted(String proof) implements Verdict {}

    /**
     * Nobody can say.
     *
     * @param over true if at least nothing more will come of it: what it did is done, and can be undone
     */
    record Unknown(String reason, boolean over) implements Verdict {}
}
