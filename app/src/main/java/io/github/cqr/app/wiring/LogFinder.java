package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.EventLogs;
import io.github.cqr.adapters.jsonlines.JsonEventCodec;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.port.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log that a command is about. One from standard input is kept in a temporary file as long as this is open. */
final class LogFinder implements AutoCloseable {
    private final Path path;
    private final @Nullable Path spooled;

    private LogFinder(Path path, @Nullable Path spooled) {
        this.path = path;
        this.spooled = spooled;
    }

    /** Reads any log; the statements' text too, as far as it is there. */
    static EventCodec codec() {
        return new JsonEventCodec(JsonEventCodec.SqlText.FULL);
    }

    /** The event logs of this machine. */
    static EventLogs logs(RunOptions options) {
        return new EventLogs(RunnerProgram.logDirectory(options), codec());
    }

    /**
     * Finds the log.
     *
     * @param what as the operator named it
     * @param in standard input
     * @param growing whether not to wait for the end of standard input
     * @throws io.github.cqr.adapters.eventlog.EventLogException if there is none, in one line
     * @throws UnusableException if standard input cannot be read
     */
    static LogFinder find(String what, RunOptions options, InputStream in, boolean growing) {
        try {
            if (!what.equals(RunOptions.STDIN)) {
                return new LogFinder(logs(options).find(what), null);
            }
            Path spool = Files.createTempFile("cqr-log", ".jsonl");
            spool.toFile().deleteOnExit(); // should the process be ended by a signal
            if (growing) {
                Thread.ofPlatform().name("cqr-log-in").daemon().start(() -> copy(in, spool));
            } else {
                var _ = Files.copy(in, spool, StandardCopyOption.REPLACE_EXISTING);
            }
            return new LogFinder(spool, spool);
        } catch (IOException e) {
            throw new UnusableException("the log on standard input cannot be read: " + e.getMessage(),
                    List.of());
        }
    }

    /** Line by line as it comes; when standard input cannot be read any more, the log ends there. */
    private static void copy(InputStream in, Path spool) {
        try (OutputStream out = Files.newOutputStream(spool)) {
            var _ = in.transferTo(out);
        } catch (IOException _) {
            // what came is there
        }
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        if (spooled != null) {
            try {
                Files.deleteIfExists(spooled);
            } catch (IOException _) {
                // it goes when the process ends
            }
        }
    }
}
