package io.github.cqr.app.wiring;

import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.app.cli.Console;
import io.github.cqr.domain.port.LeaseStore;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Holder;
import io.github.cqr.domain.port.Pause;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.port.TimeSource.Now;
import io.github.cqr.domain.run.LeaseTrust;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes the run's lease (DESIGN 6, rule 2). A lease that is renewed while it is watched belongs to a runner that lives: this process gives
 * up. That of a dead process of this machine is taken over at once, unless Valkey was restarted since that process was last heard of and
 * may have forgotten who took the run after it; any other is waited for until it expires.
 */
final class LeaseTaker {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration TELL = Duration.ofSeconds(10);

    private final LeaseStore store;
    private final String runId;
    private final Console console;
    private final TimeSource time;
    private final Pause pause;

    /**
     * A lease that was taken.
     *
     * @param granted what the store said
     * @param sentAt when the request that took it was sent: the store may have counted from then on
     */
    record Taken(Acquisition.Granted granted, Now sentAt) {}

    LeaseTaker(LeaseStore store, String runId, Console console, TimeSource time, Pause pause) {
        this.store = store;
        this.runId = runId;
        this.console = console;
        this.time = time;
        this.pause = pause;
    }

    /**
     * Takes it.
     *
     * @param steal without waiting for it to expire
     * @throws RunHeldException if a runner that lives holds it
     */
    Taken take(Holder self, boolean steal) {
        @Nullable
        Long renewals = null;
        Duration untold = TELL;
        @Nullable
        Holder dead = null;
        while (true) {
            Now sentAt = time.now();
            Acquisition answer = dead == null
                    ? store.acquire(self, LeaseTrust.LASTS, steal)
                    : store.succeed(self, LeaseTrust.LASTS, dead);
            switch (answer) {
                case Acquisition.Granted granted -> {
                    tellOfSteal(granted, steal || dead != null);
                    return new Taken(granted, sentAt);
                }
                case Acquisition.Held held -> {
                    if (renewals != null && renewals != held.renewals()) {
                        throw new RunHeldException("run " + runId + " is being worked on by " + words(held.holder())
                                + "; wait for its end, or stop it first (--steal-lease takes the run from it)");
                    }
                    renewals = held.renewals();
                    Holder asked = dead;
                    dead = ThisProcess.isDead(held.holder()) ? held.holder() : null;
                    if (dead != null && !dead.equals(asked)) {
                        continue; // it need not be waited for, unless the store says so
                    }
                    if (untold.compareTo(TELL) >= 0) {
                        untold = Duration.ZERO;
                        console.info(waiting(held, dead != null));
                    }
                    untold = untold.plus(LOOK);
                    look();
                }
            }
        }
    }

    private String waiting(Acquisition.Held held, boolean dead) {
        return dead
                ? "run " + runId + " was held by " + words(held.holder())
                        + ", which is dead; Valkey was restarted since and"
                        + " may have lost its last writes: in " + held.expiresIn().toSeconds()
                        + " s whoever took the run meanwhile must have found that out, and this one goes on"
                : "run " + runId + " is held by " + words(held.holder())
                        + "; if that runner is dead, its lease expires in "
                        + held.expiresIn().toSeconds() + " s and this one goes on";
    }

    private void tellOfSteal(Acquisition.Granted granted, boolean taken) {
        Holder former = granted.former();
        if (taken && former != null && !granted.clean()) {
            console.warn("took run " + runId + " over from " + words(former));
        }
    }

    private void look() {
        try {
            pause.pause(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunHeldException("interrupted while waiting for the lease of run " + runId);
        }
    }

    static String words(Holder holder) {
        return "process " + holder.pid() + " on " + holder.host() + " since " + holder.since();
    }
}
