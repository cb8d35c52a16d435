package io.github.cqr.adapters.tui.render;

import io.github.cqr.domain.event.Attempt;
import io.github.cqr.domain.event.Counters;
import io.github.cqr.domain.event.Counts;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.event.RunOutcome;
import io.github.cqr.domain.event.StatementRef;
import io.github.cqr.domain.event.StopReason;
import io.github.cqr.domain.failure.Failure;
import io.github.cqr.domain.failure.Leftover;
import io.github.cqr.domain.script.StatementKind;
import io.github.cqr.domain.session.SessionContext;
import io.github.cqr.domain.view.RunView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A run told event by event, for pictures of it and of its recording. */
public final class Story {
    static final Instant START = Instant.parse("2026-02-09T14:30:00Z");
    static final int TOTAL = 500;

    final RunView view = new RunView();
    private final List<Envelope> events = new ArrayList<>();
    private final Map<Integer, Attempt> running = new TreeMap<>();
    private final Map<Integer, Instant> since = new TreeMap<>();
    Instant now = START;
    UiState ui = UiState.START;
    private long seq;

    static Story begin(int skipped) {
        var story = new Story();
        story.tell(new RunEvent.RunStarted(1, "1.0", "0a1b2c3d", "g1", "backfill.sql", TOTAL, skipped,
                List.of("primary-0-0", "primary-0-1"), 4, 4, "dwh"));
        for (int i = 0; i < skipped; i++) {
            story.tell(new RunEvent.Skipped(ref(i)));
        }
        return story;
    }

    /** In the middle of it: 60 statements done, four running. */
    static Story busy() {
        Story story = begin(12);
        for (int i = 12; i < 72; i++) {
            story.dispatch(i);
            story.pass(Duration.ofMillis(1_000 + 37L * (i % 11)));
            story.complete(i);
        }
        for (int i = 72; i < 76; i++) {
            story.dispatch(i);
        }
        story.pass(Duration.ofSeconds(8));
        story.progress(72, 1_200_000, 4_800_000);
        story.progress(73, 890_000, 2_100_000);
        story.progress(74, 120_000, 0);
        return story;
    }

    /** Every story that has a picture. */
    static Map<String, Story> all() {
        Map<String, Story> all = new TreeMap<>();
        all.put("start", begin(0));
        all.put("busy", busy());
        Story paused = busy();
        paused.tell(new RunEvent.Paused("keyboard"));
        paused.pass(Duration.ofMinutes(5));
        all.put("paused", paused);
        Story degraded = busy();
        degraded.tell(new RunEvent.CheckpointDegraded("valkey-0:6379 refused the connection"));
        all.put("degraded-checkpoint", degraded);
        all.put("lost-node", lost());
        all.put("failed", failed());
        all.put("waiting-retry", waiting());
        all.put("finished", finished());
        all.put("resumed-with-skips", begin(312));
        return all;
    }

    static Story lost() {
        Story story = busy();
        story.tell(new RunEvent.NodeLost("primary-0-1", "no answer for 30 s: connection refused"));
        story.end(73, "gone");
        story.tell(new RunEvent.StopRequested(StopReason.NODE_LOST, "node primary-0-1 is lost"));
        return story;
    }

    static Story waiting() {
        Story story = busy();
        story.tell(new RunEvent.RetryScheduled(ref(73), story.attempt(73),
                new Failure.Server(202, "TOO_MANY_SIMULTANEOUS_QUERIES", "Code: 202. DB::Exception: Too many queries"),
                new Counters(0, 0, 0, 0, 0), Leftover.nothing(), story.now, Duration.ofMillis(200),
                Duration.ofSeconds(30)));
        story.running.remove(73);
        story.pass(Duration.ofSeconds(12));
        story.ui = story.ui.focus(UiState.Pane.UPCOMING);
        return story;
    }

    static Story failed() {
        Story story = busy();
        story.failed(73);
        story.ui = story.ui.overlay(new UiState.Overlay.Failure(0, 0));
        return story;
    }

    private void failed(int ordinal) {
        tell(new RunEvent.Failed(ref(ordinal), attempt(ordinal),
                new Failure.Server(241, "MEMORY_LIMIT_EXCEEDED",
                        "Code: 241. DB::Exception: Query memory limit exceeded"),
                new Counters(890_000, 2_100_000, 99_000_000, 700_000, 0), new Leftover.Rows(700_000, false, Map.of()),
                since.getOrDefault(ordinal, START),
                Duration.ofMillis(8_100)));
        running.remove(ordinal);
        tell(new RunEvent.StopRequested(StopReason.STATEMENT_FAILED, "statement " + ordinal + " failed"));
    }

    /** The log of a run with a pause of two minutes, whose statement 73 fails. */
    public static List<Envelope> recorded() {
        Story story = busy();
        story.tell(new RunEvent.Paused("keyboard"));
        story.pass(Duration.ofMinutes(2));
        story.tell(new RunEvent.Resumed("keyboard"));
        story.pass(Duration.ofSeconds(3));
        story.failed(73);
        for (int i : new int[]{72, 74, 75}) {
            story.pass(Duration.ofSeconds(2));
            story.complete(i);
        }
        story.tell(new RunEvent.RunFinished(RunOutcome.FAILED, new Counts(TOTAL, 12, 63, 1, 0, 0),
                Duration.between(START, story.now), 1));
        return story.events;
    }

    static Story finished() {
        Story story = busy();
        for (int i = 72; i < TOTAL; i++) {
            if (i >= 76) {
                story.dispatch(i);
            }
            story.pass(Duration.ofSeconds(1));
            story.complete(i);
        }
        story.tell(new RunEvent.RunFinished(RunOutcome.COMPLETED, new Counts(TOTAL, 12, TOTAL - 12, 0, 0, 0),
                Duration.between(START, story.now), 0));
        return story;
    }

    void tell(RunEvent event) {
        events.add(new Envelope(++seq, now, "3817fc08b35ca960a1b2", event));
        view.apply(events.getLast());
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    static StatementRef ref(int ordinal) {
        return new StatementRef(ordinal, 1 + 4L * ordinal, "5e884898da28", 1, StatementKind.INSERT_SELECT,
                ordinal % 10 == 0 ? "month " + ordinal : null);
    }

    static String sql(int ordinal) {
        return String.format(Locale.ROOT,
                "INSERT INTO totals\nSELECT day, sum(cents)\nFROM sales WHERE day = %d\nGROUP BY day", ordinal);
    }

    Attempt attempt(int ordinal) {
        return running.computeIfAbsent(ordinal, o -> new Attempt(1, "primary-0-" + o % 2, "cqr-3817-0a1b-" + o + "-1"));
    }

    void dispatch(int ordinal) {
        dispatch(ref(ordinal), sql(ordinal));
    }

    void dispatch(StatementRef ref, String sql) {
        since.put(ref.ordinal(), now);
        tell(new RunEvent.Dispatched(ref, attempt(ref.ordinal()), sql, SessionContext.EMPTY, null));
    }

    void progress(int ordinal, long read, long total) {
        tell(new RunEvent.Progress(ref(ordinal), attempt(ordinal),
                new Counters(read, total, read * 110, read / 3, 64_000_000), ran(ordinal)));
    }

    private Duration ran(int ordinal) {
        return Duration.between(since.getOrDefault(ordinal, now), now);
    }

    void complete(int ordinal) {
        tell(new RunEvent.Completed(ref(ordinal), attempt(ordinal), new Counters(4_000_000, 4_000_000, 1, 1000, 0),
                since.getOrDefault(ordinal, now), ran(ordinal)));
        running.remove(ordinal);
    }

    void end(int ordinal, String reason) {
        tell(new RunEvent.OutcomeUnknown(ref(ordinal), attempt(ordinal), reason, since.getOrDefault(ordinal, now),
                ran(ordinal)));
        running.remove(ordinal);
    }

    Scene scene() {
        List<Scene.Upcoming> upcoming = new ArrayList<>();
        for (int i = view.nextOrdinal(); i < Math.min(TOTAL, view.nextOrdinal() + 20); i++) {
            upcoming.add(new Scene.Upcoming(ref(i), sql(i)));
        }
        return new Scene(view, ui, upcoming, now, ZoneOffset.UTC, "cqr --host primary-0-0,primary-0-1 backfill.sql");
    }
}
