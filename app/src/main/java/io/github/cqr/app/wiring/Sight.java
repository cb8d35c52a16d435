package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.FileEventLog;
import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.port.LeaseStore.Holder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which former holders of a run this machine can vouch for: those whose event logs are here, which tell of everything that they sent. A
 * process that takes the lease over from such a one, and ends without having sent anything, has no event log; it leaves a mark, so that
 * who comes next does not take it for one that was out of sight.
 */
final class Sight {
    /** How the names of its marks end. */
    static final String MARK = ".passed";

    private final Path logs;
    private final String runId;

    /** @param logs where the event logs of this machine are */
    Sight(Path logs, String runId) {
        this.logs = logs;
        this.runId = runId;
    }

    /** Whether everything that this holder sent is on record here. */
    boolean covers(Holder former) {
        return former.host().equals(ThisProcess.hostName()) && hasLog(former.instance());
    }

    /**
     * Passes on to the process {@code instance}, which took the lease, what can be vouched for: until it has an event log of its own it
     * sends nothing, so whatever is covered before it is covered after it.
     */
    void passOn(Acquisition.Granted granted, String instance) {
        Holder former = granted.former();
        if (former == null || granted.clean() || covers(former)) {
            vouchFor(instance);
        }
    }

    /**
     * The process {@code instance} of this machine is about to begin, all that was left before it being settled: should it die before it has
     * an event log, it has sent nothing.
     */
    void vouchFor(String instance) {
        Path mark = logs.resolve(FileEventLog.namePrefix(runId) + "passed-" + instance + ".jsonl" + MARK);
        try {
            Files.createDirectories(logs);
            Files.createFile(mark);
        } catch (IOException _) {
            // it is there; or it cannot be, and the next one asks a person, at worst without need
        }
    }

    private boolean hasLog(String instance) {
        if (!Files.isDirectory(logs)) {
            return false;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(logs,
                FileEventLog.namePrefix(runId) + "*-" + instance + ".jsonl*")) {
            return found.iterator().hasNext();
        } catch (IOException _) {
            return false;
        }
    }
}
