package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.ServerBoot;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.recovery.LoggedRun;
import io.github.cqr.domain.script.StatementId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run's event logs know, in the place of a checkpoint store that is gone ({@code --from-log}). Nothing is written but the event log
 * of the process itself; what is settled is kept in memory, and shows in that log.
 *
 * <p><b>What it cannot do:</b> keep a runner on another machine away (the lease is anybody's), and put sessions on record, so that a
 * statement that was on its way when a runner died stays in doubt.
 */
public final class LogStore implements CheckpointStore {
    private final LoggedRun run;
    private final String runId;
    private final String host;
    private final Instant now;
    private final List<Path> logs;
    private final List<String> troubles;
    private final Map<String, OpenIntent> open = new LinkedHashMap<>();
    private final Map<String, Partial> parts = new LinkedHashMap<>();
    private final Set<String> judged = new HashSet<>();

    private LogStore(LoggedRun run, String runId, String host, Instant now, List<Path> logs, List<String> troubles) {
        this.run = run;
        this.runId = runId;
        this.host = host;
        this.now = now;
        this.logs = logs;
        this.troubles = troubles;
        run.open().forEach(intent -> open.put(intent.queryId(), intent));
        run.parts().forEach(part -> parts.put(part.intent().queryId(), part));
    }

    /**
     * Reads a log, and those of other processes of the same run and generation that are beside it or in {@code directory}.
     *
     * @param directory where the event logs of this machine are
     * @param host name of this machine
     * @throws EventLogException if it cannot be read, or is no log of a run
     */
    public static LogStore open(Path log, Path directory, EventCodec codec, String host, Instant now) {
        var here = new EventLogs(directory, codec);
        EventLogs.Log named = here.look(log);
        if (named == null) {
            throw new EventLogException(log + " does not begin with a run_started event; give an event log of cqr");
        }
        Map<String, EventLogs.Log> processes = new LinkedHashMap<>();
        List<EventLogs.Log> all = new ArrayList<>(here.of(named.runId()));
        Path beside = log.toAbsolutePath().getParent();
        if (beside != null) {
            all.addAll(new EventLogs(beside, codec).of(named.runId()));
        }
        all.add(named);
        all.stream().filter(each -> each.start().generation().equals(named.start().generation()))
                .sorted(Comparator.comparing(EventLogs.Log::startedAt))
                .forEach(each -> processes.putIfAbsent(each.instance(), each));
        var run = new LoggedRun();
        List<String> troubles = new ArrayList<>();
        List<Path> paths = processes.values().stream().map(EventLogs.Log::path).toList();
        for (Path path : paths) {
            Consumer<Envelope> fold = run::apply;
            EventLogReader.read(path, codec, fold, problem -> {
                if (!problem.torn()) {
                    troubles.add(problem.message());
                }
            });
        }
        run.refute();
        if (run.overtaken()) {
            troubles.add(
                    "the process of " + paths.getLast() + " lost the run to another one, whose event log is not here");
        }
        String gap = run.gap();
        if (gap != null) {
            troubles.add(gap);
        }
        return new LogStore(run, named.runId(), host, now, paths, List.copyOf(troubles));
    }

    /** Which run it is. */
    public String runId() {
        return runId;
    }

    /** How the newest process of the run began. */
    public RunEvent.RunStarted start() {
        return run.start();
    }

    /** When the newest process said its last word, and whether that was its end. */
    public Duration silence() {
        return run.ended() ? Duration.ofDays(1) : Duration.between(run.lastAt(), now);
    }

    /** The time of the newest process's last event. */
    public Instant lastAt() {
        return run.lastAt();
    }

    /** Whether the newest process came to its end. */
    public boolean ended() {
        return run.ended();
    }

    /** The logs that were read, the oldest first. */
    public List<Path> logs() {
        return logs;
    }

    /** Why the logs may not tell of everything that was done, a line each. */
    public List<String> troubles() {
        return troubles;
    }

    @Override
    public BitSet completed(List<StatementId> ids) {
        BitSet done = new BitSet();
        for (int i = 0; i < ids.size(); i++) {
            done.set(i, run.completed().contains(ids.get(i)));
        }
        return done;
    }

    /** What its logs do not tell is left out: the path of its script and the addresses of its nodes. */
    @Override
    public @Nullable Manifest manifest() {
        return new Manifest(run.start().generation(), run.start().file(), host, run.start().database(),
                run.start().nodes(), 0);
    }

    @Override
    public void begin(Manifest manifest) {
        // the event log that begins now says it
    }

    /** The logs are the store: there is nothing to catch up with. */
    @Override
    public EventSink catchUp(Manifest manifest, Inbox inbox) {
        return writer(inbox);
    }

    @Override
    public synchronized List<OpenIntent> openIntents() {
        return List.copyOf(open.values());
    }

    @Override
    public synchronized List<Partial> partials() {
        return List.copyOf(parts.values());
    }

    @Override
    public synchronized Set<String> judged() {
        return Set.copyOf(judged);
    }

    /** The logs are the store: they owe it nothing. */
    @Override
    public Set<String> settledLogs() {
        return Set.of();
    }

    @Override
    public void settledLog(String instance) {
        // they owe nothing
    }

    @Override
    public List<Registered> sessions() {
        return List.of();
    }

    @Override
    public synchronized void settle(OpenIntent intent, Settlement settlement) {
        open.remove(intent.queryId());
        switch (settlement) {
            case Settlement.Completed _,Settlement.TakenAsCompleted _ -> {
                if (intent.undo() == 0) {
                    run.completed().add(intent.id());
                }
            }
            case Settlement.LeftPart(var left, String message, boolean elsewhere) -> {
                judged.add(intent.queryId());
                parts.put(intent.queryId(), new Partial(intent, left, message, elsewhere));
            }
            case Settlement.Discarded _ -> judged.add(intent.queryId());
            case Settlement.Pending _,Settlement.Failed _ -> {
                // it is to be run
            }
        }
    }

    @Override
    public synchronized void clear(Partial partial, boolean completed) {
        parts.remove(partial.intent().queryId());
        judged.add(partial.intent().queryId());
        if (completed) {
            run.completed().add(partial.intent().id());
        }
    }

    @Override
    public long countCompleted() {
        return run.completed().size();
    }

    @Override
    public long recount() {
        return countCompleted();
    }

    @Override
    public void keep(List<StatementId> ids) {
        // a log has no time to live
    }

    @Override
    public List<String> known(List<String> runIds) {
        return List.of();
    }

    @Override
    public ResetResult reset(boolean force) {
        throw new UnsupportedOperationException("an event log is never rewritten");
    }

    /** The event log of the process is all that is written. */
    @Override
    public EventSink writer(Inbox inbox) {
        return new EventSink() {
            @Override
            public void onEvent(Envelope envelope, boolean endOfBatch) {
                // it is in the event log
            }

            @Override
            public void close() {
                // nothing is owed
            }
        };
    }

    /** Always granted; the former holder is the newest process in the logs. */
    @Override
    public Acquisition acquire(Holder holder, Duration lasts, boolean steal) {
        var former = new Holder(run.start().instance(), host, "", "", 0, Instant.EPOCH, run.startedAt());
        Duration since = Duration.between(run.lastAt(), now);
        return new Acquisition.Granted(1, former, run.ended(), since.isNegative() ? Duration.ZERO : since,
                run.servers());
    }

    @Override
    public Acquisition succeed(Holder holder, Duration lasts, Holder dead) {
        return acquire(holder, lasts, false);
    }

    @Override
    public Renewal renew(Map<String, ServerBoot> seen, Duration lasts) {
        return new Renewal.Renewed();
    }

    @Override
    public boolean release(boolean clean) {
        return true; // the end of the event log says it
    }

    @Override
    public boolean register(Registered session) {
        return false;
    }

    @Override
    public void forget(String sessionId) {
        // none is on record
    }

    @Override
    public void close() {
        // nothing is open
    }

    /** The instances of the processes whose logs were read. */
    public boolean covers(Holder former) {
        Set<String> read = logs.stream().map(log -> Objects.toString(log.getFileName(), ""))
                .collect(Collectors.toSet());
        return former.instance().equals(run.start().instance())
                || read.stream().anyMatch(name -> name.contains("-" + former.instance() + EventLogs.SUFFIX));
    }
}
