package io.github.cqr.adapters.tui.render;

import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.view.RunView;
import io.github.cqr.domain.view.TimeLine;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/**
 * All that a picture is made of.
 *
 * @param view the run
 * @param ui what the operator looks at
 * @param upcoming the next statements, as far as they were read
 * @param now the time
 * @param zone the time zone of what is shown
 * @param resume the command that goes on with the run
 * @param recorded whether it is a recorded run, which takes no orders
 */
public record Scene(RunView view, UiState ui, List<Upcoming> upcoming, Instant now, ZoneId zone, String resume,
        boolean recorded) {
    /** The picture of a live run. */
    public Scene(RunView view, UiState ui, List<Upcoming> upcoming, Instant now, ZoneId zone, String resume) {
        this(view, ui, upcoming, now, zone, resume, false);
    }

    /** The same with the operator looking at something else. */
    public Scene with(UiState other) {
        return new Scene(view, other, upcoming, now, zone, resume, recorded);
    }

    /** What was done when; empty before the run began, when there is no pace to speak of. */
    List<TimeLine.Span> spans() {
        return view.clock().startedAt() == null ? List.of() : view.timeLine().until(now);
    }

    /** A statement that comes next. */
    public record Upcoming(StatementRef statement, String sql) {}

    /** Whether a row with this text is to be shown. */
    boolean shows(String row) {
        return ui.filter().isEmpty()
                || row.toLowerCase(Locale.ROOT).contains(ui.filter().toLowerCase(Locale.ROOT));
    }

    /** A statement's text on one line, its white space joined. */
    static String oneLine(String sql) {
        return sql.length() > 400 ? sql.substring(0, 400).replaceAll("\\s+", " ") : sql.replaceAll("\\s+", " ");
    }

    /** What to call a statement in a list: its name, if it has one, and its text. */
    static String label(StatementRef statement, String sql) {
        String name = statement.name() == null ? "" : "'" + statement.name() + "' ";
        return name + oneLine(sql);
    }
}
