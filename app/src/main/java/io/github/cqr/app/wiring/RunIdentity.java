package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.LogStore;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.run.QueryIds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which run it is: the id that checkpoints are kept under, and the file that it belongs to.
 *
 * @param runId SHA-256 of the file's path as it was given, or {@code --run-id} (PRD section 2)
 * @param chosen true if the operator chose the id
 * @param path absolute path of the file, or {@code -} for standard input
 */
record RunIdentity(String runId, boolean chosen, String path) {
    /** The run of an event log, or that of the script where there is none. */
    static RunIdentity of(RunOptions options, @Nullable LogStore log) {
        if (log == null) {
            return of(options);
        }
        String file = options.queryFile();
        return new RunIdentity(log.runId(), true,
                file.equals(RunOptions.STDIN) ? file : Path.of(file).toAbsolutePath().normalize().toString());
    }

    static RunIdentity of(RunOptions options) {
        String given = options.queryFile();
        String chosen = options.checkpoints().runId();
        if (given.equals(RunOptions.STDIN)) {
            if (chosen == null) {
                throw options.usageError("--run-id",
                        "a script from standard input has no path to name its run by; give --run-id NAME");
            }
            return new RunIdentity(chosen, true, RunOptions.STDIN);
        }
        String path = Path.of(given).toAbsolutePath().normalize().toString();
        return chosen == null
                ? new RunIdentity(QueryIds.sha256(given), false, path)
                : new RunIdentity(chosen, true, path);
    }

    /** Other ways to write the same path, by the run id that each would have had. */
    Map<String, String> otherSpellings() {
        Path absolute = Path.of(path);
        Path here = Path.of("").toAbsolutePath();
        Set<String> spellings = new LinkedHashSet<>(List.of(path));
        try {
            spellings.add(absolute.toRealPath().toString());
        } catch (IOException _) {
            // the file is gone: it will be missed where it is opened
        }
        if (absolute.getRoot().equals(here.getRoot())) {
            String relative = here.relativize(absolute).toString();
            spellings.add(relative);
            spellings.add("./" + relative);
        }
        Map<String, String> ids = new TreeMap<>();
        spellings.forEach(spelling -> ids.put(QueryIds.sha256(spelling), spelling));
        ids.remove(runId);
        return ids;
    }
}
