package io.github.cqr.adapters.tui.render;

import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.view.ActiveView.Active;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.StatusText;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a page says: the help, the status, a statement, a failure.
 *
 * @param title of the page
 * @param rows its lines, none wider than it was made for
 */
record Sheet(String title, List<Row> rows) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** A line. */
    record Row(String text, Tone tone) {}

    /**
     * Writes a page.
     *
     * @param width of its lines, in columns
     */
    static Sheet of(Overlay.Page page, Scene scene, int width, boolean unicode) {
        var rows = new Rows(width, unicode);
        String title = switch (page) {
            case Overlay.Help _ -> help(rows, Keys.of(scene));
            case Overlay.Status _ -> status(rows, scene);
            case Overlay.Detail(String queryId, int _) -> detail(rows, scene, queryId);
            case Overlay.Failure(int index, int _) -> failure(rows, scene, index);
        };
        return new Sheet(title, rows.all);
    }

    private static String help(Rows rows, List<Keys.Key> keys) {
        keys.forEach(key -> rows.add(key.key(), key.told(), Tone.PLAIN));
        return "Keys";
    }

    private static String status(Rows rows, Scene scene) {
        for (String line : StatusText.of(scene.view().progress(), scene.now()).split("\n", -1)) {
            rows.add("", line, Tone.PLAIN);
        }
        return "Status";
    }

    private static String detail(Rows rows, Scene scene, String queryId) {
        Active active = scene.view().active().find(queryId);
        Ended ended = scene.view().ended().find(queryId);
        if (active != null) {
            identity(rows, active.statement(), active.attempt());
            rows.add("state", active.cancelling() ? "being cancelled" : "running", Tone.GOOD);
            rows.add("dispatched", TIME.format(LocalTime.ofInstant(active.dispatchedAt(), scene.zone())) + ", "
                    + Figures.clock(active.elapsed(scene.now())) + " ago", Tone.PLAIN);
            rows.add("progress", RunningPane.percent(active) + ", " + RunningPane.rowsRead(active) + " rows, "
                    + Figures.count(Math.round(active.rowsPerSecond())) + " rows/s", Tone.PLAIN);
            counters(rows, active.counters());
            earlier(rows, scene, active.statement(), queryId);
            sql(rows, active.statement(), active.sql());
            return "Statement " + active.statement().ordinal();
        } else if (ended != null) {
            RunEvent.OfEnd end = ended.end();
            identity(rows, end.statement(), end.attempt());
            rows.add("state", ended.word() + " after " + Figures.seconds(ended.elapsed()),
                    end instanceof RunEvent.Completed ? Tone.GOOD : Tone.BAD);
            counters(rows, ended.counters());
            if (!ended.message().isEmpty()) {
                rows.add("message", ended.message(), Tone.BAD);
            }
            earlier(rows, scene, end.statement(), queryId);
            sql(rows, end.statement(), ended.sql());
            return "Statement " + end.statement().ordinal();
        } else {
            rows.add("", "This statement is over, and its figures are no longer kept; the event log has them.",
                    Tone.DIM);
            return "Statement";
        }
    }

    private static String failure(Rows rows, Scene scene, int index) {
        List<Ended> troubles = scene.view().ended().troubles();
        if (index >= troubles.size()) {
            return "Nothing went wrong";
        }
        Ended trouble = troubles.get(index);
        RunEvent.OfEnd end = trouble.end();
        rows.add("",
                "Statement " + end.statement().ordinal() + name(end.statement()) + " (line " + end.statement().line()
                        + ") " + verb(trouble) + " on " + end.attempt().node() + " after "
                        + Figures.seconds(trouble.elapsed()),
                Tone.BAD);
        if (end instanceof RunEvent.Failed f) {
            rows.add("error", (f.failure().code() == 0 ? "" : "code " + f.failure().code() + ", ") + f.failure().name(),
                    Tone.BAD);
        }
        rows.add("message", trouble.message(), Tone.PLAIN);
        Leftover left = left(end);
        rows.add("rows", "it left " + left.words(), left.mayHaveLeft() ? Tone.WARN : Tone.PLAIN);
        int flying = scene.view().batch().state().running();
        rows.add("in flight", flying == 0 ? "nothing any more" : flying + " statements, waited for", Tone.PLAIN);
        rows.add("query id", end.attempt().queryId(), Tone.DIM);
        rows.add("go on", scene.resume(), Tone.KEY);
        sql(rows, end.statement(), trouble.sql());
        String of = troubles.size() == 1 ? "" : " " + (index + 1) + " of " + troubles.size() + ", e for the next";
        return "Gone wrong" + of;
    }

    private static Leftover left(RunEvent.OfEnd end) {
        return switch (end) {
            case RunEvent.Failed e -> e.left();
            case RunEvent.Cancelled e -> e.left();
            case RunEvent.RetryScheduled e -> e.left();
            case RunEvent.OutcomeUnknown _ -> new Leftover.Unknown("its outcome is not known");
            case RunEvent.Completed _,RunEvent.Detached _,RunEvent.Withdrawn _ -> Leftover.nothing();
        };
    }

    private static String verb(Ended trouble) {
        return switch (trouble.end()) {
            case RunEvent.Failed _ -> "failed";
            case RunEvent.Cancelled _ -> "was cancelled";
            case RunEvent.OutcomeUnknown _ -> "ended in doubt";
            case RunEvent.Completed _,RunEvent.Withdrawn _,RunEvent.RetryScheduled _,RunEvent.Detached _ ->
                trouble.word();
        };
    }

    private static String name(StatementRef statement) {
        return statement.name() == null ? "" : " '" + statement.name() + "'";
    }

    private static void identity(Rows rows, StatementRef statement, Attempt attempt) {
        rows.add("statement", statement.ordinal() + name(statement) + ", line " + statement.line() + ", "
                + statement.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '), Tone.TITLE);
        rows.add("hash",
                statement.hash() + (statement.occurrence() > 1 ? ", occurrence " + statement.occurrence() : ""),
                Tone.DIM);
        rows.add("query id", attempt.queryId() + ", attempt " + attempt.number(), Tone.PLAIN);
        rows.add("node", attempt.node(), Tone.PLAIN);
    }

    private static void counters(Rows rows, Counters c) {
        rows.add("read", Figures.count(c.readRows()) + " rows, " + Figures.bytes(c.readBytes()), Tone.PLAIN);
        rows.add("written", Figures.count(c.writtenRows()) + " rows", Tone.PLAIN);
        rows.add("memory", Figures.bytes(c.memoryBytes()), Tone.PLAIN);
    }

    private static void earlier(Rows rows, Scene scene, StatementRef statement, String queryId) {
        for (Ended other : scene.view().ended().attemptsAt(statement.ordinal())) {
            if (!other.end().attempt().queryId().equals(queryId)) {
                rows.add("earlier", "attempt " + other.end().attempt().number() + " on " + other.end().attempt().node()
                        + ": " + other.word() + " " + other.message(), Tone.WARN);
            }
        }
    }

    private static void sql(Rows rows, StatementRef statement, String sql) {
        rows.add("", "", Tone.PLAIN);
        if (sql.isEmpty()) {
            rows.add("", "(its text is not known here)", Tone.DIM);
            return;
        }
        rows.numbered(statement.line(), sql);
    }

    /** Rows of at most a width. */
    private static final class Rows {
        private static final int LABEL = 12;
        private final List<Row> all = new ArrayList<>();
        private final int width;
        private final boolean unicode;

        Rows(int width, boolean unicode) {
            this.width = width;
            this.unicode = unicode;
        }

        void add(String label, String value, Tone tone) {
            int indent = label.isEmpty() ? 0 : LABEL;
            List<String> lines = Pen.wrap(value, width - indent, unicode);
            for (int i = 0; i < lines.size(); i++) {
                String lead = indent == 0 ? "" : String.format(Locale.ROOT, "%-12s", i == 0 ? label : "");
                all.add(new Row(lead + lines.get(i), tone));
            }
        }

        void numbered(long line, String sql) {
            long number = line;
            for (String one : sql.split("\r?\n", -1)) {
                List<String> parts = Pen.wrap(one, width - 8, unicode);
                for (int i = 0; i < parts.size(); i++) {
                    String lead = i == 0 ? String.format(Locale.ROOT, "%6d  ", number) : " ".repeat(8);
                    all.add(new Row(lead + parts.get(i), Tone.PLAIN));
                }
                number++;
            }
        }
    }
}
