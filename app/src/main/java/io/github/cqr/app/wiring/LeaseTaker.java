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
 * up. That of a dead process of this machine is taken over at once; any other is waited for until it expires.
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
        boolean now = steal;
        while (true) {
            Now sentAt = time.now();
            switch (store.acquire(self, LeaseTrust.LASTS, now)) {
                case Acquisition.Granted granted -> {
                    tellOfSteal(granted, now);
                    return new Taken(granted, sentAt);
                }
                case Acquisition.Held held -> {
                    if (renewals != null && renewals != held.renewals()) {
                        throw new RunHeldException("run " + runId + " is being worked on by " + words(held.holder())
                                + "; wait for its end, or stop it first (--steal-lease takes the run from it)");
                    }
                    renewals = held.renewals();
                    now = ThisProcess.isDead(held.holder());
                    if (!now && untold.compareTo(TELL) >= 0) {
                        untold = Duration.ZERO;
                        console.info("run " + runId + " is held by " + words(held.holder())
                                + "; if that runner is dead, its lease expires in " + held.expiresIn().toSeconds()
                                + " s and this one goes on");
                    }
                    untold = untold.plus(LOOK);
                    waitUnless(now);
                }
            }
        }
    }

    private void tellOfSteal(Acquisition.Granted granted, boolean taken) {
        Holder former = granted.former();
        if (taken && former != null && !granted.clean()) {
            console.warn("took run " + runId + " over from " + words(former));
        }
    }

    private void waitUnless(boolean now) {
        try {
            if (!now) {
                pause.pause(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunHeldException("interrupted while waiting for the lease of run " + runId);
        }
    }

    static String words(Holder holder) {
        return "process " + holder.pid() + " on " + holder.host() + " since " + holder.since();
    }
}
