package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.failure.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One attempt on its way to its node and back. Used by one thread; kills come from others. */
public interface Delivery {
    /**
     * Sends the statement, unless it was to be killed before, and waits for the answer.
     *
     * @param sessionId the HTTP session that must exist at the server for it to be run, null for none
     * @throws InterruptedException if the process gives up
     */
    Answer send(@Nullable String sessionId) throws InterruptedException;

    /** Why it is not to be waited for any longer, null while it is. */
    @Nullable
    String givenUp();

    /** Why we asked the server to kill it, null if we did not. */
    @Nullable
    Kill kill();

    /** Since it was given to the executor. */
    Duration elapsed();

    /** Why a statement is killed. */
    sealed interface Kill {
        /** The operator, or a stop. */
        record Cancel() implements Kill {}

        /** Its time-out. */
        record Timeout(Duration limit) implements Kill {}
    }

    /** What became of a send. */
    sealed interface Answer {
        /** The server answered to the end, without an exception. */
        record Finished(Counters counters) implements Answer {}

        /** The server's exception. */
        record Refused(Failure.Server failure, Counters counters) implements Answer {}

        /** It was to be killed before it was sent. */
        record CancelledFirst() implements Answer {}

        /** Not a byte of it left this process, as there is no connection. */
        record NoConnection(String why) implements Answer {}

        /** Somebody between us and the server refused it: a proxy that says that it passed nothing on. */
        record TurnedBack(String why) implements Answer {}

        /** It was sent, or a part of it, and there is no whole answer. */
        record Broken(String why) implements Answer {}
    }
}
