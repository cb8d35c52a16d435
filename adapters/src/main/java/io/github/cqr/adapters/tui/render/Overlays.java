package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.adapters.tui.render.UiState.Ask;
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

/** What lies above the panes: help, a statement, a failure, a question. */
final class Overlays {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Overlays() {}

    private record Row(String text, Tone tone) {}

    static void draw(Pen pen, Rect area, Scene scene) {
        switch (scene.ui().overlay()) {
            case Overlay.None _ -> {
            }
            case Overlay.Help(int scroll) -> help(pen, area, Keys.of(scene), scroll);
            case Overlay.Status(int scroll) -> status(pen, area, scene, scroll);
            case Overlay.Detail(String queryId, int scroll) -> detail(pen, area, scene, queryId, scroll);
            case Overlay.Failure(int index, int scroll) -> failure(pen, area, scene, index, scroll);
            case Overlay.Confirm(Ask ask) -> confirm(pen, area, ask);
        }
    }

    private static void help(Pen pen, Rect area, List<Keys.Key> keys, int scroll) {
        List<Row> rows = new ArrayList<>();
        int width = inside(area).width();
        for (Keys.Key key : keys) {
            String lead = String.format(Locale.ROOT, "%-11s ", key.key());
            List<String> lines = Pen.wrap(key.told(), Math.max(10, width - lead.length()), pen.theme().unicode());
            for (int i = 0; i < lines.size(); i++) {
                rows.add(new Row((i == 0 ? lead : " ".repeat(lead.length())) + lines.get(i), Tone.PLAIN));
            }
        }
        show(pen, area, "Keys", rows, scroll);
    }

    private static void status(Pen pen, Rect area, Scene scene, int scroll) {
        var rows = new Rows(inside(area).width(), pen.theme().unicode());
        for (String line : StatusText.of(scene.view().batch(), scene.now()).split("\n", -1)) {
            rows.add("", line, Tone.PLAIN);
        }
        show(pen, area, "Status", rows.all, scroll);
    }

    private static void confirm(Pen pen, Rect area, Ask ask) {
        String question = switch (ask) {
            case Ask.CancelStatement(int ordinal, String node) ->
                "Cancel statement " + ordinal + " on " + node + "? The run then stops as after a failure.";
            case Ask.Drain _ -> "Let what runs finish, then quit? The same command goes on later.";
            case Ask.CancelAll _ -> "Cancel all that runs, then quit? A cancelled INSERT may leave a part of its rows.";
        };
        int width = Math.min(area.width(), Math.max(24, Math.min(64, question.length() + 4)));
        List<String> lines = Pen.wrap(question, width - 4, pen.theme().unicode());
        int height = Math.min(area.height(), lines.size() + 3);
        var box = new Rect(area.x() + (area.width() - width) / 2, area.y() + (area.height() - height) / 2, width,
                height);
        Rect inside = pen.box(box, "Sure?");
        for (int i = 0; i < lines.size() && i < inside.height() - 1; i++) {
            pen.text(inside.x(), inside.y() + i, inside.width(), lines.get(i), Tone.PLAIN);
        }
        int y = inside.bottom() - 1;
        int x = pen.text(inside.x(), y, inside.width(), "y", Tone.KEY);
        x = pen.text(x, y, inside.right() - x, " yes   ", Tone.PLAIN);
        x = pen.text(x, y, inside.right() - x, "n", Tone.KEY);
        pen.text(x, y, inside.right() - x, " no", Tone.PLAIN);
    }

    private static void detail(Pen pen, Rect area, Scene scene, String queryId, int scroll) {
        Active active = scene.view().active().find(queryId);
        Ended ended = scene.view().ended().find(queryId);
        var rows = new Rows(inside(area).width(), pen.theme().unicode());
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
            show(pen, area, "Statement " + active.statement().ordinal(), rows.all, scroll);
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
            show(pen, area, "Statement " + end.statement().ordinal(), rows.all, scroll);
        } else {
            rows.add("", "This statement is over, and its figures are no longer kept; the event log has them.",
                    Tone.DIM);
            show(pen, area, "Statement", rows.all, scroll);
        }
    }

    private static void failure(Pen pen, Rect area, Scene scene, int index, int scroll) {
        List<Ended> troubles = scene.view().ended().troubles();
        if (index >= troubles.size()) {
            return;
        }
        Ended trouble = troubles.get(index);
        RunEvent.OfEnd end = trouble.end();
        var rows = new Rows(inside(area).width(), pen.theme().unicode());
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
        show(pen, area, "Gone wrong" + of, rows.all, scroll);
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

    private static Rect inside(Rect area) {
        return new Rect(area.x() + 2, area.y() + 1, Math.max(4, area.width() - 4), Math.max(0, area.height() - 2));
    }

    private static void show(Pen pen, Rect area, String title, List<Row> rows, int scroll) {
        Rect inside = pen.box(area, title);
        int visible = inside.height();
        pen.hide(rows.size() - visible);
        int first = Math.max(0, Math.min(scroll, rows.size() - visible));
        for (int i = 0; i < visible && first + i < rows.size(); i++) {
            Row row = rows.get(first + i);
            pen.text(inside.x(), inside.y() + i, inside.width(), row.text(), row.tone());
        }
        String more = rows.size() > visible
                ? " " + (first + 1) + "-" + Math.min(rows.size(), first + visible) + " of " + rows.size() + " "
                : " Esc closes ";
        if (area.width() > more.length() + 4) {
            pen.text(area.right() - more.length() - 2, area.bottom() - 1, more.length(), more, Tone.DIM);
        }
    }
}
