package io.github.cqr.adapters.valkey;

import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it was given, in order, and lets a test wait for it. */
final class RecordingInbox implements Inbox {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private final List<RunInput> inputs = new ArrayList<>();

    @Override
    public synchronized void put(RunInput input) {
        inputs.add(input);
        notifyAll();
    }

    /** The kinds of what was given, in order. */
    synchronized List<String> kinds() {
        return inputs.stream().map(input -> input instanceof RunInput.Notice notice
                ? notice.code()
                : input.getClass().getSimpleName()).toList();
    }

    /** What the first outage was said to be. */
    synchronized String outage() {
        return inputs.stream().filter(RunInput.CheckpointsDown.class::isInstance)
                .map(input -> ((RunInput.CheckpointsDown) input).message()).findFirst().orElse("none");
    }

    /** Waits until exactly this many {@code CheckpointsUp} came. */
    synchronized void awaitUps(int count) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (ups() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not restored within " + LIMIT + "; came: " + inputs);
            }
            wait(Math.max(1, left / 1_000_000));
        }
    }

    private long ups() {
        return inputs.stream().filter(RunInput.CheckpointsUp.class::isInstance).count();
    }
}
