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

    /** Nobody can say. */
    record Unknown(String reason, Prospect prospect) implements Verdict {
        /** True if at least nothing more will come of it: what it did is done, and can be undone. */
        public boolean over() {
            return prospect != Prospect.MAY_COME;
        }
    }

    /** What may still come of an attempt of which nobody can say what it did. */
    enum Prospect {
        /** It may start yet, or go on. */
        MAY_COME,
        /** It is over, and a later look may tell more. */
        OVER,
        /** It is over, and no later look will tell more: what could have told is gone. */
        LASTING
    }
}
