package io.github.cqr.adapters.clickhouse;

import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt from its start to its final report. Several requests may be made for it, one after the other, when the server says that it
 * has no such session; no request is ever sent twice. Guarded by itself, except for what never changes.
 */
final class Flight implements Delivery {
    private final RunEvent.Dispatched dispatched;
    private final @Nullable Requests requests;
    private final Consumer<Flight> atSend;
    private final long startedNanos = System.nanoTime();
    private NodeConnection.@Nullable Call call;
    private @Nullable Kill kill;
    private long killSinceNanos;
    private @Nullable String givenUp;
    private boolean abandoned;
    private boolean absent;
    private long absentSinceNanos;

    /** Makes requests for an attempt. */
    @FunctionalInterface
    interface Requests {
        /** One that is not sent yet, in that session of the server, or in none. */
        NodeConnection.Call make(@Nullable String sessionId);
    }

    private Flight(RunEvent.Dispatched dispatched, @Nullable Requests requests, Consumer<Flight> atSend) {
        this.dispatched = dispatched;
        this.requests = requests;
        this.atSend = atSend;
    }

    /**
     * An attempt to be sent.
     *
     * @param atSend told right before a send, when it may begin to show among the node's processes
     */
    static Flight toSend(RunEvent.Dispatched dispatched, Requests requests, Consumer<Flight> atSend) {
        return new Flight(dispatched, requests, atSend);
    }

    /** An attempt that is at the server already. */
    static Flight underWay(RunEvent.Dispatched dispatched) {
        return new Flight(dispatched, null, _ -> {});
    }

    RunEvent.Dispatched dispatched() {
        return dispatched;
    }

    String queryId() {
        return dispatched.attempt().queryId();
    }

    @Override
    public Answer send(@Nullable String sessionId) throws InterruptedException {
        if (requests == null) {
            throw new IllegalStateException("it was sent already, by another process");
        }
        NodeConnection.Call request = requests.make(sessionId);
        if (!beginSend(request)) {
            return new Answer.CancelledFirst();
        }
        atSend.accept(this);
        try {
            return new Answer.Finished(request.execute().counters());
        } catch (ServerError e) {
            return new Answer.Refused(e.failure(), e.counters());
        } catch (IOException e) {
            return unanswered(request, e);
        }
    }

    private synchronized Answer unanswered(NodeConnection.Call request, IOException e) throws InterruptedException {
        if (abandoned) {
            throw new InterruptedException("closed");
        }
        String why = Explain.why(e);
        if (!request.begun()) {
            return new Answer.NoConnection(why);
        }
        return e instanceof ForeignAnswer foreign && foreign.refusal()
                ? new Answer.TurnedBack(why)
                : new Answer.Broken(why);
    }

    /** The moment from which on a cancel must go to the server: false when a cancel came first. */
    private synchronized boolean beginSend(NodeConnection.Call request) throws InterruptedException {
        if (abandoned) {
            throw new InterruptedException("closed");
        }
        if (kill != null) {
            return false;
        }
        call = request;
        absent = false;
        return true;
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** When its time-out ends, or null when it has none. */
    @Nullable
    Long deadlineNanos() {
        return dispatched.timeout() == null ? null : startedNanos + dispatched.timeout().toNanos();
    }

    /** Wants it killed; the first reason stays. */
    synchronized void kill(Kill reason) {
        if (kill == null) {
            kill = reason;
            killSinceNanos = System.nanoTime();
        }
    }

    @Override
    public synchronized @Nullable Kill kill() {
        return kill;
    }

    /** Whether it may be at the server. */
    synchronized boolean sent() {
        return call != null || requests == null;
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

    @Override
    public synchronized @Nullable String givenUp() {
        return givenUp;
    }

    /** Ends the wait for its answer. */
    synchronized void breakOff() {
        if (call != null) {
            call.abort();
        }
    }

    /** Nobody will ask what became of it. */
    synchronized void abandon() {
        abandoned = true;
        breakOff();
    }
}
