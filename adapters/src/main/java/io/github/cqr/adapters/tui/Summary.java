package io.github.cqr.adapters.tui;

import dev.tamboui.layout.Rect;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.Screen;
import io.github.cqr.adapters.tui.render.Theme;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.domain.view.Ended;
import io.github.cqr.domain.view.EventLines;
import io.github.cqr.domain.view.RunView;
import java.util.ArrayList;
import java.util.List;

/** What stays on the terminal when the live screen is gone: the batch bar, what was worth a line, and what went wrong with its statement. */
final class Summary {
    private static final int LINES = 60;

    private Summary() {}

    /** The lines, each ended by a line feed; safe to print. */
    static String of(Scene scene, int columns, Theme theme) {
        var out = new StringBuilder();
        out.append(Screen.bar(scene, Rect.of(Math.clamp(columns - 1, 20, 100), 1), theme).toAnsiStringTrimmed())
                .append('\n');
        List<String> told = lines(scene.view());
        List<String> shown = told.size() <= LINES ? told : told.subList(told.size() - LINES, told.size());
        if (shown.size() < told.size()) {
            out.append("(").append(told.size() - shown.size()).append(" earlier lines are in the event log)\n");
        }
        shown.forEach(line -> out.append(theme.unicode() ? line : line.replaceAll("[^\\x00-\\x7e]", "?")).append('\n'));
        return out.toString();
    }

    private static List<String> lines(RunView view) {
        var lines = new EventLines();
        List<String> told = new ArrayList<>();
        for (Envelope envelope : view.log().events(false)) {
            if (envelope.event() instanceof RunEvent.OfEnd end) {
                Ended ended = view.ended().find(end.attempt().queryId());
                if (ended != null && !ended.sql().isEmpty()) {
                    // The log holds no text of statements; this tells it to the lines, which then show it with the failure.
                    var _ = lines
                            .of(new Envelope(envelope.seq(), envelope.at(), envelope.runId(), new RunEvent.Dispatched(
                                    end.statement(), end.attempt(), ended.sql(), SessionContext.EMPTY, null)));
                }
            }
            for (EventLines.Line line : lines.of(envelope)) {
                told.add(line.text().strip().replace("\n", "\n    "));
            }
        }
        return told;
    }
}
