package io.github.cqr.adapters.clickhouse.platform;

/**
 * What a server answered to one request.
 *
 * @param status the HTTP status
 * @param code the error code of ClickHouse, 0 for none
 * @param body the text, white space at both ends left out
 */
record Answer(int status, int code, String body) {
    /** The body of an answer without an error. */
    String good() {
        if (status != 200 || code != 0) {
            throw new AssertionError(toString());
        }
        return body;
    }

    /** The body of an answer without an error, as a number. */
    long number() {
        return Long.parseLong(good());
    }
}
