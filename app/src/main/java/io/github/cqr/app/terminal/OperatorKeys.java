package io.github.cqr.app.terminal;

import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Single letters, each followed by Enter, that steer a run from its terminal: {@code p} pause, {@code r} resume, {@code q} finish what runs and
 * quit, {@code c} cancel what runs and quit, {@code +} and {@code -} concurrency.
 *
 * <p>The terminal is looked at, not waited on: a process in the background that reads its terminal is stopped by the system, which would
 * silently stop the run.
 */
public final class OperatorKeys {
    /** What to tell the operator at the start. */
    public static final String HELP = "keys, each with Enter: p pause, r resume, + and - concurrency, q finish what runs and quit, "
            + "c cancel what runs and quit";

    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final String BY = "keyboard";

    private final InputStream in;
    private final Inbox inbox;
    private final IntSupplier concurrency;

    /**
     * @param in the terminal
     * @param concurrency how many statements may run at once now
     */
    public OperatorKeys(InputStream in, Inbox inbox, IntSupplier concurrency) {
        this.in = in;
        this.inbox = inbox;
        this.concurrency = concurrency;
    }

    /** Looks at the terminal from a thread of its own, as long as the process lives, whenever {@code mayRead} says so. */
    public void watch(BooleanSupplier mayRead) {
        Thread.ofVirtual().name("cqr-keys").start(() -> {
            try {
                while (true) {
                    Thread.sleep(INTERVAL);
                    if (mayRead.getAsBoolean()) {
                        takeWaiting();
                    }
                }
            } catch (IOException | InterruptedException _) {
                // the terminal is gone; the run goes on without keys
            }
        });
    }

    /** Acts on all that is typed by now. */
    void takeWaiting() throws IOException {
        while (in.available() > 0) {
            int key = in.read();
            if (key < 0) {
                return;
            }
            press((char) key);
        }
    }

    private void press(char key) {
        switch (Character.toLowerCase(key)) {
            case 'p' -> inbox.put(new RunInput.Pause(BY));
            case 'r' -> inbox.put(new RunInput.Resume(BY));
            case 'q' -> inbox.put(new RunInput.DrainAndStop(BY));
            case 'c' -> inbox.put(new RunInput.CancelAndStop(BY));
            case '+' -> inbox.put(new RunInput.SetConcurrency(concurrency.getAsInt() + 1, BY));
            case '-' -> inbox.put(new RunInput.SetConcurrency(Math.max(1, concurrency.getAsInt() - 1), BY));
            default -> {
                // line ends, and letters that mean nothing
            }
        }
    }
}
