package io.github.cqr.adapters.tui.render;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator looks at.
 *
 * @param focus the pane that keys act on
 * @param lower the pane that shares its place with others on a small screen
 * @param selected query id of the selected statement, null for none
 * @param filter text that shown rows must hold, empty for all
 * @param typing whether the filter is being typed
 * @param routine whether the log shows what goes as it should, too
 * @param scroll how far the focused pane is scrolled: from the end in the log, from the start elsewhere
 * @param overlay what lies above the panes
 * @param note what the footer says instead of the keys until the next key is pressed; empty for nothing
 */
public record UiState(
        Pane focus,
        Pane lower,
        @Nullable String selected,
        String filter,
        boolean typing,
        boolean routine,
        int scroll,
        Overlay overlay,
        String note) {
    /** The panes, in the order in which Tab goes through them. */
    public static final List<Pane> PANES = List.of(Pane.RUNNING, Pane.NODES, Pane.RATES, Pane.UPCOMING, Pane.SLOWEST,
            Pane.LOG);

    /** What an operator sees at first. */
    public static final UiState START = new UiState(Pane.RUNNING, Pane.LOG, null, "", false, true, 0,
            new Overlay.None(), "");

    /** The panes. */
    public enum Pane {
        /** Statements that run. */
        RUNNING,
        /** The nodes' lanes. */
        NODES,
        /** Throughput and running times. */
        RATES,
        /** Statements that come next. */
        UPCOMING,
        /** Statements that took longest. */
        SLOWEST,
        /** Events and warnings. */
        LOG
    }

    /** What lies above the panes. */
    public sealed interface Overlay {
        /** Nothing. */
        record None() implements Overlay {}

        /** The keys. */
        record Help(int scroll) implements Overlay {}

        /** How the run stands, for somebody who asks by a signal. */
        record Status(int scroll) implements Overlay {}

        /** Everything about a statement. */
        record Detail(String queryId, int scroll) implements Overlay {}

        /** The attempt that went wrong with this number, from 0. */
        record Failure(int index, int scroll) implements Overlay {}

        /** A question that {@code y} answers with yes. */
        record Confirm(Ask ask) implements Overlay {}
    }

    /** What has to be confirmed. */
    public sealed interface Ask {
        /** Kill one statement. */
        record CancelStatement(int ordinal, String node) implements Ask {}

        /** Finish what runs and quit. */
        record Drain() implements Ask {}

        /** Kill what runs and quit. */
        record CancelAll() implements Ask {}
    }

    /** The same with another pane in focus, unscrolled. */
    public UiState focus(Pane pane) {
        boolean tall = pane == Pane.RUNNING || pane == Pane.NODES;
        return new UiState(pane, tall ? lower : pane, selected, filter, typing, routine, 0, overlay, "");
    }

    /** The same with another statement selected. */
    public UiState selected(@Nullable String queryId) {
        return new UiState(focus, lower, queryId, filter, typing, routine, scroll, overlay, "");
    }

    /** The same with another filter. */
    public UiState filter(String text, boolean stillTyping) {
        return new UiState(focus, lower, selected, text, stillTyping, routine, 0, overlay, "");
    }

    /** The same with routine events shown or not. */
    public UiState routine(boolean shown) {
        return new UiState(focus, lower, selected, filter, typing, shown, 0, overlay, "");
    }

    /** The same, scrolled; never to before the start. */
    public UiState scroll(int to) {
        return new UiState(focus, lower, selected, filter, typing, routine, Math.max(0, to), overlay, "");
    }

    /** The same with something else above the panes. */
    public UiState overlay(Overlay other) {
        return new UiState(focus, lower, selected, filter, typing, routine, scroll, other, "");
    }

    /** The same with a note in the footer. */
    public UiState note(String text) {
        return new UiState(focus, lower, selected, filter, typing, routine, scroll, overlay, text);
    }
}
