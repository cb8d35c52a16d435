package io.github.cqr.app.wiring;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.QueryExecutor;

/** The executor of a run in which every statement is completed already: nothing may reach it. */
final class NoExecutor implements QueryExecutor {
    @Override
    public void start(RunEvent.Dispatched dispatched) {
        throw new IllegalStateException(
                "a run with nothing to do dispatched statement " + dispatched.statement().ordinal());
    }

    @Override
    public void adopt(RunEvent.Adopted adopted) {
        throw new IllegalStateException(
                "a run with nothing to do adopted statement " + adopted.statement().ordinal());
    }

    @Override
    public void cancel(RunEvent.CancelRequested request) {
        // nothing runs
    }

    @Override
    public void allowSending(boolean allowed, String why) {
        // nothing is sent
    }

    @Override
    public void close() {
        // nothing is open
    }
}
