package io.github.cqr.adapters.tui.render;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator looks at.
 *
 * @param focus the pane that keys act on
 * @param lower the pane that shares its place with others on a small screen
 * @param selected query id of the selected statement, null for none
 * @param texts what was typed to narrow rows down or to find one
 * @param routine whether the log shows what goes as it should, too
 * @param place which rows of the focused pane are seen
 * @param overlay what lies above the panes
 * @param note what the footer says instead of the keys until the next key is pressed; empty for nothing
 */
public record UiState(
        Pane focus,
        Pane lower,
        @Nullable String selected,
        Texts texts,
        boolean routine,
        Place place,
        Overlay overlay,
        String note) {
    /** The panes, in the order in which Tab goes through them. */
    public static final List<Pane> PANES = List.of(Pane.RUNNING, Pane.NODES, Pane.RATES, Pane.UPCOMING, Pane.SLOWEST,
            Pane.LOG);

    /** What an operator sees at first. */
    public static final UiState START = new UiState(Pane.RUNNING, Pane.LOG, null, Texts.NONE, true, Place.TOP,
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

    /** What letters are typed for. */
    public enum Entry {
        /** For nothing: each is a key of its own. */
        NONE,
        /** For the filter. */
        FILTER,
        /** For the text to find. */
        SEARCH
    }

    /**
     * What was typed to narrow rows down or to find one.
     *
     * @param filter text that shown rows must hold, empty for all
     * @param search text that a found row holds, empty for none
     * @param entry which of the two is being typed
     */
    public record Texts(String filter, String search, Entry entry) {
        static final Texts NONE = new Texts("", "", Entry.NONE);

        /** What stands in the line that is being typed. */
        public String typed() {
            return entry == Entry.SEARCH ? search : filter;
        }

        /** The same with another text in that line. */
        public Texts typed(String text) {
            return entry == Entry.SEARCH ? new Texts(filter, text, entry) : new Texts(text, search, entry);
        }

        /** The same with letters typed for {@code other}. */
        public Texts entry(Entry other) {
            return new Texts(filter, search, other);
        }
    }

    /**
     * Which rows of the focused pane are seen.
     *
     * @param scroll how many rows are above the first one; the log does not go by it
     * @param bottom the last line of the log that is seen, null while it follows the run
     * @param marked the row that the operator went to, by its key ({@link PaneRow}); null for none
     */
    public record Place(int scroll, @Nullable Line bottom, @Nullable String marked) {
        static final Place TOP = new Place(0, null, null);

        /** The same, scrolled; never to before the start. */
        public Place scroll(int to) {
            return new Place(Math.max(0, to), bottom, marked);
        }

        /** The same with the log at another line. */
        public Place bottom(@Nullable Line line) {
            return new Place(scroll, line, marked);
        }

        /** The same with another row marked. */
        public Place marked(@Nullable String key) {
            return new Place(scroll, bottom, key);
        }
    }

    /**
     * A line of the log.
     *
     * @param seq number of its event
     * @param line which of the event's lines, from 0
     */
    public record Line(long seq, int line) implements Comparable<Line> {
        private static final Comparator<Line> ORDER = Comparator.comparingLong(Line::seq).thenComparingInt(Line::line);

        @Override
        public int compareTo(Line other) {
            return ORDER.compare(this, other);
        }
    }

    /** What lies above the panes. */
    public sealed interface Overlay {
        /** Nothing. */
        record None() implements Overlay {}

        /** Text that can be scrolled. */
        sealed interface Page extends Overlay {
            /** How many of its lines are above the first one that is seen. */
            int scroll();

            /** The same, scrolled. */
            Page scrolled(int to);
        }

        /** The keys. */
        record Help(int scroll) implements Page {
            @Override
            public Help scrolled(int to) {
                return new Help(to);
            }
        }

        /** How the run stands, for somebody who asks by a signal. */
        record Status(int scroll) implements Page {
            @Override
            public Status scrolled(int to) {
                return new Status(to);
            }
        }

        /** Everything about a statement. */
        record Detail(String queryId, int scroll) implements Page {
            @Override
            public Detail scrolled(int to) {
                return new Detail(queryId, to);
            }
        }

        /** The attempt that went wrong with this number, from 0. */
        record Failure(int index, int scroll) implements Page {
            @Override
            public Failure scrolled(int to) {
                return new Failure(index, to);
            }
        }

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

    /** Whether letters are typed into a line. */
    public boolean typing() {
        return texts.entry() != Entry.NONE;
    }

    /** Text that shown rows must hold, empty for all. */
    public String filter() {
        return texts.filter();
    }

    /** How far the focused pane is scrolled. */
    public int scroll() {
        return place.scroll();
    }

    /** The same with another pane in focus, unscrolled. */
    public UiState focus(Pane pane) {
        boolean tall = pane == Pane.RUNNING || pane == Pane.NODES;
        return new UiState(pane, tall ? lower : pane, selected, texts, routine, Place.TOP, overlay, "");
    }

    /** The same with another statement selected. */
    public UiState selected(@Nullable String queryId) {
        return new UiState(focus, lower, queryId, texts, routine, place, overlay, "");
    }

    /** The same with other texts; unscrolled if another filter shows other rows. */
    public UiState texts(Texts other) {
        return new UiState(focus, lower, selected, other, routine, other.filter().equals(filter()) ? place : Place.TOP,
                overlay, "");
    }

    /** The same with routine events shown or not. */
    public UiState routine(boolean shown) {
        return new UiState(focus, lower, selected, texts, shown, Place.TOP, overlay, "");
    }

    /** The same with other rows of the focused pane in sight. */
    public UiState place(Place other) {
        return new UiState(focus, lower, selected, texts, routine, other, overlay, "");
    }

    /** The same with something else above the panes. */
    public UiState overlay(Overlay other) {
        return new UiState(focus, lower, selected, texts, routine, place, other, "");
    }

    /** The same with a note in the footer. */
    public UiState note(String text) {
        return new UiState(focus, lower, selected, texts, routine, place, overlay, text);
    }
}
