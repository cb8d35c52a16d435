package io.github.cqr.app.wiring;

import io.github.cqr.adapters.tui.TerminalHold;
import io.github.cqr.app.terminal.ProcessSignals;
import io.github.cqr.app.terminal.Tty;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.run.ExitCodes;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * SIGINT and SIGTERM. The first of either stops the run in order; the second ends the process at once, which loses nothing that was
 * recorded. SIGHUP is ignored: a lost terminal is no reason to stop a backfill. Ctrl-Z gives the terminal back before it suspends. SIGUSR1
 * asks for a status.
 */
final class Signals {
    private final IntConsumer quit;
    private final AtomicReference<@Nullable Inbox> inbox = new AtomicReference<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicReference<@Nullable TerminalHold> screen = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> status = new AtomicReference<>();
    private boolean installed;
    private boolean listening;

    /** @param quit ends the process at once with this exit code */
    Signals(IntConsumer quit) {
        this.quit = quit;
    }

    /**
     * From now on SIGUSR1, which would otherwise end the process, calls this. It is called on a thread of the JDK's and must not block for
     * long.
     */
    synchronized void onStatus(Runnable tell) {
        status.set(tell);
        if (!listening) {
            listening = true;
            ProcessSignals.on("USR1", _ -> tellStatus());
        }
    }

    private void tellStatus() {
        Runnable tell = status.get();
        if (tell != null) {
            tell.run();
        }
    }

    /** From now on signals are inputs of this run. */
    synchronized void deliverTo(Inbox run) {
        inbox.set(run);
        install();
        ProcessSignals.on("HUP", _ -> hangUp());
    }

    /** From now on a signal gives the terminal back and ends the process: there is no run to stop. */
    synchronized void end(TerminalHold live) {
        guard(live);
        install();
    }

    private void install() {
        if (!installed) {
            installed = true;
            ProcessSignals.on("INT", _ -> stop(false, "SIGINT", ExitCodes.INTERRUPTED));
            ProcessSignals.on("TERM", _ -> stop(true, "SIGTERM", ExitCodes.TERMINATED));
        }
    }

    /** From now on this screen gives its terminal back before the process is suspended or ended at once. */
    synchronized void guard(TerminalHold live) {
        if (screen.getAndSet(live) == null) {
            ProcessSignals.on("TSTP", _ -> suspend());
            ProcessSignals.on("CONT", _ -> resume());
        }
    }

    /** The run is over: a signal now ends the process. */
    void release() {
        inbox.set(null);
    }

    private void suspend() {
        TerminalHold live = screen.get();
        if (live != null) {
            live.suspend();
        }
        Tty.stopSelf();
    }

    private void resume() {
        TerminalHold live = screen.get();
        if (live != null) {
            live.resume();
        }
    }

    private void stop(boolean terminate, String name, int exitCode) {
        Inbox run = inbox.get();
        if (run == null || !asked.compareAndSet(false, true)) {
            TerminalHold live = screen.get();
            if (live != null) {
                live.abandon();
            }
            quit.accept(exitCode);
            return;
        }
        run.put(new RunInput.Interrupt(terminate, name));
    }

    private void hangUp() {
        Inbox run = inbox.get();
        if (run != null) {
            run.put(new RunInput.Notice("hangup", "the terminal is gone (SIGHUP); the run goes on"));
        }
    }
}
