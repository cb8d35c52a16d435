package io.github.cqr.domain.port;

import io.github.cqr.domain.event.RunEvent;

/** Sends statements to ClickHouse and reports what becomes of them to the {@link Inbox}. No method blocks. */
public interface QueryExecutor extends AutoCloseable {
    /** Starts one attempt. Exactly one final {@link ExecutionReport} follows, whatever happens. */
    void start(RunEvent.Dispatched dispatched);

    /** Follows an attempt that another process sent; exactly one final {@link ExecutionReport} follows, whatever happens. */
    void adopt(RunEvent.Adopted adopted);

    /** Asks the server to kill one attempt, and nothing else; an attempt not yet sent is reported as not sent. */
    void cancel(RunEvent.CancelRequested request);

    /**
     * Whether attempts that are started but not yet sent may still be sent. While they may not, each is reported as not sent.
     *
     * @param why what to say in that report
     */
    void allowSending(boolean allowed, String why);

    /** Abandons what is still running (it goes on at the server) and closes connections. */
    @Override
    void close();
}
