package io.github.cqr.adapters.plain;

import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.run.RunState;
import io.github.cqr.domain.view.EventLines;
import io.github.cqr.domain.view.EventLines.Level;
import io.github.cqr.domain.view.EventLines.Line;
import io.github.cqr.domain.view.ProgressView;
import io.github.cqr.domain.view.StatusText;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Log lines, with a progress line at intervals or, on a terminal, a live one below them.
 *
 * <p>The ring's thread only folds and queues; a thread of its own writes, so that a terminal stopped by Ctrl-S never stalls the run. Behind
 * such a terminal the queue keeps what is grave and drops the rest, oldest first, saying how many lines are missing.
 */
public final class PlainReporter implements EventSink {
    private static final int QUEUE_LIMIT = 10_000;
    private static final Duration LIVE_INTERVAL = Duration.ofMillis(250);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", java.util.Locale.ROOT);

    private final PlainSettings settings;
    private final PrintStream out;
    private final ZoneId zone;
    private final EventLines lines = new EventLines();
    private final ProgressView view = new ProgressView();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ArrayDeque<Stamped> queue = new ArrayDeque<>();
    private final Thread writer;
    private long dropped;
    private boolean changed;
    private boolean closed;
    private boolean liveLineShown;
    private boolean silent;

    private record Stamped(LocalTime time, Line line) {}

    /**
     * @param out where the lines go; standard error, so that standard output stays for results
     * @param zone the time zone of the time stamps
     */
    public PlainReporter(PlainSettings settings, PrintStream out, ZoneId zone) {
        this.settings = settings;
        this.out = out;
        this.zone = zone;
        this.writer = Thread.ofPlatform().name("cqr-plain-output").daemon().start(this::write);
    }

    /** One that follows the run but says nothing until {@link #speak}: it stands in for a screen that may break. */
    public static PlainReporter standingBy(PlainSettings settings, PrintStream out, ZoneId zone) {
        var reporter = new PlainReporter(settings, out, zone);
        reporter.silence(true);
        return reporter;
    }

    /** From now on it says what happens. */
    public void speak() {
        silence(false);
    }

    private void silence(boolean wanted) {
        lock.lock();
        try {
            silent = wanted;
            changed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onEvent(Envelope envelope, boolean endOfBatch) {
        lock.lock();
        try {
            view.apply(envelope);
            changed = true;
            for (Line line : lines.of(envelope)) {
                if (wanted(line.level())) {
                    enqueue(new Stamped(LocalTime.ofInstant(envelope.at(), zone), line));
                }
            }
            if (!queue.isEmpty()) {
                news.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes how the run stands, also where all but warnings is unwanted. Called by any thread; it does not block. */
    public void status() {
        Instant now = Instant.now();
        lock.lock();
        try {
            enqueue(new Stamped(LocalTime.ofInstant(now, zone), new Line(Level.INFO, StatusText.of(view, now))));
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean wanted(Level level) {
        return !silent && switch (level) {
            case DEBUG -> settings.verbose() && !settings.quiet();
            case INFO -> !settings.quiet();
            case WARN, ERROR -> true;
        };
    }

    private void enqueue(Stamped line) {
        if (queue.size() >= QUEUE_LIMIT) {
            int before = queue.size();
            queue.removeIf(queued -> queued.line().level() == Level.DEBUG);
            if (queue.size() >= QUEUE_LIMIT) {
                queue.removeFirst();
            }
            dropped += before - queue.size();
        }
        queue.addLast(line);
    }

    private void write() {
        long interval = (settings.live() ? LIVE_INTERVAL : settings.interval()).toNanos();
        long nextProgress = System.nanoTime() + interval;
        while (true) {
            Batch batch = await(nextProgress - System.nanoTime());
            if (batch == null) {
                return;
            }
            batch.print();
            if (System.nanoTime() >= nextProgress) {
                nextProgress = System.nanoTime() + interval;
            }
        }
    }

    /** What to write next; null once everything is written and the reporter is closed. */
    private @Nullable Batch await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (queue.isEmpty() && !closed && left > 0) {
                left = news.awaitNanos(left);
            }
            boolean due = left <= 0 && changed && !settings.quiet();
            boolean last = queue.isEmpty() && closed;
            if (last && !liveLineShown) {
                return null;
            }
            var batch = new Batch(queue.toArray(Stamped[]::new), dropped, progress(due && !last), last);
            queue.clear();
            dropped = 0;
            changed = changed && !due;
            return batch;
        } catch (InterruptedException _) {
            return null; // close() gave up on a stalled terminal
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String progress(boolean due) {
        RunState state = view.batch().state();
        if (silent || state.counts().total() == 0 || state.outcome() != null) {
            return null;
        }
        if (settings.live()) {
            return settings.quiet() || closed
                    ? null
                    : ProgressLine.render(view, Instant.now(), settings.columns().getAsInt() - 1, settings.unicode());
        }
        return due ? ProgressLine.plain(view, Instant.now()) : null;
    }

    /** Lines and a progress line that are written together. */
    private final class Batch {
        private final Stamped[] batch;
        private final long missing;
        private final @Nullable String progress;
        private final boolean last;

        Batch(Stamped[] batch, long missing, @Nullable String progress, boolean last) {
            this.batch = batch;
            this.missing = missing;
            this.progress = progress;
            this.last = last;
        }

        void print() {
            var text = new StringBuilder();
            if (liveLineShown) {
                text.append("\r\u001b[K");
                liveLineShown = false;
            }
            if (missing > 0) {
                text.append("(").append(missing).append(" lines were dropped while the terminal did not take them)\n");
            }
            for (Stamped line : batch) {
                append(text, line);
            }
            if (progress != null && settings.live()) {
                text.append(progress);
                liveLineShown = !last;
            } else if (progress != null) {
                append(text, new Stamped(LocalTime.now(zone), new Line(Level.INFO, progress)));
            }
            if (!text.isEmpty()) {
                out.print(text);
                out.flush();
            }
        }

        private void append(StringBuilder text, Stamped line) {
            String colour = !settings.colour() ? "" : switch (line.line().level()) {
                case DEBUG -> "\u001b[2m";
                case INFO -> "";
                case WARN -> "\u001b[33m";
                case ERROR -> "\u001b[31m";
            };
            text.append(colour).append(TIME.format(line.time())).append(' ')
                    .append(String.format(java.util.Locale.ROOT, "%-5s ", line.line().level()))
                    .append(line.line().text().strip().replace("\n", "\n    "))
                    .append(colour.isEmpty() ? "\n" : "\u001b[0m\n");
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (!writer.join(CLOSE_LIMIT)) {
                writer.interrupt();
                writer.join(Duration.ofMillis(100));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
