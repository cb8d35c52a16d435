package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.RunEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One attempt from its start to its final report. Guarded by itself, except for what never changes. */
final class Flight {
    /** Why we ask the server to kill it. */
    enum Kill {
        /** The operator, or a stop. */
        CANCEL,
        /** Its time-out. */
        TIMEOUT
    }

    private final RunEvent.Dispatched dispatched;
    private final String sql;
    private final long startedNanos;
    private NodeConnection.@Nullable Call call;
    private @Nullable Kill kill;
    private long killSinceNanos;
    private @Nullable String givenUp;
    private boolean present;
    private boolean absent;
    private long absentSinceNanos;

    Flight(RunEvent.Dispatched dispatched, long nowNanos) {
        this.dispatched = dispatched;
        this.sql = Objects.requireNonNull(dispatched.sql(), "a statement to be sent has its text");
        this.startedNanos = nowNanos;
    }

    RunEvent.Dispatched dispatched() {
        return dispatched;
    }

    String sql() {
        return sql;
    }

    String queryId() {
        return dispatched.attempt().queryId();
    }

    long startedNanos() {
        return startedNanos;
    }

    /** When its time-out ends, or null when it has none. */
    @Nullable
    Long deadlineNanos() {
        return dispatched.timeout() == null ? null : startedNanos + dispatched.timeout().toNanos();
    }

    /** The moment from which on a cancel must go to the server: false when a cancel came first. */
    synchronized boolean beginSend(NodeConnection.Call request) {
        if (kill != null) {
            return false;
        }
        call = request;
        return true;
    }

    /** Wants it killed; the first reason stays. */
    synchronized void kill(Kill reason, long nowNanos) {
        if (kill == null) {
            kill = reason;
            killSinceNanos = nowNanos;
        }
    }

    synchronized @Nullable Kill killReason() {
        return kill;
    }

    synchronized boolean sent() {
        return call != null;
    }

    /** For how long the kill was wanted without an answer. */
    synchronized long killPendingNanos(long nowNanos) {
        return kill == null ? 0 : nowNanos - killSinceNanos;
    }

    /** A poll saw it among the processes, or did not. */
    synchronized void seen(boolean running, long nowNanos) {
        if (running) {
            absent = false;
        } else if (!absent && call != null && call.written()) {
            absent = true;
            absentSinceNanos = nowNanos;
        }
        present = running;
    }

    /** Whether the last poll saw it among the processes. */
    synchronized boolean present() {
        return present;
    }

    /** For how long no poll has seen it although all of it was sent. */
    synchronized long absentNanos(long nowNanos) {
        return absent ? nowNanos - absentSinceNanos : 0;
    }

    /** Nothing more is waited for: {@code why} becomes the reason of an unknown outcome. */
    synchronized void giveUp(String why) {
        if (givenUp == null) {
            givenUp = why;
        }
        breakOff();
    }

    synchronized @Nullable String givenUp() {
        return givenUp;
    }

    /** Ends the wait for its answer. */
    synchronized void breakOff() {
        if (call != null) {
            call.abort();
        }
    }
}
