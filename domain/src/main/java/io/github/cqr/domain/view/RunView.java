package io.github.cqr.domain.view;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** All that a full screen shows of a run, folded from its events in one pass. Not thread-safe: each front end folds its own. */
public final class RunView {
    private static final int SPANS = 240;
    private static final int WARNINGS = 50;

    private final ProgressView progress;
    private final NodesView nodes;
    private final EndedView ended;
    private final WaitingView waiting;
    private final LogView log;
    private final List<String> warnings = new ArrayList<>();
    private final TreeSet<Integer> takenBack = new TreeSet<>();
    private TimeLine timeLine = new TimeLine(Instant.EPOCH, SPANS, Duration.ofSeconds(1));
    private String runId = "";
    private String checkpointTrouble = "";
    private int frontier;
    private long folded;

    /** Makes the view of a run that has not started. */
    public RunView() {
        progress = new ProgressView();
        nodes = new NodesView();
        ended = new EndedView();
        waiting = new WaitingView();
        log = new LogView();
    }

    private RunView(RunView other) {
        progress = new ProgressView(other.progress);
        nodes = new NodesView(other.nodes);
        ended = new EndedView(other.ended);
        waiting = new WaitingView(other.waiting);
        log = new LogView(other.log);
        warnings.addAll(other.warnings);
        takenBack.addAll(other.takenBack);
        timeLine = other.timeLine.copy();
        runId = other.runId;
        checkpointTrouble = other.checkpointTrouble;
        frontier = other.frontier;
        folded = other.folded;
    }

    /** The same view, which from now on goes its own way: a place to come back to. */
    public RunView copy() {
        return new RunView(this);
    }

    /** Folds one event in. */
    public void apply(Envelope envelope) {
        folded++;
        runId = envelope.runId();
        progress.apply(envelope);
        nodes.apply(envelope);
        ended.apply(envelope);
        waiting.apply(envelope);
        log.apply(envelope);
        RunEvent event = envelope.event();
        if (event instanceof RunEvent.RunStarted) {
            timeLine = new TimeLine(envelope.at(), SPANS, Duration.ofSeconds(1));
        } else if (event instanceof RunEvent.Completed e && !e.statement().changesSession()
                && !e.attempt().undoes()) {
            timeLine.add(envelope.at(), e.counters().readRows(), e.elapsed());
        } else if (event instanceof RunEvent.CheckpointDegraded e) {
            checkpointTrouble = e.message();
        } else if (event instanceof RunEvent.Warning e && warnings.size() < WARNINGS) {
            warnings.add(e.message());
        }
        moveFrontier(event);
    }

    private void moveFrontier(RunEvent event) {
        if (event instanceof RunEvent.Withdrawn e) {
            takenBack.add(e.statement().ordinal());
        } else if (event instanceof RunEvent.Dispatched || event instanceof RunEvent.Skipped
                || event instanceof RunEvent.Adopted) {
            int ordinal = ((RunEvent.OfStatement) event).statement().ordinal();
            takenBack.remove(ordinal);
            frontier = Math.max(frontier, ordinal + 1);
        }
    }

    /** How far the run is. */
    public ProgressView progress() {
        return progress;
    }

    /** The batch bar's figures and the run's state. */
    public BatchView batch() {
        return progress.batch();
    }

    /** The run's time. */
    public RunClock clock() {
        return progress.clock();
    }

    /** What runs. */
    public ActiveView active() {
        return progress.active();
    }

    /** How long the rest takes. */
    public EtaView eta() {
        return progress.eta();
    }

    /** The nodes. */
    public NodesView nodes() {
        return nodes;
    }

    /** What ended. */
    public EndedView ended() {
        return ended;
    }

    /** What waits for another try. */
    public WaitingView waiting() {
        return waiting;
    }

    /** The latest events. */
    public LogView log() {
        return log;
    }

    /** Throughput and running times from the start to now. */
    public TimeLine timeLine() {
        return timeLine;
    }

    /** The run's id; empty before the first event. */
    public String runId() {
        return runId;
    }

    /** What was said when checkpoints could not be written last; meaningful while the state says that they are degraded. */
    public String checkpointTrouble() {
        return checkpointTrouble;
    }

    /** The first warnings, at most {@value #WARNINGS}; {@link LogView#warnings} counts all. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Place in the file of the first statement that is still to be dispatched. */
    public int nextOrdinal() {
        return takenBack.isEmpty() ? frontier : Math.min(frontier, takenBack.first());
    }

    /** How many events were folded in: another number means that something may look different. */
    public long folded() {
        return folded;
    }
}
