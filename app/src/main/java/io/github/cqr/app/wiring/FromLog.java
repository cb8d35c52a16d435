package io.github.cqr.app.wiring;

import io.github.cqr.adapters.eventlog.LogStore;
import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.DecisionNeededException;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.port.RunInput.Notice;
import io.github.cqr.domain.recovery.Succession.Word;
import io.github.cqr.domain.run.LeaseTrust;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run that goes by event logs in the place of Valkey ({@code --from-log}). */
final class FromLog {
    private FromLog() {}

    /**
     * The logs that stand in for the checkpoint store; null if the run has one.
     *
     * @throws io.github.cqr.adapters.eventlog.EventLogException if there is no such log, or it cannot be read
     * @throws RunHeldException if the process that wrote it may be alive on another machine
     * @throws DecisionNeededException if the logs do not tell of everything
     */
    static @Nullable LogStore open(RunOptions options, Console console) {
        String what = options.checkpoints().fromLog();
        if (what == null) {
            return null;
        }
        Path directory = RunnerProgram.logDirectory(options);
        Path log = LogFinder.logs(options).find(what);
        LogStore store = LogStore.open(log, directory, LogFinder.codec(), ThisProcess.hostName(), console.now());
        Path newest = store.logs().getLast();
        // that of a process of this machine is kept away by its lock
        boolean ours = directory.toAbsolutePath().equals(newest.toAbsolutePath().getParent());
        if (!ours && store.silence().compareTo(LeaseTrust.LASTS) < 0 && !options.safety().stealLease()) {
            throw new RunHeldException("the last event of " + newest + " is " + store.silence().toSeconds()
                    + " s old and not its end: the process that wrote it may be at work; stop it first, or give "
                    + "--steal-lease if it is dead");
        }
        refuseGaps(store, options, console);
        return store;
    }

    private static void refuseGaps(LogStore store, RunOptions options, Console console) {
        if (store.troubles().isEmpty()) {
            return;
        }
        if (options.safety().onUnknown() != Word.RUN) {
            throw new DecisionNeededException(
                    "nothing was run: the event log does not tell of everything, so that statements may be done which "
                            + "it does not show",
                    Stream.concat(store.troubles().stream(), Stream
                            .of("to run again what it does not show as completed: --on-unknown run")).toList());
        }
        store.troubles().forEach(console::warn);
    }

    /** The script that the operator named, or the one that the log names. */
    static RunOptions withScript(RunOptions options, @Nullable LogStore log) {
        return log == null || !options.queryFile().isEmpty()
                ? options
                : options.withQueryFile(log.start().file());
    }

    /** What the operator should know about such a run. */
    static List<Notice> notices(LogStore log) {
        return List.of(new Notice("from_log",
                "what is done is taken from " + log.logs().size() + " event log(s), the newest "
                        + log.logs().getLast()
                        + ", and not from Valkey: nothing keeps a runner on another machine away"));
    }
}
