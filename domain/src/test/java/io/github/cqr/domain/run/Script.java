package io.github.cqr.domain.run;

import io.github.cqr.domain.script.Directives;
import io.github.cqr.domain.script.Position;
import io.github.cqr.domain.script.Statement;
import io.github.cqr.domain.script.StatementId;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.script.StatementSplitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds statements for tests of the run, one a line. */
final class Script {
    private final List<Statement> statements = new ArrayList<>();

    static Script inserts(int count) {
        var script = new Script();
        for (int i = 0; i < count; i++) {
            script.insert();
        }
        return script;
    }

    /** A script as the splitter reads it. */
    static Script of(String text) {
        var script = new Script();
        var splitter = new StatementSplitter();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        splitter.feed(bytes, 0, bytes.length, script.statements::add);
        splitter.finish(script.statements::add);
        return script;
    }

    Script insert() {
        return add("INSERT INTO t SELECT " + statements.size(), StatementKind.INSERT_SELECT, Directives.NONE);
    }

    Script schema() {
        return add("ALTER TABLE t ADD COLUMN c" + statements.size() + " Int8", StatementKind.SCHEMA, Directives.NONE);
    }

    Script set(String text) {
        return add(text, StatementKind.SET, Directives.NONE);
    }

    Script use(String database) {
        return add("USE " + database, StatementKind.USE, Directives.NONE);
    }

    Script pinned(String node) {
        return add("INSERT INTO t SELECT " + statements.size(), StatementKind.INSERT_SELECT,
                new Directives(false, null, node, null, List.of()));
    }

    Script barrier() {
        return add("INSERT INTO t SELECT " + statements.size(), StatementKind.INSERT_SELECT,
                new Directives(true, null, null, null, List.of()));
    }

    private Script add(String text, StatementKind kind, @Nullable Directives directives) {
        int ordinal = statements.size();
        statements.add(new Statement(ordinal, new Position(ordinal + 1L, 1, ordinal * 100L), text,
                new StatementId(StatementId.hashOf(text), 1), kind, directives == null ? Directives.NONE : directives));
        return this;
    }

    int size() {
        return statements.size();
    }

    Statement get(int ordinal) {
        return statements.get(ordinal);
    }
}
