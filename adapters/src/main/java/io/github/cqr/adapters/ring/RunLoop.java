package io.github.cqr.adapters.ring;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.run.Run;
import io.github.cqr.domain.run.RunState;
import io.github.cqr.domain.script.ScriptIndex;
import io.github.cqr.domain.script.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The single writer: takes inputs from the inbox and statements from the script, gives them to the {@link Run}, and publishes the events
 * that follow. One thread calls {@link #run}, once.
 *
 * <p>The script was read once before, to plan the run; it is read again here, as it is needed. Each statement must be the one that the
 * plan knows at its place: a script that changed in between stops the run, since checkpoints of other statements would be taken for its
 * own.
 */
public final class RunLoop {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Statements to offer before the inbox is looked at again. */
    private static final int OFFERS_PER_ROUND = 256;

    private final Run run;
    private final RunInbox inbox;
    private final StatementSource source;
    private final ScriptIndex index;
    private final BitSet done;
    private final Map<Integer, RunInput.Remains> remains;
    private final TimeSource time;
    private final EventRing ring;
    private final List<RunInput> inputs = new ArrayList<>();
    private final List<Envelope> unpublished = new ArrayList<>();
    private int offered;
    private boolean scriptOver;
    private long lastTick;

    /**
     * Makes the loop; nothing runs yet.
     *
     * @param source the script's second reading, from its start; the loop closes it
     * @param index what the first reading found
     * @param done bit i is set when statement i has a completed checkpoint
     * @param remains what earlier processes left of statements, by ordinal
     * @param ring where events go; whoever made it closes it after the run
     */
    public RunLoop(Run run, RunInbox inbox, StatementSource source, ScriptIndex index, BitSet done,
            Map<Integer, RunInput.Remains> remains, TimeSource time, EventRing ring) {
        this.run = run;
        this.inbox = inbox;
        this.source = source;
        this.index = index;
        this.done = done;
        this.remains = Map.copyOf(remains);
        this.time = time;
        this.ring = ring;
    }

    /**
     * Runs to the end and returns the final state. Every event, the last one included, is then on the ring; closing the ring lets the
     * sinks take them.
     *
     * @throws InterruptedException if the thread is interrupted: the run then has no end, as after a crash
     */
    public RunState run() throws InterruptedException {
        try (Prefetcher script = new Prefetcher(source, inbox)) {
            lastTick = time.now().nanos();
            handle(new RunInput.Begin((int) remains.values().stream()
                    .filter(RunInput.Remains.Running.class::isInstance).count()));
            boolean more = false;
            while (!run.finished()) {
                takeInputs(more ? 0 : TICK_NANOS);
                more = feed(script);
                tick();
                publish();
                ring.watch();
                settle();
            }
            publish();
        }
        return run.state();
    }

    private void takeInputs(long nanos) throws InterruptedException {
        inputs.clear();
        inbox.take(inputs, nanos);
        for (RunInput input : inputs) {
            handle(input);
        }
    }

    /** Offers statements while the run has room; says whether there may be more to offer at once. */
    private boolean feed(Prefetcher script) throws InterruptedException {
        for (int i = 0; i < OFFERS_PER_ROUND; i++) {
            Prefetcher.Read read = !scriptOver && run.wantsStatements() ? script.poll() : null;
            switch (read) {
                case null -> {
                    return false;
                }
                case Prefetcher.Read.Next(Statement statement) -> offer(statement);
                case Prefetcher.Read.End _ -> end();
                case Prefetcher.Read.Broken broken ->
                    broken("the script cannot be read on, or was changed while it runs: " + broken.message());
            }
        }
        return true;
    }

    private void offer(Statement statement) throws InterruptedException {
        if (statement.ordinal() != offered || !index.matches(offered, statement.id())) {
            broken("the script was changed while it runs: statement " + offered + " (line "
                    + statement.position().line()
                    + ") is not the one that was there at the start");
            return;
        }
        handle(new RunInput.Offer(statement, done.get(offered), remains.get(offered)));
        offered++;
    }

    private void end() throws InterruptedException {
        if (offered == index.count()) {
            scriptOver = true;
            handle(new RunInput.ScriptEnded());
        } else {
            broken("the script was changed while it runs: it ends after " + offered
                    + " statements, at the start it had "
                    + index.count());
        }
    }

    private void broken(String message) throws InterruptedException {
        scriptOver = true;
        handle(new RunInput.ScriptBroken(message));
    }

    private void tick() throws InterruptedException {
        if (time.now().nanos() - lastTick >= TICK_NANOS) {
            lastTick = time.now().nanos();
            handle(new RunInput.Tick());
        }
    }

    /** The end is decided only when no write-ahead sink owes anything and none of them had news. */
    private void settle() throws InterruptedException {
        while (run.readyToFinish()) {
            publish();
            ring.awaitWriteAhead();
            takeInputs(0);
            if (inputs.isEmpty()) {
                handle(new RunInput.Settled());
            }
        }
    }

    private void handle(RunInput input) throws InterruptedException {
        unpublished.addAll(run.handle(input, time.now()));
        if (unpublished.size() >= EventRing.MAX_BATCH) {
            publish();
        }
    }

    private void publish() throws InterruptedException {
        if (!unpublished.isEmpty()) {
            ring.publish(unpublished);
            unpublished.clear();
        }
    }
}
