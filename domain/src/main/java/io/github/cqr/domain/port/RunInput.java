package io.github.cqr.domain.port;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.script.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Everything that the run can be told. The run decides on each what happens, and nothing else makes it act. */
public sealed interface RunInput {
    /**
     * The first input: begin.
     *
     * @param running how many statements are going to be offered that run still: nothing is dispatched before the run knows them all,
     *            since they hold their slots and barriers wait for them
     */
    record Begin(int running) implements RunInput {
        /** A run of which nothing runs yet. */
        public Begin() {
            this(0);
        }
    }

    /**
     * The next statement of the script, in file order.
     *
     * @param done true when its checkpoint says completed
     * @param remains what an earlier process left of it, null for nothing
     */
    record Offer(Statement statement, boolean done, @Nullable Remains remains) implements RunInput {
        /** A statement of which no earlier process left anything. */
        public Offer(Statement statement, boolean done) {
            this(statement, done, null);
        }
    }

    /** What an earlier process left of a statement. */
    sealed interface Remains {
        /** It runs still: it is adopted. */
        record Running(Attempt attempt, Instant startedAt) implements Remains {}

        /** A part of its effect may be there, on the tables as {@code node} sees them: its {@code before-retry} runs there first. */
        record Partial(String node) implements Remains {}
    }

    /** The script has no further statement. */
    record ScriptEnded() implements RunInput {}

    /** The script cannot be read on, or is no longer what was checked at the start. */
    record ScriptBroken(String message) implements RunInput {}

    /** News of an attempt. */
    record Execution(ExecutionReport report) implements RunInput {}

    /** A node does not answer; news of its attempts follows by itself. */
    record NodeDown(String node, String message) implements RunInput {}

    /** A node that was down answers again. */
    record NodeUp(String node) implements RunInput {}

    /** Which life of which server answers under a node's name. */
    record NodeSeen(String node, ServerBoot server) implements RunInput {}

    /**
     * The lease was renewed.
     *
     * @param sentAt when the renewal was sent: from then on it lasts
     */
    record LeaseRenewed(TimeSource.Now sentAt) implements RunInput {}

    /** The lease is another process's; nothing more may be dispatched. */
    record LeaseLost(String message) implements RunInput {}

    /** The checkpoint store does not take writes. */
    record CheckpointsDown(String message) implements RunInput {}

    /** The checkpoint store has all that was owed to it. */
    record CheckpointsUp() implements RunInput {}

    /** The event log does not take writes. */
    record EventLogDown(String message, boolean required) implements RunInput {
        /** A log without which the run can go on. */
        public EventLogDown(String message) {
            this(message, false);
        }
    }

    /** Something to tell the operator; see {@link io.github.cqr.domain.event.RunEvent.Warning}. */
    record Notice(String code, String message) implements RunInput {}

    /** Time has passed: given at least once a second. */
    record Tick() implements RunInput {}

    /**
     * Every write-ahead consumer has seen all events so far. Given when the run is ready to finish; if nothing came in between, the run
     * ends.
     */
    record Settled() implements RunInput {}

    /** What an operator asks for, by key, command or signal. */
    sealed interface Operator extends RunInput {
        /** Who asks: {@code keyboard}, {@code SIGUSR2}, ... */
        String by();
    }

    /** Dispatch nothing more until {@link Resume}. */
    record Pause(String by) implements Operator {}

    /** Dispatch again. */
    record Resume(String by) implements Operator {}

    /** Run at most {@code concurrency} statements at once from now on; at least 1. */
    record SetConcurrency(int concurrency, String by) implements Operator {}

    /** Kill one running statement; the run then stops as after any failure. */
    record CancelStatement(int ordinal, String by) implements Operator {}

    /** Let what runs finish, then stop. */
    record DrainAndStop(String by) implements Operator {}

    /** Kill what runs, then stop. */
    record CancelAndStop(String by) implements Operator {}

    /** SIGINT or SIGTERM: stop as {@code --on-interrupt} says. */
    record Interrupt(boolean terminate, String by) implements Operator {}
}
