package io.github.cqr.app.wiring;

import io.github.cqr.adapters.local.RunLock;
import io.github.cqr.adapters.local.SystemTimeSource;
import io.github.cqr.adapters.local.ThisProcess;
import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.adapters.scriptfile.ScriptFileException;
import io.github.cqr.app.cli.Console;
import io.github.cqr.app.cli.Resolution;
import io.github.cqr.app.cli.RunOptions;
import io.github.cqr.domain.mask.SecretMask;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.port.CheckpointStore.Manifest;
import io.github.cqr.domain.port.CheckpointStore.OpenIntent;
import io.github.cqr.domain.port.CheckpointStore.Partial;
import io.github.cqr.domain.port.CheckpointStore.Settlement;
import io.github.cqr.domain.port.CheckpointStoreException;
import io.github.cqr.domain.port.LeaseStore.Acquisition;
import io.github.cqr.domain.run.ExitCodes;
import io.github.cqr.domain.run.QueryIds;
import io.github.cqr.domain.script.ScriptException;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.view.Printable;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code cqr resolve}: takes a person's word for what became of a statement. It believes that word and asks no node; it writes under the
 * run's lease, so that no runner is at work on it meanwhile.
 */
final class ResolveCommand {
    private static final int SQL_SHOWN = 70;

    private final RunOptions options;
    private final Console console;
    private final String instance;

    /** @param instance random name of this process */
    ResolveCommand(RunOptions options, Console console, String instance) {
        this.options = options;
        this.console = console;
        this.instance = instance;
    }

    /**
     * Lists what is open, or settles what was said of one statement.
     *
     * @throws UnusableException if there is no such run, or nothing is open of that statement
     */
    int resolve(Resolution resolution) {
        RunIdentity identity = find(resolution.run());
        Resolution.Verdict verdict = resolution.verdict();
        if (verdict == null) {
            try (CheckpointStore store = RunnerProgram.openStore(options, identity)) {
                list(resolution.run(), identity, store.openIntents(), store.partials());
            }
            return ExitCodes.DONE;
        }
        try (RunLock _ = RunnerProgram.lock(options, identity, console);
                CheckpointStore store = RunnerProgram.openStore(options, identity)) {
            Acquisition.Granted granted = new LeaseTaker(store, identity.runId(), console, new SystemTimeSource(),
                    Thread::sleep)
                    .take(ThisProcess.holder(instance, Instant.now()), options.safety().stealLease()).granted();
            new Sight(RunnerProgram.logDirectory(options), identity.runId()).passOn(granted, instance);
            if (granted.former() != null && !granted.clean() && !verdict.completed()) {
                console.warn(
                        "the last runner did not end in order: the next one looks itself for what it left, and may "
                                + "ask again");
            }
            try {
                settle(store, identity, resolution.run(), verdict);
            } finally {
                release(store, granted);
            }
        }
        return ExitCodes.DONE;
    }

    /** Whatever the runner before this process may have left is for the next runner to look after. */
    private static void release(CheckpointStore store, Acquisition.Granted granted) {
        try {
            boolean _ = store.release(granted.former() == null || granted.clean());
        } catch (CheckpointStoreException _) {
            // the lease runs out by itself
        }
    }

    /** Which run is meant: the id itself, or the id that the query file has. */
    private RunIdentity find(String run) {
        RunIdentity asId = new RunIdentity(run, true, run);
        RunIdentity asFile = new RunIdentity(QueryIds.sha256(run), false,
                Path.of(run).toAbsolutePath().normalize().toString());
        Map<String, String> spellings = asFile.otherSpellings();
        List<String> known;
        try (CheckpointStore store = RunnerProgram.openStore(options, asId)) {
            List<String> asked = new ArrayList<>(List.of(run, asFile.runId()));
            asked.addAll(spellings.keySet());
            known = store.known(asked);
        }
        if (known.contains(asFile.runId()) && !known.contains(run)) {
            return asFile;
        }
        if (known.contains(run) && !known.contains(asFile.runId())) {
            return asId;
        }
        if (known.contains(run)) {
            throw new UnusableException("'" + run + "' is both the id of a run and the file of another one; give the "
                    + "file's run id: " + asFile.runId(), List.of());
        }
        List<String> others = known.stream()
                .map(id -> "there is one of the same file as '" + spellings.get(id) + "'; its id is " + id).toList();
        throw new UnusableException("no run is known under the id or the query file '" + run + "' in Valkey at "
                + options.checkpoints().shownUrl()
                + "; give the file as it was given to cqr, or the id that its messages name", others);
    }

    private void settle(CheckpointStore store, RunIdentity identity, String run, Resolution.Verdict verdict) {
        Manifest manifest = store.manifest();
        if (manifest != null) {
            // An outcome that only an event log of this machine has goes before a person's word.
            new OwedOutcomes(options, identity, store, console).settle(manifest);
        }
        List<OpenIntent> intents = store.openIntents().stream().filter(i -> i.ordinal() == verdict.ordinal()).toList();
        List<Partial> partials = store.partials().stream().filter(p -> p.intent().ordinal() == verdict.ordinal())
                .toList();
        if (intents.isEmpty() && partials.isEmpty()) {
            settleClosed(store, identity, run, verdict);
            return;
        }
        for (OpenIntent intent : intents) {
            store.settle(intent, verdict.completed() ? new Settlement.TakenAsCompleted() : new Settlement.Discarded());
        }
        for (Partial partial : partials) {
            store.clear(partial, verdict.completed());
        }
        tell(verdict, intents, store.openIntents().size() + store.partials().size());
    }

    /**
     * Takes a statement as completed of which nothing is open: its checkpoint was lost, or it was done in another way. It is looked up in
     * the script.
     */
    private void settleClosed(CheckpointStore store, RunIdentity identity, String run, Resolution.Verdict verdict) {
        Statement statement = verdict.completed() ? statement(run, store.manifest(), verdict.ordinal()) : null;
        if (statement == null) {
            throw new UnusableException("nothing is open of statement " + verdict.ordinal() + " of run "
                    + identity.runId() + "; 'cqr resolve " + quoted(run) + "' lists what is", List.of());
        }
        var intent = new OpenIntent(QueryIds.of(identity.runId(), instance, verdict.ordinal(), 0), verdict.ordinal(),
                statement.id(), ThisProcess.hostName(), 0, Instant.now(), 0, null, true);
        store.settle(intent, new Settlement.TakenAsCompleted());
        console.print("statement " + verdict.ordinal() + " (line " + statement.position().line()
                + ") is taken as completed: " + head(statement));
    }

    private @Nullable Statement statement(String run, @Nullable Manifest manifest, int ordinal) {
        String file = isScript(run) ? run : manifest == null ? "" : manifest.path();
        if (file.isEmpty() || !isScript(file)) {
            return null;
        }
        Statement[] found = new Statement[1];
        try (ScriptFile script = ScriptFile.open(file, InputStream.nullInputStream())) {
            script.scan(statement -> {
                if (statement.ordinal() == ordinal && !statement.kind().changesSession()) {
                    found[0] = statement;
                }
            });
        }
        return found[0];
    }

    private static boolean isScript(String file) {
        return Files.isReadable(Path.of(file)) && !Files.isDirectory(Path.of(file));
    }

    private void tell(Resolution.Verdict verdict, List<OpenIntent> intents, int left) {
        if (verdict.completed()) {
            console.print("statement " + verdict.ordinal() + " is taken as completed");
        } else {
            console.print("statement " + verdict.ordinal() + " will be run again");
            intents.forEach(intent -> console.warn("be sure that query " + intent.queryId() + " does not run any more "
                    + "on " + intent.node() + " (system.processes): this command did not ask"));
        }
        console.print(left == 0 ? "nothing else is open: the run can go on" : left + " more to decide");
    }

    private void list(String run, RunIdentity identity, List<OpenIntent> intents, List<Partial> partials) {
        if (intents.isEmpty() && partials.isEmpty()) {
            console.print("nothing is open in run " + identity.runId());
            return;
        }
        Set<StatementId> ids = new HashSet<>();
        intents.forEach(intent -> ids.add(intent.id()));
        partials.forEach(partial -> ids.add(partial.intent().id()));
        Map<StatementId, String> texts = texts(run, ids);
        for (OpenIntent intent : intents) {
            String undo = intent.undo() > 0 ? "before-retry " + intent.undo() + " of " : "";
            console.print(undo + described(intent) + ": nobody recorded what became of it");
            show(texts.get(intent.id()));
        }
        for (Partial partial : partials) {
            console.print(described(partial.intent()) + ": left " + Printable.line(partial.left().words()) + " ("
                    + Printable.line(partial.message()) + ")");
            show(texts.get(partial.intent().id()));
        }
        console.print("");
        if (!intents.isEmpty()) {
            console.print(
                    "The next run asks ClickHouse first about those that nobody recorded, and stops only where that "
                            + "does not tell.");
        }
        console.print("To decide:");
        ids.stream().flatMap(id -> java.util.stream.Stream.concat(
                intents.stream().filter(i -> i.id().equals(id)).map(OpenIntent::ordinal),
                partials.stream().filter(p -> p.intent().id().equals(id)).map(p -> p.intent().ordinal()))).distinct()
                .sorted().forEach(ordinal -> console
                        .print("    cqr resolve " + quoted(run) + " " + ordinal + " completed|pending"));
    }

    private static String described(OpenIntent intent) {
        return "statement " + intent.ordinal() + " on " + intent.node() + ", query id " + intent.queryId()
                + ", dispatched " + intent.at();
    }

    private void show(@Nullable String text) {
        if (text != null) {
            console.print("    " + text);
        }
    }

    /** Where those statements stand in the file, and how they begin; empty when {@code run} is no file that can be read. */
    private Map<StatementId, String> texts(String run, Set<StatementId> ids) {
        Map<StatementId, String> texts = new HashMap<>();
        if (!isScript(run)) {
            return texts;
        }
        try (ScriptFile script = ScriptFile.open(run, InputStream.nullInputStream())) {
            script.scan(statement -> {
                if (ids.contains(statement.id())) {
                    texts.put(statement.id(), "line " + statement.position().line() + ": " + head(statement));
                }
            });
        } catch (ScriptFileException | ScriptException e) {
            console.debug("the statements' text is not shown: " + e.getMessage());
        }
        return texts;
    }

    private static String head(Statement statement) {
        String sql = statement.text();
        String start = SecretMask.head(sql, 4 * SQL_SHOWN).replaceAll("\\s+", " ").strip();
        return Printable.line(start.length() > SQL_SHOWN || sql.length() > 4 * SQL_SHOWN
                ? start.substring(0, Math.min(start.length(), SQL_SHOWN)) + " ..."
                : start);
    }

    /** As a shell takes it. */
    private static String quoted(String run) {
        return run.matches("[A-Za-z0-9_./:@%+,=-]+") ? run : "'" + run.replace("'", "'\\''") + "'";
    }
}
