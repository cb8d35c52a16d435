package io.github.cqr.adapters.eventlog;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.EventCodec;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.run.QueryIds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The event logs of this machine: one file for each process of each run, in one directory. */
public final class EventLogs {
    /** How a log's name ends. */
    static final String SUFFIX = ".jsonl";
    /** What follows it where the log is packed. */
    static final String PACKED = ".zst";
    private static final String ANY = "*" + SUFFIX + "{," + PACKED + "}";
    private static final String SETTLED = ".settled";
    private static final String LOST = ".lost";

    private static final int WORTH_PACKING = 16 << 10;
    private static final int SHORTEST_PREFIX = 4;
    private static final int SHOWN = 3;
    private static final int SHORT_ID = 12;

    private final Path directory;
    private final EventCodec codec;

    /**
     * What the first and the last line of a log tell.
     *
     * @param path where it is
     * @param runId the run
     * @param startedAt when its process started
     * @param start its first event
     * @param end its last event with its time; null when the process lives still or died
     * @param bytes size of the file
     */
    public record Log(
            Path path,
            String runId,
            Instant startedAt,
            RunEvent.RunStarted start,
            @Nullable End end,
            long bytes) {
        /** Random name of the process. */
        public String instance() {
            return start.instance();
        }

        /** The script as the operator named it. */
        public String file() {
            return start.file();
        }

        /** Whether its file is packed. */
        public boolean isPacked() {
            return path.toString().endsWith(PACKED);
        }
    }

    /**
     * How a process ended.
     *
     * @param at when
     * @param event its last event
     */
    public record End(Instant at, RunEvent.RunFinished event) {}

    /** @param directory where the logs are; it need not exist */
    public EventLogs(Path directory, EventCodec codec) {
        this.directory = directory;
        this.codec = codec;
    }

    /**
     * All logs, the newest first. Reads no more than the first and the last line of each; files that are no event logs, or cannot be read
     * by this user, are left out.
     *
     * @throws EventLogException if the directory is there and cannot be listed
     */
    public List<Log> all() {
        return lookedAt(ANY);
    }

    private List<Log> lookedAt(String pattern) {
        List<Log> logs = new ArrayList<>();
        for (Path path : paths(pattern)) {
            Log log = look(path);
            if (log != null) {
                logs.add(log);
            }
        }
        logs.sort(Comparator.comparing(Log::startedAt).thenComparing(Log::path).reversed());
        return List.copyOf(logs);
    }

    /**
     * The logs of one run, the newest first.
     *
     * @throws EventLogException if the directory is there and cannot be listed
     */
    public List<Log> of(String runId) {
        return lookedAt(FileEventLog.namePrefix(runId) + ANY).stream()
                .filter(log -> log.runId().equals(runId)).toList();
    }

    /**
     * The log that is meant by {@code what}, the first of these that there is: the path of an event log; a run's id; the query file as it
     * was given to {@code cqr}; the beginning, from {@value #SHORTEST_PREFIX} characters on, of the id of one run or of the name of one
     * process. A run's newest log stands for it.
     *
     * @throws EventLogException if there is none, or more than one run begins so; the message says where was looked, and what is close
     */
    public Path find(String what) {
        Path named = named(what);
        if (named != null) {
            return named;
        }
        List<Log> logs = all();
        String ofFile = QueryIds.sha256(what);
        for (Log log : logs) {
            if (log.runId().equals(what) || log.runId().equals(ofFile)) {
                return log.path();
            }
        }
        if (what.length() >= SHORTEST_PREFIX) {
            Log begun = begun(what, logs);
            if (begun != null) {
                return begun.path();
            }
        }
        throw new EventLogException(noneFor(what, logs));
    }

    /** A log by its path, or by its name in the directory. */
    private @Nullable Path named(String what) {
        try {
            Path given = Path.of(what);
            for (Path path : List.of(given, directory.resolve(given))) {
                if (Files.isRegularFile(path) && (look(path) != null || holdsJson(path))) {
                    return path;
                }
            }
        } catch (InvalidPathException _) {
            // then it is no path
        }
        return null;
    }

    /** A log whose first line is damaged is one still; a script is none. */
    private static boolean holdsJson(Path path) {
        try (LogBytes log = LogBytes.open(path)) {
            byte[] line = LogEnds.first(log);
            return line.length > 0 && line[0] == '{';
        } catch (IOException _) {
            return false;
        }
    }

    /** The newest log of the run, or the one of the process, that begins so. */
    private static @Nullable Log begun(String prefix, List<Log> logs) {
        List<Log> processes = logs.stream().filter(log -> log.instance().startsWith(prefix)).toList();
        List<Log> ofRuns = logs.stream().filter(log -> log.runId().startsWith(prefix)).toList();
        Set<String> meant = new LinkedHashSet<>();
        ofRuns.forEach(log -> meant.add("run " + shortened(log.runId()) + " of " + log.file()));
        processes.forEach(log -> meant.add("process " + log.instance() + " of " + log.file()));
        if (meant.size() > 1) {
            throw new EventLogException("'" + prefix + "' is not enough to tell which run is meant: "
                    + listed(meant) + "; give more of it");
        }
        List<Log> found = ofRuns.isEmpty() ? processes : ofRuns;
        return found.isEmpty() ? null : found.getFirst();
    }

    private String noneFor(String what, List<Log> logs) {
        String none = "no event log of '" + what + "' in " + directory
                + ": it is neither a log, a run's id, a query file as it was given to cqr, nor the beginning of an id";
        if (logs.isEmpty()) {
            return none + "; there are no event logs at all (is it the right --state-dir?)";
        }
        Set<String> close = logs.stream().filter(log -> sameName(log.file(), what)).map(Log::file)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!close.isEmpty()) {
            return none + "; runs are named by the file as it was written, and there are some of " + listed(close);
        }
        return none + "; there are runs of "
                + listed(logs.stream().map(Log::file).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** Whether both paths end in the same name: other ways to write the path of one file do. */
    private static boolean sameName(String file, String what) {
        return lastName(file).equals(lastName(what));
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String listed(Set<String> names) {
        String text = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? text + " and " + (names.size() - SHOWN) + " more" : text;
    }

    private static String shortened(String runId) {
        return runId.substring(0, Math.min(SHORT_ID, runId.length()));
    }

    /**
     * What a log's ends tell, or null if it is no event log or cannot be read.
     *
     * @param path a file
     */
    public @Nullable Log look(Path path) {
        try (LogBytes log = LogBytes.open(path)) {
            if (decoded(
                    LogEnds.first(log)) instanceof Envelope(_, Instant at, String runId, RunEvent.RunStarted start)) {
                End end = decoded(
                        LogEnds.last(log)) instanceof Envelope(_, Instant ended, _, RunEvent.RunFinished event)
                                ? new End(ended, event)
                                : null;
                return new Log(path, runId, at, start, end, Files.size(path));
            }
        } catch (IOException _) {
            // deleted meanwhile, or not this user's
        }
        return null;
    }

    private @Nullable Envelope decoded(byte[] line) {
        try {
            return line.length == 0 ? null : codec.decode(line);
        } catch (IllegalArgumentException _) {
            return null; // torn by the death of its process, or of another kind
        }
    }

    /** The files, without those that are packed and there unpacked too: the process that packed it was killed before it was done. */
    private List<Path> paths(String pattern) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
                for (Path path : entries) {
                    if (path.equals(plain(path)) || !Files.exists(plain(path))) {
                        found.add(path);
                    }
                }
            } catch (IOException e) {
                throw new EventLogException("cannot list the event logs in " + directory + ": " + Reason.of(e), e);
            }
        }
        return found;
    }

    /** What the log was called before it was packed. */
    private static Path plain(Path log) {
        String name = String.valueOf(log.getFileName());
        return name.endsWith(PACKED) ? log.resolveSibling(name.substring(0, name.length() - PACKED.length())) : log;
    }

    /** Whether there is anything to gain: a small log takes a few blocks of the disk either way, and packing takes a fifth of a second. */
    public static boolean isWorthPacking(Path log) {
        try {
            return Files.size(log) >= WORTH_PACKING;
        } catch (IOException _) {
            return false; // it is gone
        }
    }

    /**
     * Packs a log that nobody writes to any more.
     *
     * @return where it is now
     * @throws EventLogException if it cannot be packed; it is then where it was, and whole
     */
    public static Path pack(Path log) {
        Path packed = log.resolveSibling(log.getFileName() + PACKED);
        Path unfinished = log.resolveSibling(log.getFileName() + PACKED + ".part");
        try {
            Files.deleteIfExists(unfinished);
            try (InputStream in = Files.newInputStream(log); LogFile file = LogFile.create(unfinished)) {
                long read = PackedLog.pack(in, file.stream());
                file.force();
                if (read != Files.size(log)) {
                    throw new IOException("it is still written to");
                }
            }
            Files.move(unfinished, packed, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(log);
            return packed;
        } catch (IOException e) {
            throw new EventLogException("cannot pack the event log " + log + ": " + Reason.of(e), e);
        }
    }

    /** Remembers that a log whose last words do not say so has nothing any more that the checkpoint store lacks. */
    public static void settled(Path log) {
        try {
            Files.deleteIfExists(mark(log, LOST));
            Files.createFile(mark(log, SETTLED));
        } catch (IOException _) {
            // it will be written once more, which changes nothing
        }
    }

    /**
     * Remembers that the checkpoint store has lost what it had of this log, so that the log owes all of it, until {@link #settled}.
     *
     * @throws EventLogException if that cannot be remembered
     */
    public static void lost(Path log) {
        try {
            if (!isLost(log)) {
                Files.createFile(mark(log, LOST));
            }
        } catch (IOException e) {
            throw new EventLogException("cannot write beside the event log " + log + ": " + Reason.of(e), e);
        }
    }

    /** Whether the checkpoint store has lost what it had of this log, and has not got it back yet. */
    public static boolean isLost(Path log) {
        return Files.exists(mark(log, LOST));
    }

    /**
     * Whether the checkpoint store may lack something that is in this log, as far as files tell: its process died, is at work, gave up on the
     * store, or had none, or the store has lost it; and no later process has written what it owed.
     */
    public static boolean owes(Log log) {
        End end = log.end();
        return isLost(log.path()) || (!Files.exists(mark(log.path(), SETTLED))
                && (end == null || end.event().exitCode() == ExitCodes.CHECKPOINT_STORE || log.start().fromLog()));
    }

    /**
     * Deletes a log with all that belongs to it.
     *
     * @throws EventLogException if that is not possible
     */
    public static void delete(Log log) {
        try {
            Files.deleteIfExists(log.path());
            Files.deleteIfExists(plain(log.path()));
            Files.deleteIfExists(mark(log.path(), SETTLED));
            Files.deleteIfExists(mark(log.path(), LOST));
        } catch (IOException e) {
            throw new EventLogException("cannot delete the event log " + log.path() + ": " + Reason.of(e), e);
        }
    }

    private static Path mark(Path log, String what) {
        return log.resolveSibling(plain(log).getFileName() + what);
    }
}
