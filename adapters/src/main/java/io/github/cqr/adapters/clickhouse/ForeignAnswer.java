package io.github.cqr.adapters.clickhouse;

import java.io.IOException;

/** An HTTP answer that ClickHouse did not give: a proxy's, another program's, or that of ClickHouse's native port. */
final class ForeignAnswer extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_REFUSAL = 300;
    private static final int FIRST_SERVER_FAULT = 500;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CLIENT_CLOSED = 499;
    private final int status;
    private final String body;

    ForeignAnswer(int status, String body) {
        super("HTTP status " + status + (body.isBlank() ? "" : ": " + body.strip()));
        this.status = status;
        this.body = body;
    }

    /** What came with it, its first kilobyte. */
    String body() {
        return body;
    }

    /** Whether such an answer is given instead of handing the request on, so that ClickHouse has not seen it. */
    boolean refusal() {
        return status >= FIRST_REFUSAL && status < FIRST_SERVER_FAULT && status != REQUEST_TIMEOUT
                && status != CLIENT_CLOSED;
    }
}
