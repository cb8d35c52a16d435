package io.github.cqr.adapters.tui.render;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Theme.Tone;
import io.github.cqr.adapters.tui.render.UiState.Pane;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.Figures;
import io.github.cqr.domain.view.NodesView;
import io.github.cqr.domain.view.TimeLine;
import io.github.cqr.domain.view.WaitingView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The panes around the running statements. */
public final class ListPanes {
    private ListPanes() {}

    /** A lane for each node: in flight, done, errors, mean time, and how fast it went over time. */
    static void nodes(Pen pen, Rect area, Scene scene) {
        List<NodesView.Node> nodes = scene.view().nodes().at(scene.now());
        int visible = area.height() - 1;
        int first = first(scene, Pane.NODES, nodes.size(), visible);
        pen.title(area, "Nodes " + nodes.size() + hidden(nodes.size(), visible), scene.ui().focus() == Pane.NODES);
        int name = 6;
        for (NodesView.Node node : nodes) {
            name = Math.max(name, Math.min(24, Pen.width(Pen.clean(node.name(), true))));
        }
        for (int i = 0; i < visible && first + i < nodes.size(); i++) {
            NodesView.Node node = nodes.get(first + i);
            lane(pen, area, area.y() + 1 + i, name, node);
            pen.mark(scene, Pane.NODES, node.name(), new Rect(area.x(), area.y() + 1 + i, area.width(), 1));
        }
    }

    private static void lane(Pen pen, Rect area, int y, int name, NodesView.Node node) {
        int right = area.right();
        pen.text(area.x(), y, name, node.name(), node.lost() == null ? Tone.PLAIN : Tone.BAD);
        int x = area.x() + name;
        if (node.lost() != null) {
            x = pen.text(x, y, right - x, "  LOST ", Tone.BAD);
            pen.text(x, y, right - x, node.lost(), Tone.BAD);
            return;
        }
        Duration mean = node.mean();
        x = column(pen, x, y, 11, right, node.running() + " running", node.running() > 0 ? Tone.GOOD : Tone.DIM);
        x = column(pen, x, y, 12, right, node.done() + " done", Tone.PLAIN);
        x = column(pen, x, y, 10, right, node.errors() + " failed", node.errors() > 0 ? Tone.BAD : Tone.DIM);
        x = column(pen, x, y, 11, right, mean == null ? "" : Figures.seconds(mean) + "/q", Tone.PLAIN);
        pen.spark(x + 2, y, Math.min(48, right - x - 2), node.perSecond(), Tone.ACCENT);
    }

    /** A column flush right, if it fits; returns where the next one begins. */
    private static int column(Pen pen, int x, int y, int width, int right, String text, Tone tone) {
        if (x + width <= right) {
            pen.right(x, y, width, text, tone);
        }
        return x + width;
    }

    /** Throughput and running times from the start to now, as lines. */
    static void rates(Pen pen, Rect area, Scene scene) {
        List<TimeLine.Span> spans = scene.spans();
        pen.title(area, spans.isEmpty() ? "Rates" : "Rates, " + span(scene.view().timeLine().span()) + " a step",
                scene.ui().focus() == Pane.RATES);
        if (spans.isEmpty()) {
            return;
        }
        Duration lastMean = null;
        List<Double> means = new ArrayList<>();
        for (TimeLine.Span span : spans) {
            lastMean = span.mean() == null ? lastMean : span.mean();
            means.add(span.mean() == null ? 0 : span.mean().toMillis() / 1000.0);
        }
        double rows = spans.subList(Math.max(0, spans.size() - 10), spans.size()).stream()
                .mapToDouble(TimeLine.Span::rowsPerSecond).average().orElse(0);
        row(pen, area, 1, "statements", HeaderPane.rate(HeaderPane.recent(spans)),
                spans.stream().map(TimeLine.Span::perSecond).toList());
        row(pen, area, 2, "rows read", Figures.count(Math.round(rows)) + "/s",
                spans.stream().map(TimeLine.Span::rowsPerSecond).toList());
        row(pen, area, 3, "time", lastMean == null ? "-" : Figures.seconds(lastMean) + "/q", means);
    }

    private static void row(Pen pen, Rect area, int line, String label, String value, List<Double> values) {
        if (line < area.height()) {
            int y = area.y() + line;
            pen.text(area.x(), y, 10, label, Tone.DIM);
            pen.right(area.x() + 11, y, 11, value, Tone.PLAIN);
            pen.spark(area.x() + 24, y, area.width() - 24, values, Tone.ACCENT);
        }
    }

    private static String span(Duration span) {
        return span.toMinutes() >= 10 ? span.toMinutes() + " min" : span.toSeconds() + " s";
    }

    /** The statements that come next; above them those that wait for another try. */
    static void upcoming(Pen pen, Rect area, Scene scene) {
        List<Next> rows = upcoming(scene);
        int visible = area.height() - 1;
        int first = first(scene, Pane.UPCOMING, rows.size(), visible);
        int waiting = scene.view().waiting().all().size();
        pen.title(area, "Upcoming" + (waiting == 0 ? "" : ", waiting for a retry: " + waiting)
                + RunningPane.filtered(scene), scene.ui().focus() == Pane.UPCOMING);
        for (int i = 0; i < visible && first + i < rows.size(); i++) {
            Next row = rows.get(first + i);
            int y = area.y() + 1 + i;
            pen.right(area.x(), y, 7, Integer.toString(row.ordinal()), Tone.PLAIN);
            pen.text(area.x() + 9, y, area.width() - 9, row.text(), row.tone());
            pen.mark(scene, Pane.UPCOMING, row.row().key(), new Rect(area.x(), y, area.width(), 1));
        }
    }

    private record Next(int ordinal, String text, Tone tone) {
        PaneRow row() {
            return new PaneRow(Integer.toString(ordinal), ordinal + " " + text);
        }
    }

    private static List<Next> upcoming(Scene scene) {
        List<Next> rows = new ArrayList<>();
        for (WaitingView.Waiting one : scene.view().waiting().all()) {
            rows.add(new Next(one.statement().ordinal(), "again in " + Figures.clock(one.left(scene.now()))
                    + " after attempt " + one.last().number() + " on " + one.last().node() + ": "
                    + Scene.label(one.statement(), one.message()), Tone.WARN));
        }
        scene.upcoming().forEach(next -> rows.add(new Next(next.statement().ordinal(),
                Scene.label(next.statement(), next.sql()), Tone.DIM)));
        return rows.stream().filter(row -> scene.shows(row.row().text())).toList();
    }

    /** The statements that took longest. */
    static void slowest(Pen pen, Rect area, Scene scene) {
        List<Ended> rows = slowest(scene);
        int visible = area.height() - 1;
        int first = first(scene, Pane.SLOWEST, rows.size(), visible);
        pen.title(area, "Slowest" + RunningPane.filtered(scene), scene.ui().focus() == Pane.SLOWEST);
        for (int i = 0; i < visible && first + i < rows.size(); i++) {
            Ended row = rows.get(first + i);
            int y = area.y() + 1 + i;
            boolean done = row.word().equals("done");
            pen.right(area.x(), y, 7, Integer.toString(row.end().statement().ordinal()), Tone.PLAIN);
            pen.right(area.x() + 7, y, 10, Figures.seconds(row.elapsed()), Tone.PLAIN);
            pen.text(area.x() + 18, y, 10, row.word(), done ? Tone.GOOD : Tone.BAD);
            int x = pen.text(area.x() + 28, y, 16, row.end().attempt().node(), Tone.PLAIN);
            x = Math.max(x + 2, area.x() + 40);
            pen.text(x, y, area.right() - x, Scene.label(row.end().statement(), row.sql()), Tone.DIM);
            pen.mark(scene, Pane.SLOWEST, row(row).key(), new Rect(area.x(), y, area.width(), 1));
        }
    }

    private static List<Ended> slowest(Scene scene) {
        return scene.view().ended().slowest().stream().filter(e -> scene.shows(row(e).text())).toList();
    }

    private static PaneRow row(Ended e) {
        return new PaneRow(e.end().attempt().queryId(), e.end().attempt().node() + " " + e.end().statement().ordinal()
                + " " + e.word() + " " + Scene.label(e.end().statement(), e.sql()));
    }

    /** The rows of a pane, in the order in which it shows them; those that the filter lets through where it filters. */
    public static List<PaneRow> rows(Scene scene, Pane pane) {
        return switch (pane) {
            case RUNNING -> RunningPane.rows(scene).stream().map(RunningPane::row).toList();
            case NODES -> scene.view().nodes().at(scene.now()).stream()
                    .map(n -> new PaneRow(n.name(), n.name() + (n.lost() == null ? "" : " LOST " + n.lost()))).toList();
            case RATES -> List.of();
            case UPCOMING -> upcoming(scene).stream().map(Next::row).toList();
            case SLOWEST -> slowest(scene).stream().map(ListPanes::row).toList();
            case LOG -> LogPane.rows(scene);
        };
    }

    private static int first(Scene scene, Pane pane, int rows, int visible) {
        int wanted = scene.ui().focus() == pane ? scene.ui().scroll() : 0;
        return Math.max(0, Math.min(wanted, rows - visible));
    }

    private static String hidden(int rows, int visible) {
        return rows > visible ? ", " + Math.max(0, visible) + " shown" : "";
    }
}
