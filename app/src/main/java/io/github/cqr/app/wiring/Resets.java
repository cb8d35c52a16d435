package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.FileEventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which generations of a run's checkpoints were removed by {@code --reset} on this machine. The event logs of such a generation say
 * nothing any more of what is to be done, and a store that has it all the same came back from an old copy.
 */
final class Resets {
    /** How the names of its marks end. */
    static final String MARK = ".reset";

    private final Path logs;
    private final String runId;

    /** @param logs where the event logs of this machine are */
    Resets(Path logs, String runId) {
        this.logs = logs;
        this.runId = runId;
    }

    /** Whether it was removed. */
    boolean has(String generation) {
        return Files.exists(mark(generation));
    }

    /** Remembers that it was removed. */
    void add(String generation) {
        try {
            Files.createDirectories(logs);
            Files.createFile(mark(generation));
        } catch (IOException _) {
            // it is there, or cannot be written: then the next run asks, at worst without need
        }
    }

    /**
     * Lets it count again.
     *
     * @throws UnusableException if that cannot be remembered
     */
    void remove(String generation) {
        try {
            Files.deleteIfExists(mark(generation));
        } catch (IOException e) {
            throw new UnusableException("nothing was run: cannot delete " + mark(generation) + ": " + Reasons.of(e),
                    List.of());
        }
    }

    private Path mark(String generation) {
        return logs.resolve(FileEventLog.namePrefix(runId) + generation + MARK);
    }
}
