package io.github.cqr.app.wiring;

import io.github.cqr.adapters.scriptfile.ScriptFile;
import io.github.cqr.app.cli.Console;
import io.github.cqr.domain.mask.SecretMask;
import io.github.cqr.domain.port.CheckpointStore;
import io.github.cqr.domain.run.RunSettings.Barriers;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.view.Printable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows every statement of a script and what a run would do with it. Needs no ClickHouse, and no Valkey either. */
final class DryRun {
    private static final int HASH_SHOWN = 12;
    private static final int SQL_SHOWN = 60;
    private static final int BATCH = 1_000;
    private static final String ROW = "%7s %7s  %-12s  %-13s  %-9s  %s";

    private final Console console;
    private final Barriers barriers;
    private final @Nullable CheckpointStore store;
    private final Set<String> nodeNames;
    private final List<Statement> batch = new ArrayList<>();
    private int total;
    private int session;
    private int completed;
    private int alone;
    private int repeated;

    /** @param store the checkpoints, null when they do not answer */
    DryRun(Console console, Barriers barriers, @Nullable CheckpointStore store, Set<String> nodeNames) {
        this.console = console;
        this.barriers = barriers;
        this.store = store;
        this.nodeNames = nodeNames;
    }

    /** Prints a row for each statement and then the sums. */
    void show(ScriptFile script) {
        console.print(String.format(Locale.ROOT, ROW, "ordinal", "line", "hash", "kind", "status", "statement")
                .stripTrailing());
        script.scan(statement -> {
            Planner.check(statement, nodeNames);
            batch.add(statement);
            if (batch.size() == BATCH) {
                print();
            }
        });
        print();
        console.print(total + " statements: " + sums());
    }

    private String sums() {
        int work = total - session;
        String done = store == null
                ? work + " to run or to skip (checkpoints unknown)"
                : completed + " completed and skipped, " + (work - completed) + " to run";
        return done + ", " + session + " SET or USE, " + alone + " that run alone, " + repeated
                + " repetitions of an earlier text";
    }

    private void print() {
        List<StatementId> ids = batch.stream().map(Statement::id).toList();
        BitSet done = store == null ? new BitSet() : store.completed(ids);
        for (int i = 0; i < batch.size(); i++) {
            print(batch.get(i), done.get(i));
        }
        console.out().flush();
        batch.clear();
    }

    private void print(Statement statement, boolean done) {
        boolean changesSession = statement.kind().changesSession();
        boolean runsAlone = barriers.runsAlone(statement);
        total++;
        session += changesSession ? 1 : 0;
        alone += runsAlone ? 1 : 0;
        repeated += statement.id().occurrence() > 1 ? 1 : 0;
        completed += done && !changesSession ? 1 : 0;
        String status = changesSession ? "applied" : store == null ? "?" : done ? "completed" : "to run";
        console.print(String.format(Locale.ROOT, ROW, statement.ordinal(), statement.position().line(),
                statement.id().hash().substring(0, HASH_SHOWN), statement.kind().name().toLowerCase(Locale.ROOT),
                status,
                marks(statement, runsAlone) + head(statement.text())));
    }

    private static String marks(Statement statement, boolean runsAlone) {
        var directives = statement.directives();
        var marks = new StringBuilder();
        if (runsAlone) {
            marks.append("[barrier] ");
        }
        if (statement.id().occurrence() > 1) {
            marks.append("[duplicate ").append(statement.id().occurrence()).append("] ");
        }
        if (directives.name() != null) {
            marks.append("[name=").append(directives.name()).append("] ");
        }
        if (directives.node() != null) {
            marks.append("[node=").append(directives.node()).append("] ");
        }
        if (directives.timeout() != null) {
            marks.append("[timeout=").append(directives.timeout().toSeconds()).append("s] ");
        }
        return marks.toString();
    }

    private static String head(String sql) {
        String line = SecretMask.head(sql, 4 * SQL_SHOWN).replaceAll("\\s+", " ");
        boolean cut = line.length() > SQL_SHOWN || sql.length() > 4 * SQL_SHOWN;
        return Printable.line(cut ? line.substring(0, Math.min(line.length(), SQL_SHOWN)) + " ..." : line);
    }
}
